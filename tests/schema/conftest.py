"""What the tests of the schema share: where things lie, and the schemas compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest
import xmlschema
from lxml import etree

ROOT = Path(__file__).parents[2]


def beside(path: str) -> Path:
    """A file of the folder beside the repository; the test is skipped where there is none."""
    found = ROOT.parent / "shared" / path
    if not found.exists():
        pytest.skip(f"{path} is not at hand: it belongs into ../shared/")
    return found


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of the schemas."""
    return ROOT / "schema"


@pytest.fixture(scope="session")
def tei_all() -> Path:
    """TEI's own schema with everything in it."""
    return beside("tei/tei_all.rng")


@pytest.fixture(scope="session")
def example() -> Path:
    """A document that shows the whole encoding."""
    return beside("tei/example.xml")


@pytest.fixture(scope="session")
def rng(schemas: Path) -> etree.RelaxNG:
    """Our grammar, compiled by libxml2."""
    return etree.RelaxNG(etree.parse(schemas / "fangzhi.rng"))


@pytest.fixture(scope="session")
def xsd(schemas: Path) -> xmlschema.XMLSchema:
    """Our XSD, loaded by xmlschema."""
    return xmlschema.XMLSchema(schemas / "fangzhi.xsd")
