"""PDFs written by hand, object by object."""

from __future__ import annotations

HELLO = b"BT /F 12 Tf 72 700 Td (Hello world.) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] "


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries, content)


def written(
    content: bytes = HELLO,
    page: bytes = b"/MediaBox [0 0 595 842]",
    more: tuple[bytes, ...] = (),
    catalog: bytes = b"",
    kids: bytes = b"3 0 R",
    resources: bytes = b"",
) -> bytes:
    """A PDF written by hand: object 3 is a page, 4 its content, 5 a font; `more` follow from 6."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, kids.count(b"R")),
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s "
        b"/Resources << /Font << /F 5 0 R >> %s >> >>" % (page, resources),
        stream(content),
        FONT,
        *more,
    )
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + head + table + end % (len(objects) + 1, len(data))
