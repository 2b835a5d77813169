"""Tesseract, the program of that name on the PATH; its hOCR tells lines, words and baselines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from fangzhi.errors import SourceError, UsageError
from fangzhi.ocr.engines import Read, Reading

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGE = "chi_sim"  # where nobody names one
MODE = "3"  # fully automatic page segmentation
_NUMBERS = re.compile(r"(bbox|baseline|x_wconf)((?: -?[\d.]+)+)")


def identify(language: str) -> dict[str, str]:
    """The version of the program, and the languages."""
    wanted = language or LANGUAGE
    known = _run("--list-langs").split()
    for one in wanted.split("+"):
        if one not in known:
            raise UsageError(
                f"tesseract has no data for the language {one!r}",
                remedy=f"install it (Debian: apt-get install tesseract-ocr-{one.replace('_', '-')}"
                f"), or name another with --lang: {', '.join(known[-12:])}",
            )
    version = next(iter(_run("--version").split()[1:2]), "")
    return {"engine": "tesseract", "tesseract": version, "models": wanted, "psm": MODE}


def _program() -> str:
    found = shutil.which("tesseract")
    if found is None:
        raise UsageError(
            "the program tesseract is not on the PATH",
            remedy="install it (Debian: apt-get install tesseract-ocr tesseract-ocr-chi-sim)",
        )
    return found


@cache
def _run(argument: str) -> str:
    run = subprocess.run(
        [_program(), argument], capture_output=True, text=True, check=False, timeout=60
    )
    return run.stdout or run.stderr


def load(language: str) -> Read:
    """The program, called once a page with one thread."""
    program = _program()

    def read(image: Image) -> list[Reading]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "page.png")
            dpi = image.info.get("dpi", (0, 0))[0]
            image.save(file, compress_level=1)
            command = [program, str(file), "-", "-l", language or LANGUAGE, "--psm", MODE]
            command += ["--dpi", str(round(dpi))] if 70 <= dpi <= 2400 else []
            run = subprocess.run(
                [*command, "hocr"],
                capture_output=True,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        if run.returncode:
            told = run.stderr.decode(errors="replace").strip().splitlines()
            raise SourceError(f"tesseract could not read it: {' '.join(told[-2:])}")
        return _readings(run.stdout)

    return read


def _readings(hocr: bytes) -> list[Reading]:
    """The lines of an hOCR page."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    root = etree.fromstring(hocr, parser)
    found = []
    for line in root.iter("span"):
        if not line.get("class", "").startswith(("ocr_line", "ocr_header", "ocr_caption", "ocr_t")):
            continue
        words = []
        for word in line.iter("span"):
            text = "".join(map(str, word.itertext())).strip()
            if word.get("class") == "ocrx_word" and text:
                sure = _numbers(word).get("x_wconf", [0.0])[0]
                words.append((text, round(min(max(sure / 100, 0.0), 1.0), 4)))
        if words:
            found.append(_reading(line, words))
    return found


def _reading(line: etree._Element, words: list[tuple[str, float]]) -> Reading:
    from fangzhi.readers._texts import join_words

    numbers = _numbers(line)
    left, top, right, bottom = numbers["bbox"]
    slope = numbers.get("baseline", [0.0])[0]
    text = join_words(word for word, _ in words)
    sure = round(sum(len(word) * one for word, one in words) / sum(len(w) for w, _ in words), 4)
    rise = slope * (right - left)
    down, up = max(rise, 0.0), max(-rise, 0.0)
    if bottom - top < 2 * abs(rise):
        down = up = 0.0
    corners = ((left, top + up), (right, top + down), (right, bottom - up), (left, bottom - down))
    return Reading(text, corners, sure, tuple(words))


def _numbers(element: etree._Element) -> dict[str, list[float]]:
    """The properties in @title, with their numbers."""
    pairs = _NUMBERS.findall(element.get("title", ""))
    return {name: [float(one) for one in text.split()] for name, text in pairs}
