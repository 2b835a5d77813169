"""An edition with scans: one in pixels, one in points, a TIFF, and a page without any."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image, ImageDraw

TEXT = Path(__file__).parent / "scanned" / "quay.xml"
SCANS = {"one.jpg": "white", "two b.png": "#f4ecd8", "three.tif": "#dde"}


def repository(folder: Path) -> Path:
    """Write the edition with its scans into `folder`; the TEI file."""
    for name in ("source", "tei", "build"):
        (folder / name).mkdir()
    for name, colour in SCANS.items():
        image = Image.new("RGB", (600, 800), colour)
        draw = ImageDraw.Draw(image)
        for line in range(120, 760, 30):
            draw.rectangle((60, line, 540, line + 14), fill="#444")
        image.save(folder / "source" / name)
    return Path(shutil.copy(TEXT, folder / "tei"))
