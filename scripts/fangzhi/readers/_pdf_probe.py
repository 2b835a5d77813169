"""A PDF tried in a process of its own, with limits, before it is read.

Forms that draw one another (ISO 32000-1, 8.10) can make a page of a few kilobytes that takes years
to open, and PDFium cannot be stopped within a page. A form is a stream, whose dictionary is never
compressed: only files with several forms are tried.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from fangzhi.errors import SourceError

SEVERAL = 5  # forms: fewer cannot draw one another often enough
SECONDS, MORE = 20, 0.2  # of processor time for a document, and for each of its pages
MEGABYTES = 4096
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")


def require_harmless(data: bytes, path: Path) -> None:
    """Raise `SourceError` for a PDF whose pages cannot be opened in reasonable time."""
    forms = _FORM.finditer(data)
    if sum(1 for _, _ in zip(range(SEVERAL), forms, strict=False)) < SEVERAL:
        return
    seconds = int(SECONDS + MORE * sum(1 for _ in _PAGE.finditer(data)))
    # -P: a module in the current folder must not take the place of one of ours.
    command = [sys.executable, "-P", "-m", "fangzhi.readers._pdf_probe", str(seconds)]
    try:
        tried = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * seconds + 10, check=False
        )
    except subprocess.TimeoutExpired:
        tried = None
    if tried is None or tried.returncode:
        raise SourceError(
            f"takes more than {seconds} seconds or {MEGABYTES} MB to open: its pages draw forms "
            "within forms without end",
            where=path,
            remedy="print it to a new PDF, or get it from another source",
        )


def _try(data: bytes, seconds: int) -> None:
    """Open each page and its text, and nothing else."""
    import pypdfium2

    with suppress(ImportError):  # there are no such limits on Windows; the time of the caller holds
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    with suppress(pypdfium2.PdfiumError):  # what is broken the reader will tell
        document = pypdfium2.PdfDocument(data)
        for index in range(len(document)):
            with suppress(pypdfium2.PdfiumError):
                page = document[index]
                page.get_textpage().close()
                page.close()
        document.close()


if __name__ == "__main__":
    _try(sys.stdin.buffer.read(), int(sys.argv[1]))
