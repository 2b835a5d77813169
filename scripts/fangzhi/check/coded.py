"""The rules that need code, each a function from a document to what it breaks."""

from __future__ import annotations

from fangzhi.check.characters import check_characters
from fangzhi.check.dates import check_dates
from fangzhi.check.document import CodedRule, Document
from fangzhi.check.finding import Finding
from fangzhi.check.languages import check_languages
from fangzhi.check.pages import check_pages
from fangzhi.check.places import Places

# Links (`links`) are apart: they are looked at under a foreign schema as well.
CODED: tuple[CodedRule, ...] = (check_characters, check_dates, check_languages, check_pages)


def check_coded(document: Document, places: Places) -> list[Finding]:
    """What the rules in code have against a document."""
    return places.findings(problem for rule in CODED for problem in rule(document))
