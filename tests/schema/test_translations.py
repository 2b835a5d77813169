"""The RELAX NG and the XSD are what trang makes of the compact grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from peers import jing, trang

MADE = ["fangzhi.rng", "fangzhi.xsd", "xml.xsd"]


@pytest.fixture(scope="module")
def made(schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what trang makes of the grammar now."""
    folder = tmp_path_factory.mktemp("made")
    for name in MADE[:2]:
        trang(schemas / "fangzhi.rnc", folder / name)
    return folder


@pytest.mark.parametrize("name", MADE)
def test_translation(name: str, made: Path, schemas: Path, save: bool) -> None:
    """What is committed is byte for byte what trang makes."""
    fresh = (made / name).read_bytes()
    if save:
        (schemas / name).write_bytes(fresh)
    assert (schemas / name).read_bytes() == fresh, "the grammar was changed: run with --save"


def test_trang_makes_nothing_else(made: Path) -> None:
    """No further file is needed beside those that are committed."""
    assert sorted(path.name for path in made.iterdir()) == sorted(MADE)


def test_warning_is_error(tmp_path: Path) -> None:
    """A grammar that XSD cannot express is refused, not approximated."""
    loose = tmp_path / "loose.rnc"
    loose.write_text("start = element a { (attribute b { text }, attribute c { text })? }")
    with pytest.raises(RuntimeError, match="approximating"):
        trang(loose, tmp_path / "loose.xsd")


def test_grammar_is_clean(schemas: Path, example: Path) -> None:
    """Jing reads the compact grammar itself and finds the example valid."""
    assert jing(schemas / "fangzhi.rnc", example) == []
