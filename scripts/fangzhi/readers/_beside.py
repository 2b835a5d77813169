"""Pictures that lie beside a page, in its folder or below; none from elsewhere."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from urllib.parse import unquote

from fangzhi.readers._xml import read_bytes
from fangzhi.source import Figure

_KINDS = {"jpeg": "jpg", "svg+xml": "svg", "tiff": "tif"}


class Beside:
    """The files in the folder of a page."""

    def __init__(self, page: Path) -> None:
        self._folder = page.parent

    def picture(self, url: str, description: str) -> Figure | None:
        """The picture that a URL names; None unless it lies in the folder, or in the URL itself."""
        if url.startswith("data:"):
            return within(url, description)
        name = unquote(url.partition("#")[0].partition("?")[0])
        if not name or ":" in name.partition("/")[0] or "\0" in name:
            return None
        try:
            file = (self._folder / name).resolve()
            inside = file.is_relative_to(self._folder.resolve()) and file.is_file()
        except OSError:
            return None
        if not inside:
            return None
        return Figure(name=file.name, description=description, load=lambda: read_bytes(file))


def within(url: str, description: str) -> Figure | None:
    """The picture that a `data:` URL holds (RFC 2397); None if it holds none."""
    kind, _, content = url.removeprefix("data:").partition(",")
    media, *rest = kind.split(";")
    if not media.startswith("image/") or "base64" not in [one.strip() for one in rest]:
        return None
    try:
        data = base64.b64decode(unquote(content))
    except (binascii.Error, ValueError):
        return None
    sort = media.removeprefix("image/").lower()
    name = f"picture.{_KINDS.get(sort, sort)}"
    return Figure(name=name, description=description, load=lambda: data)
