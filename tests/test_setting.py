"""How reading editions are set: options, settings files, and what cannot be meant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fangzhi.errors import MetadataError, UsageError
from fangzhi.setting import Setting, load_setting
from program import fangzhi

EDITION = Path(__file__).parent / "builders/editions/qingping.xml"


def opf(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        return archive.read("EPUB/content.opf").decode()


def test_nearest_file(tmp_path: Path) -> None:
    """The nearest settings file upwards holds; paths in it are told from its folder."""
    inner = tmp_path / "tei"
    inner.mkdir()
    (tmp_path / "own.xsl").touch()
    settings = '[build]\ndirection = "vertical"\npunctuation = "printed"\nstylesheet = "own.xsl"\n'
    (tmp_path / "fangzhi.toml").write_text(settings, encoding="utf-8")
    assert load_setting(inner) == Setting(
        direction="vertical", punctuation="printed", stylesheet=tmp_path / "own.xsl"
    )


def test_pyproject(tmp_path: Path) -> None:
    """A project can keep them in its pyproject.toml."""
    settings = "[tool.fangzhi.build]\nfonts = ['a.otf']\n"
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert load_setting(tmp_path).fonts == (tmp_path / "a.otf",)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('direction = "vertikal"', "did you mean 'vertical'"),
        ('punctuation = "none"', "write one of full-width, printed"),
        ('conforms-to = "B"', "write one of A, AA, AAA"),
        ('font = "x"', "did you mean 'fonts'"),
        ("direction = 1", "is not known"),
    ],
)
def test_wrong_value(tmp_path: Path, line: str, told: str) -> None:
    """A slip is told with file, line and key."""
    (tmp_path / "fangzhi.toml").write_text(f"[build]\n{line}\n", encoding="utf-8")
    with pytest.raises(MetadataError, match=told) as error:
        load_setting(tmp_path)
    assert str(error.value.where).endswith("fangzhi.toml:2")


def test_options_go_first() -> None:
    """An option of the command line goes before the setting; what is not given stays."""
    stated = Setting(direction="vertical", punctuation="printed")
    assert stated.override(direction="horizontal", punctuation=None, fonts=()) == Setting(
        punctuation="printed"
    )


def test_claim_needs_both() -> None:
    """Conformance is claimed together with who examined the book, or not at all."""
    with pytest.raises(UsageError, match="conforms-to is set without certified-by"):
        Setting().override(conforms_to="AA")
    with pytest.raises(UsageError, match="certified-by is set without conforms-to"):
        Setting().override(certified_by="Somebody")


def test_claim(tmp_path: Path) -> None:
    """The claim stands in the package document as EPUB Accessibility 1.1 has it, and in words."""
    result = fangzhi(
        "build", EDITION, "--out", tmp_path, "--to", "epub",
        "--conforms-to", "AA", "--certified-by", "清平图书馆", cwd=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0
    said = opf(tmp_path / "build/qingping.epub")
    assert "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" in said
    assert '<meta property="a11y:certifiedBy" refines="#conforms">清平图书馆</meta>' in said
    assert "经清平图书馆审核，达到 WCAG 2.2 的 AA 级" in said
    assert "未经人工" not in said


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--stylesheet", "lost.xsl"), "lost.xsl: is not a file"),
        (("--font", "lost.otf"), "lost.otf: is not a file"),
        (("--conforms-to", "AA"), "without certified-by"),
        (("--direction", "upwards"), "'upwards' is not one of"),
    ],
)
def test_user_errors(tmp_path: Path, options: tuple[str, str], told: str) -> None:
    """What cannot be meant ends with exit code 2 and a message, and writes nothing."""
    result = fangzhi("build", EDITION, "--out", tmp_path, *options, cwd=tmp_path)
    assert result.returncode == 2
    assert told in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    assert not (tmp_path / "build").exists()


def test_make_has_them_too(tmp_path: Path) -> None:
    """`make` takes the same options."""
    source = tmp_path / "a.txt"
    source.write_text("第一章\n\n甲乙丙,丁。\n\n戊己庚。\n", encoding="utf-8")
    result = fangzhi("make", source, "--out", tmp_path, "--direction", "vertical", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    assert 'page-progression-direction="rtl"' in opf(tmp_path / "build/a.epub")
