"""An engine that knows what stands on a page by its width in pixels, and misbehaves at some."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from fangzhi.ocr.engines import Read, Reading

if TYPE_CHECKING:
    from PIL.Image import Image

CRASHES, HANGS, RAISES = 666, 667, 668  # pixels that a page is wide


def identify(language: str) -> dict[str, str]:
    """What the result depends on."""
    return {"engine": "fake", "language": language or "none"}


def load(language: str) -> Read:
    """Lines that tell the width of the picture."""

    def read(image: Image) -> list[Reading]:
        if image.width == CRASHES:
            os._exit(9)
        if image.width == HANGS:
            time.sleep(600)
        if image.width == RAISES:
            raise RuntimeError("no model for that")
        lines = (f"第{image.width}页", "云水街道辖八个社区。")
        return [
            Reading(
                text,
                (
                    (20.0, top),
                    (20 + 20.0 * len(text), top),
                    (20 + 20.0 * len(text), top + 24.0),
                    (20.0, top + 24.0),
                ),
                0.9,
                tuple((character, 0.8) for character in text),
            )
            for text, top in zip(lines, (100.0, 140.0), strict=True)
        ]

    return read
