"""Scanned PDFs with the text of an engine: their scans are pictures of their pages, as seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fangzhi import readers
from fangzhi.source import Page, Source
from program import fangzhi
from readers.by_hand import stream, written
from readers.scanned import require_sound

WIDE, HIGH = 300, 400  # points of a page
BLACK_AND_WHITE = written(
    b"q 96 0 0 144 0 0 cm /I Do Q BT /F 12 Tf 3 Tr 10 100 Td (Hello world.) Tj ET",
    b"/MediaBox [0 0 96 144]",
    (
        stream(
            bytes(20 * 120) + b"\xff" * (20 * 120),
            b"/Subtype /Image /Width 160 /Height 240 /BitsPerComponent 1 /ColorSpace /DeviceGray ",
        ),
    ),
    resources=b"/XObject << /I 6 0 R >>",
)
TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (600, 800)) -> bytes:
    """A page as a scanner gives it: white, with a dark bar in its upper half."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).rectangle((60, 100, 540, 130), fill=0)
    stream = io.BytesIO()
    image.convert(mode).save(stream, kind)
    return stream.getvalue()


def scan(canvas: Canvas, data: bytes, mask: str | None = None, wide: float = WIDE) -> None:
    """Draw a picture over the page."""
    image = ImageReader(io.BytesIO(data))
    canvas.drawImage(image, 0, 0, wide, HIGH, mask=mask)


def text(canvas: Canvas, words: str = "It rained all day.", mode: int = 3, top: float = 60) -> None:
    """Put words on a page; mode 3 draws nothing."""
    line = canvas.beginText(30, HIGH - top)
    line.setFont("Helvetica", 12)
    line.setTextRenderMode(mode)
    line.textOut(words)
    canvas.drawText(line)


def read(folder: Path, *pages: Callable[[Canvas], None]) -> Source:
    """The source of a PDF whose pages are drawn by functions."""
    path = folder / "source" / "made.pdf"
    path.parent.mkdir(exist_ok=True)
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH), invariant=True)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    source = readers.read(path)
    require_sound(source)
    return source


def scanned(canvas: Canvas) -> None:
    """A scan with unseen text over it, as engines make it."""
    scan(canvas, picture())
    text(canvas)


def scan_of(page: Page) -> Image.Image:
    """The scan of a page, the same each time it is asked for."""
    assert page.scan is not None
    assert page.scan.load is not None
    data = page.scan.load()
    assert page.scan.load() == data
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_dark(image: Image.Image, across: float, down: float) -> bool:
    """Whether a picture is dark at a place, in parts of its sides."""
    return image.convert("L").getpixel((image.width * across, image.height * down)) < 128  # type: ignore[operator]


def test_the_jpeg_of_a_page_is_its_scan(tmp_path: Path) -> None:
    """The very bytes that the file holds, and the text is known to be an engine's."""
    source = read(tmp_path, scanned)
    (page,) = source.pages
    assert page.scan is not None
    assert page.scan.load is not None
    assert page.scan.load() == picture()
    assert not page.figures
    assert source.recognised


def stamped(canvas: Canvas) -> None:
    """A scan of two pictures, an ink stamp over the page."""
    scanned(canvas)
    stamp = ImageReader(io.BytesIO(picture("PNG", "L", (600, 150))))
    canvas.drawImage(stamp, 0, 0, WIDE, 80)


def beyond(canvas: Canvas) -> None:
    """A scan that is wider than the page."""
    scan(canvas, picture(), wide=WIDE * 1.1)
    text(canvas)


def strips(canvas: Canvas) -> None:
    """A scan in two strips."""
    whole = Image.open(io.BytesIO(picture("PNG", "L")))
    for top, bottom in ((0, 400), (400, 800)):
        stream = io.BytesIO()
        whole.crop((0, top, 600, bottom)).save(stream, "PNG")
        canvas.drawImage(ImageReader(stream), 0, HIGH - bottom / 2, WIDE, (bottom - top) / 2)
    text(canvas)


def turned(canvas: Canvas) -> None:
    """A scan that lies on its side, on a page that is turned."""
    canvas.setPageRotation(90)
    canvas.translate(HIGH, 0)
    canvas.rotate(90)
    scan(canvas, picture())
    text(canvas)


@pytest.mark.parametrize(
    ("draw", "kind", "wide"),
    [
        (stamped, "JPEG", 600),
        (beyond, "JPEG", 546),  # 600 / 1.1
        (strips, "JPEG", 600),
    ],
)
def test_any_other_scan_is_drawn(
    draw: Callable[[Canvas], None], kind: str, wide: int, tmp_path: Path
) -> None:
    """As fine as its picture is, with all that is seen on the page, and where it is seen."""
    image = scan_of(read(tmp_path, draw).pages[0])
    assert image.format == kind
    assert abs(image.width - wide) <= 1
    assert abs(image.width / image.height - WIDE / HIGH) < 0.01
    assert is_dark(image, 0.5, 115 / 800)
    assert not is_dark(image, 0.5, 160 / 800)


def test_a_scan_in_black_and_white_is_drawn_as_png(tmp_path: Path) -> None:
    """Letters stay sharp."""
    (tmp_path / "made.pdf").write_bytes(BLACK_AND_WHITE)
    image = scan_of(readers.read(tmp_path / "made.pdf").pages[0])
    assert (image.format, image.size) == ("PNG", (160, 240))
    assert is_dark(image, 0.5, 0.25)
    assert not is_dark(image, 0.5, 0.75)


def test_a_scan_on_its_side_is_shown_upright(tmp_path: Path) -> None:
    """With the text where it stands on the picture."""
    (page,) = read(tmp_path, turned).pages
    image = scan_of(page)
    (block,) = page.blocks
    assert page.box is not None
    assert block.box is not None
    assert image.width / image.height == pytest.approx(page.box.right / page.box.bottom, rel=0.01)
    middle = (block.box.top + block.box.bottom) / 2 / page.box.bottom
    assert is_dark(image, 0.5, middle)


def test_text_under_a_scan_is_unseen(tmp_path: Path) -> None:
    """Engines lay it there as well, drawn as if it were to be seen."""

    def under(canvas: Canvas) -> None:
        text(canvas, mode=0)
        scan(canvas, picture())

    source = read(tmp_path, under)
    assert source.text == "It rained all day."
    assert source.pages[0].scan is not None


def test_a_picture_behind_or_over_text_that_is_seen_is_no_scan(tmp_path: Path) -> None:
    """It is the ground of the page, or a mark on it."""

    def ground(canvas: Canvas) -> None:
        scan(canvas, picture())
        text(canvas, mode=0)

    def mark(canvas: Canvas) -> None:
        text(canvas, mode=0)
        scan(canvas, picture("PNG"), mask="auto")
        canvas.setFillAlpha(0.2)
        scan(canvas, picture())

    def pierced(canvas: Canvas) -> None:
        text(canvas, mode=0)
        image = Image.new("RGBA", (600, 800), (0, 0, 0, 0))
        ImageDraw.Draw(image).rectangle((60, 500, 540, 530), fill=(200, 0, 0, 255))
        stream = io.BytesIO()
        image.save(stream, "PNG")
        scan(canvas, stream.getvalue(), mask="auto")

    source = read(tmp_path, ground, mark, pierced)
    assert [page.scan for page in source.pages] == [None] * 3
    assert not source.recognised


def test_a_page_without_text_is_a_scan_among_scans(tmp_path: Path) -> None:
    """It is linked like the others, and told of: text may stand there that nobody read."""

    def silent(canvas: Canvas) -> None:
        scan(canvas, picture())

    source = read(tmp_path, scanned, silent, scanned)
    assert [page.scan is not None for page in source.pages] == [True] * 3
    assert any("page 2 is a scan" in notice for notice in source.notices)


def test_a_page_without_text_is_a_plate_among_pages(tmp_path: Path) -> None:
    """Where the others are print, what fills a page is a picture of the book."""

    def printed(canvas: Canvas) -> None:
        text(canvas, mode=0)

    def silent(canvas: Canvas) -> None:
        scan(canvas, picture())

    source = read(tmp_path, printed, silent, printed)
    assert [page.scan for page in source.pages] == [None] * 3
    assert [len(page.figures) for page in source.pages] == [0, 1, 0]


def test_words_that_an_engine_placed_roughly_are_one_line(tmp_path: Path) -> None:
    """Their boxes overlap, or leave white that no blank was: the order of the file tells."""

    def rough(canvas: Canvas) -> None:
        scan(canvas, picture())
        line = canvas.beginText(30, HIGH - 60)
        line.setTextRenderMode(3)
        for at, words, wide in ((30, "It", 40), (80, "rained", 190), (130, "all", 60)):
            line.setTextOrigin(at, HIGH - 60)
            line.setFont("Helvetica", 12)
            line.setHorizScale(wide)
            line.textOut(words)
        canvas.drawText(line)

    assert len(read(tmp_path, rough).pages[0].blocks) == 1


def test_an_edition_has_the_scans_beside_its_text(tmp_path: Path) -> None:
    """Each surface names its file, and the packages have it."""
    read(tmp_path, scanned, strips)
    result = fangzhi("make", tmp_path / "source" / "made.pdf", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    tei = etree.parse(tmp_path / "tei" / "made.xml")
    urls = [str(one) for one in tei.xpath("//t:surface/t:graphic/@url", namespaces=TEI)]
    assert urls == ["made/page.1.jpg", "made/page.2.jpg"]
    assert all((tmp_path / "tei" / url).is_file() for url in urls)
    web = (tmp_path / "build" / "made.html").read_text(encoding="utf-8")
    assert "../tei/made/page.1.jpg" in web
