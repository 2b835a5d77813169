"""What is drawn on a PDF page: its objects in their order, those in forms too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fangzhi.readers._pdf_document import Place
from fangzhi.source import Box

DEEPEST = 8  # forms within forms
ASKEW = 0.002  # of its width by which the edges of an image may be off
MOST = 100_000  # objects of a page that are looked at

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object of a page: PDFium's handle and kind, and the place of it, or of the form that it
    stands in, among the objects of the page. `matrix` leads from its own space to the page.
    """

    raw: Any
    kind: int
    number: int
    matrix: Matrix


def objects_on(page: Any, kind: int | None = None) -> Iterator[Drawn]:
    """The objects of a page in the order in which they are drawn, or those of one kind."""
    left = [MOST]
    for number, drawn in enumerate(_below(page, left)):
        yield from _within(drawn, number, _PLAIN, kind, left, DEEPEST)


def _below(page: Any, left: list[int]) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        left[0] -= 1
        if left[0] < 0:
            return
        yield pdfium.FPDFPage_GetObject(page.raw, index)


def _within(
    raw: Any, number: int, outer: Matrix, wanted: int | None, left: list[int], depth: int
) -> Iterator[Drawn]:
    """An object, or what stands in it if it is a form."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(raw)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth > 1:
        matrix = _product(_matrix_of(raw), outer)
        for index in range(pdfium.FPDFFormObj_CountObjects(raw)):
            left[0] -= 1
            if left[0] < 0:
                return
            inner = pdfium.FPDFFormObj_GetObject(raw, index)
            yield from _within(inner, number, matrix, wanted, left, depth - 1)
    elif wanted is None or kind == wanted:
        own = kind == pdfium.FPDF_PAGEOBJ_IMAGE
        yield Drawn(raw, kind, number, _product(_matrix_of(raw), outer) if own else outer)


def _matrix_of(raw: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, matrix):
        return _PLAIN
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that leads through the first and then the second (ISO 32000-1, 8.3.4)."""
    if second is _PLAIN:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix leads a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def corners(matrix: Matrix, own: tuple[float, float, float, float], place: Place) -> Box:
    """The box on the page of what is the rectangle `own` (two corners) in its own space."""
    left, bottom, right, top = own
    found = [place(*point(matrix, x, y)) for x in (left, right) for y in (bottom, top)]
    across, down = [x for x, _ in found], [y for _, y in found]
    return Box(min(across), min(down), max(across), max(down))


def is_upright(drawn: Drawn, place: Place) -> bool:
    """Whether an image is shown as it is stored: not turned, not mirrored, not askew."""
    left, bottom = place(*point(drawn.matrix, 0, 0))
    right, low = place(*point(drawn.matrix, 1, 0))
    begin, top = place(*point(drawn.matrix, 0, 1))
    slack = ASKEW * (right - left)
    return top < bottom and abs(low - bottom) <= slack and abs(begin - left) <= slack
