"""RapidOCR on ONNX Runtime, with the models that its package brings; nothing is ever downloaded."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from fangzhi.errors import UsageError
from fangzhi.ocr.engines import Point, Read, Reading

if TYPE_CHECKING:
    from PIL.Image import Image

MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
LONGEST_SIDE = 2000  # pixels: larger pictures are made smaller before they are read
LEAST_SURE = 0.5  # a line of which the engine is less sure is most likely none

MARKS = ",;:?!"
ENOUGH = 5  # marks on a page that tell their width; steps of a line that tell its own
BETWEEN = 1.75  # steps
WIDE = 1.7  # steps of white behind a Han character: more is a blank
BLANKS = "\u3000\u3000"  # what books put between a head and the text that it runs into
TO_WIDE = 0xFEE0  # from a character of half width to that of full width
_HAN = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’"
_NARROW = {chr(ord(narrow) + TO_WIDE): narrow for narrow in MARKS}
_BESIDE_HAN = re.compile(
    f"[，；：？！]|(?<=[{_HAN}])[{MARKS}]|(?<=[^ {MARKS}\\n])[{MARKS}](?=[{_HAN}])"
)


def identify(language: str) -> dict[str, str]:
    """The versions of the packages, and the models."""
    _models()
    found = {"engine": "rapid", "models": " ".join(MODELS.values())}
    for name in ("rapidocr", "onnxruntime"):
        found[name] = metadata.version(name)
    return found | {"side": str(LONGEST_SIDE), "marks": "settled", "blanks": "wide"}


def _models() -> dict[str, Path]:
    """The files of the models; `UsageError` where package or model is missing."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.origin or find_spec("onnxruntime") is None:
        raise UsageError(
            "OCR needs the packages rapidocr and onnxruntime, which are not installed",
            remedy="install them with: pip install 'fangzhi[ocr]', or take --ocr tesseract",
        )
    folder = Path(spec.origin).parent / "models"
    for name in MODELS.values():
        if not (folder / name).is_file():
            raise UsageError(
                f"the package rapidocr {metadata.version('rapidocr')} lacks its model {name}",
                where=folder,
                remedy="install it anew with: pip install --force-reinstall 'fangzhi[ocr]'",
            )
    return {task: folder / name for task, name in MODELS.items()}


def load(language: str) -> Read:
    """The engine with one thread: pages run side by side, each in a process of its own."""
    models = _models()
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    threads = "EngineConfig.onnxruntime.{}_op_num_threads"
    settings: dict[str, Any] = {threads.format(kind): 1 for kind in ("intra", "inter")}
    settings |= {f"{task}.model_path": str(path) for task, path in models.items()}
    settings |= {"Global.log_level": "critical", "Global.use_cls": False}
    settings |= {"Global.max_side_len": LONGEST_SIDE, "Global.text_score": LEAST_SURE}
    settings |= {"Global.return_word_box": True}
    program = RapidOCR(params=settings)

    def read(image: Image) -> list[Reading]:
        import numpy as np

        pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]  # it takes blue before red
        found: Any = program(np.ascontiguousarray(pixels))
        if found.boxes is None or found.txts is None:
            return []
        words = found.word_results or ((),) * len(found.txts)
        if len(words) != len(found.txts):
            words = ((),) * len(found.txts)
        texts = [with_blanks(*pair) for pair in zip(found.txts, words, strict=True)]
        lines = zip(texts, found.boxes, found.scores, words, strict=True)
        spans: dict[str, list[float]] = {}
        for line in words:
            _measure_marks(line, spans)
        return settle_marks([_reading(*line) for line in lines], spans)

    return read


def _reading(text: str, outline: Any, score: float, words: Any) -> Reading:
    corners: list[Point] = [(float(x), float(y)) for x, y in outline]
    first, second, third, fourth = corners
    read = tuple((str(word), round(float(sure), 4)) for word, sure, *_ in words)
    return Reading(text, (first, second, third, fourth), round(float(score), 4), read)


def settle_marks(readings: list[Reading], spans: Mapping[str, Sequence[float]]) -> list[Reading]:
    """The lines of a page with each mark beside Han characters in the width that it has in print.

    The model has both widths for one picture, and takes now this, now that; print has one. `spans`
    has for each mark how far the characters on its two sides are apart, in steps from character to
    character: one and a half where it is narrow, two where it is wide. Too few tell nothing.
    """
    table: dict[str, str] = {}
    for narrow in MARKS:
        if len(found := spans.get(narrow, ())) >= ENOUGH:
            wide = chr(ord(narrow) + TO_WIDE)
            table |= {wide: narrow} if median(found) < BETWEEN else {narrow: wide}
    return [_settled(reading, table) for reading in readings] if table else readings


def with_blanks(text: str, words: Any) -> str:
    """A line with the wide blanks that print has behind Han characters: the model has none.

    `words` are (text, certainty, corners) of each character.
    """
    placed = _places(words)
    if not (step := _step(placed)):
        return text
    found, reached = "", 0
    for here, there in pairwise(placed):
        place = text.find(here[0], reached) + len(here[0])
        if place < reached + len(here[0]):
            return text
        found += text[reached:place]
        reached = place
        wide = math.dist(here[1:], there[1:]) > (1 + WIDE) * step
        if wide and _is_han(here) and there[0].isalnum() and not text[place : place + 1].isspace():
            found += BLANKS
    return found + text[reached:]


def _places(words: Any) -> list[tuple[str, float, float]]:
    """The characters of a line with their middles."""
    return [
        (str(text), sum(x for x, _ in box) / 4, sum(y for _, y in box) / 4)
        for text, _, box in words
    ]


def _step(placed: list[tuple[str, float, float]]) -> float:
    """How far Han characters side by side are apart; 0 where too few tell it."""
    steps = [
        math.dist(one[1:], two[1:])
        for one, two in pairwise(placed)
        if _is_han(one) and _is_han(two)
    ]
    return median(steps) if len(steps) >= ENOUGH else 0.0


def _measure_marks(words: Any, spans: dict[str, list[float]]) -> None:
    """Add how far apart the Han characters round each mark of a line are."""
    placed = _places(words)
    if not (step := _step(placed)):
        return
    for before, mark, after in zip(placed, placed[1:], placed[2:], strict=False):
        narrow = _NARROW.get(mark[0], mark[0])
        if narrow in MARKS and _is_han(before) and _is_han(after):
            spans.setdefault(narrow, []).append(math.dist(before[1:], after[1:]) / step)


def _is_han(placed: tuple[str, float, float]) -> bool:
    return "\u3400" <= placed[0] <= "\u9fff"


def _settled(reading: Reading, table: dict[str, str]) -> Reading:
    """A line with the marks that `table` changes; all texts stay as long as they are."""
    text = _BESIDE_HAN.sub(lambda found: table.get(found[0], found[0]), reading.text)
    if text == reading.text:
        return reading
    words, reached = [], 0
    for word, sure in reading.words:
        place = reading.text.find(word, reached)
        if place < 0:
            return replace(reading, text=text, words=())
        reached = place + len(word)
        words.append((text[place:reached], sure))
    return replace(reading, text=text, words=tuple(words))
