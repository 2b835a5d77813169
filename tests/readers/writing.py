"""Documents made for tests: a few blocks written as DOCX, ODT, HTML, EPUB and Markdown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from fangzhi.source import Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A block: `lines` of text, of a kind, on a level; `note` is what its last line calls."""

    kind: str
    lines: tuple[str, ...]
    level: int = 0
    note: str = ""


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of members in their order, the first of them stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members.items()):
            way = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            archive.writestr(name, content, way)
    return buffer.getvalue()


def expected(blocks: Iterable[Made]) -> list[tuple[str, int, list[str]]]:
    """(kind, level, lines) of the blocks of a source that is read back."""
    found: list[tuple[str, int, list[str]]] = []
    notes = 0
    number = 0
    for block in blocks:
        lines = list(block.lines)
        number = number + 1 if block.kind == "ordered" else 0
        if block.note:
            notes += 1
            lines[-1] += f"[{notes}]"
        if block.kind in ("ordered", "bulleted"):
            lines[0] = (f"{number}." if block.kind == "ordered" else "•") + "\t" + lines[0]
        kind = "list" if block.kind in ("ordered", "bulleted") else block.kind
        found.append((kind, block.level, lines))
        if block.note:
            found.append(("footnote", 0, [f"[{notes}] {block.note}"]))
    return found


def found_in(source: Source) -> list[tuple[str, int, list[str]]]:
    """(kind, level, lines) of the blocks of a source."""
    return [
        (block.kind, block.level, [source.text[line.start : line.end] for line in block.lines])
        for block in source.blocks()
    ]


# DOCX


def docx_package(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body; `parts` maps relative names to further parts of its folder."""
    parts = dict(parts or {})
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{name.partition(".")[0].split("/")[0]}" '
        f'Target="{name}"/>'
        for number, name in enumerate(parts, 1)
    )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'{head}<Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f"{head}{relations}</Relationships>",
            "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}": content for name, content in parts.items()},
        }
    )


def docx_paragraph(lines: Iterable[str], properties: str = "", after: str = "") -> str:
    """A paragraph with lines."""
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{text}</w:r>{after}</w:p>"


STYLES = f"""<w:styles {W}>{
    "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in range(1, 7)
    )
}<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style></w:styles>"""
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="\uf0b7"/><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>{
    "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for n in range(2, 40)
    )
}</w:numbering>"""


def as_docx(blocks: Iterable[Made]) -> bytes:
    """The blocks as a DOCX."""
    body, notes, runs = "", "", 1
    before = ""
    for block in blocks:
        after = ""
        if block.note:
            number = notes.count("<w:footnote ") + 1
            after = f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'
            note = docx_paragraph([block.note])
            notes += f'<w:footnote w:id="{number}">{note}</w:footnote>'
        runs += block.kind == "ordered" and before != "ordered"
        before = block.kind
        number = 1 if block.kind == "bulleted" else runs
        listed = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        match block.kind:
            case "table":
                rows = (
                    "".join(f"<w:tc>{docx_paragraph([c])}</w:tc>" for c in line.split("\t"))
                    for line in block.lines
                )
                body += f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
            case "heading":
                style = f'<w:pStyle w:val="H{block.level}"/>'
                body += docx_paragraph(block.lines, style, after)
            case "ordered" | "bulleted":
                body += docx_paragraph(block.lines, listed, after)
            case _:
                body += docx_paragraph(block.lines, "", after)
    return docx_package(
        body,
        {
            "styles.xml": STYLES,
            "numbering.xml": NUMBERING,
            "footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
        },
    )


# ODT


def odt_package(
    text: str, styles: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An ODT with this text."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{text}</office:text></office:body>"
            "</office:document-content>",
            **(parts or {}),
        }
    )


LISTS = """<text:list-style style:name="N"><text:list-level-style-number text:level="1"
style:num-format="1" style:num-suffix="."/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"
text:bullet-char="•"/></text:list-style>"""


def as_odt(blocks: Iterable[Made]) -> bytes:
    """The blocks as an ODT."""
    notes = 0
    parts: list[str] = []
    for kind, run in _runs(blocks):
        written: list[str] = []
        for block in run:
            text = "<text:line-break/>".join(
                "\t".join(map(escape, line.split("\t"))) for line in block.lines
            )
            if block.note:
                notes += 1
                text += (
                    f"<text:note><text:note-citation>{notes}</text:note-citation><text:note-body>"
                    f"<text:p>{escape(block.note)}</text:p></text:note-body></text:note>"
                )
            written.append(text)
        if kind == "table":
            for block in run:
                rows = (
                    "".join(f"<table:table-cell><text:p>{escape(c)}</text:p></table:table-cell>"
                            for c in line.split("\t")) for line in block.lines
                )  # fmt: skip
                inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
                parts.append(f"<table:table>{inside}</table:table>")
        elif kind in ("ordered", "bulleted"):
            items = "".join(f"<text:list-item><text:p>{one}</text:p></text:list-item>"
                            for one in written)  # fmt: skip
            style = "N" if kind == "ordered" else "B"
            parts.append(f'<text:list text:style-name="{style}">{items}</text:list>')
        elif kind == "heading":
            parts += [
                f'<text:h text:outline-level="{block.level}">{one}</text:h>'
                for block, one in zip(run, written, strict=True)
            ]
        else:
            parts += [f"<text:p>{one}</text:p>" for one in written]
    return odt_package("".join(parts), LISTS)


def _runs(blocks: Iterable[Made]) -> Iterator[tuple[str, list[Made]]]:
    """Blocks of one kind that follow one another."""
    run: list[Made] = []
    for block in blocks:
        if run and run[0].kind != block.kind:
            yield run[0].kind, run
            run = []
        run.append(block)
    if run:
        yield run[0].kind, run


# HTML and EPUB


def html_body(blocks: Iterable[Made]) -> str:
    """The blocks as the body of a page; the notes stand together at its end."""
    parts: list[str] = []
    notes: list[str] = []
    for kind, run in _runs(blocks):
        written: list[str] = []
        for block in run:
            text = "<br/>".join(map(escape, block.lines))
            if block.note:
                n = len(notes) + 1
                text += f'<a id="ref{n}" role="doc-noteref" href="#note{n}">{n}</a>'
                notes.append(f'<li id="note{n}"><p>{escape(block.note)} '
                             f'<a role="doc-backlink" href="#ref{n}">↩</a></p></li>')  # fmt: skip
            written.append(text)
        if kind == "table":
            for block in run:
                rows = ("".join(f"<td>{escape(c)}</td>" for c in line.split("\t"))
                        for line in block.lines)  # fmt: skip
                parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        elif kind in ("ordered", "bulleted"):
            name = "ol" if kind == "ordered" else "ul"
            parts.append(f"<{name}>{''.join(f'<li>{one}</li>' for one in written)}</{name}>")
        elif kind == "heading":
            parts += [f"<h{block.level}>{one}</h{block.level}>"
                      for block, one in zip(run, written, strict=True)]  # fmt: skip
        else:
            parts += [f"<p>{one}</p>" for one in written]
    end = f'<section role="doc-endnotes"><ol>{"".join(notes)}</ol></section>' if notes else ""
    return "".join(parts) + end


def as_html(blocks: Iterable[Made]) -> bytes:
    """The blocks as a page."""
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{html_body(blocks)}"
    return f"{page}</body></html>".encode()


def epub_package(
    pages: Mapping[str, str], spine: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An EPUB with the bodies of these pages; `spine` is its content, all pages if empty."""
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in pages
    )
    spine = spine or "".join(f'<itemref idref="{name}"/>' for name in pages)
    if "OPS/nav.xhtml" in (parts or {}):
        kind = 'media-type="application/xhtml+xml"'
        items += f'<item id="nav" href="nav.xhtml" properties="nav" {kind}/>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
            'container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
            f"{items}</manifest><spine>{spine}</spine></package>",
            **{
                f"OPS/{name}.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" '
                f'xmlns:epub="http://www.idpf.org/2007/ops"><head/><body>{body}</body></html>'
                for name, body in pages.items()
            },
            **(parts or {}),
        }
    )


def as_epub(blocks: Iterable[Made]) -> bytes:
    """The blocks as a book of one page."""
    return epub_package({"one": html_body(blocks)})


# Markdown


def as_markdown(blocks: Iterable[Made]) -> bytes:
    """The blocks as Markdown."""
    parts: list[str] = []
    notes: list[str] = []
    for kind, run in _runs(blocks):
        for number, block in enumerate(run, 1):
            text = "\\\n".join(block.lines)
            if block.note:
                notes.append(f"[^{len(notes) + 1}]: {block.note}")
                text += f"[^{len(notes)}]"
            match kind:
                case "heading":
                    parts.append("#" * block.level + f" {text}")
                case "ordered":
                    parts.append(f"{number}. {text}")
                case "bulleted":
                    parts.append(f"- {text}")
                case "table":
                    first, *rows = (f"| {line.replace(chr(9), ' | ')} |" for line in block.lines)
                    rule = "|" + "---|" * (block.lines[0].count("\t") + 1)
                    parts.append("\n".join([first, rule, *rows]))
                case _:
                    parts.append(text)
    return "\n\n".join([*parts, *notes]).encode()


WRITERS = {
    ".docx": as_docx, ".odt": as_odt, ".html": as_html, ".epub": as_epub, ".md": as_markdown,
}  # fmt: skip
