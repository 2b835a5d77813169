"""The command line as a person meets it: run as a process, judged by exit code and messages."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fangzhi import builders
from fangzhi.cli import cli
from fangzhi.markup.profile import names
from program import TEXT, fangzhi, written


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An edition repository with one text."""
    source = tmp_path / "source" / "yunshui-2024.txt"
    source.parent.mkdir()
    source.write_text(TEXT)
    return tmp_path


def test_make_writes_the_tei_and_every_package(repository: Path) -> None:
    """The main job leaves the TEI and one file for each builder, and says where."""
    done = fangzhi("make", "source/yunshui-2024.txt", cwd=repository)
    assert done.returncode == 0, done.stderr.decode()
    names = set(builders.names()) - {"iiif"}  # there are no scans
    made = {f"build/yunshui-2024{builders.builder(name).SUFFIX}" for name in names}
    assert written(repository) == {"source/yunshui-2024.txt", "tei/yunshui-2024.xml"} | made
    assert all(path.rpartition("/")[2] in done.stderr.decode() for path in made)
    assert done.stdout == b""


def test_make_warns_once_without_a_sidecar(repository: Path) -> None:
    """Without a sidecar the user is told once that the header cannot know much."""
    done = fangzhi("make", "source/yunshui-2024.txt", cwd=repository)
    assert done.stderr.decode().count("no sidecar") == 1


def test_quiet_says_nothing(repository: Path) -> None:
    """With --quiet a run that goes well is silent."""
    done = fangzhi("make", "--quiet", "source/yunshui-2024.txt", cwd=repository)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_repository_of_the_source_takes_the_results(repository: Path, tmp_path: Path) -> None:
    """Run from elsewhere, the results go where the source lies."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fangzhi("encode", repository / "source" / "yunshui-2024.txt", cwd=elsewhere)
    assert (repository / "tei" / "yunshui-2024.xml").is_file()
    assert written(elsewhere) == set()


def test_the_current_folder_takes_the_results_of_a_loose_file(tmp_path: Path) -> None:
    """A source that lies in no source/ folder is encoded into the current folder."""
    (tmp_path / "loose.txt").write_text(TEXT)
    assert fangzhi("encode", "loose.txt", cwd=tmp_path).returncode == 0
    assert (tmp_path / "tei" / "loose.xml").is_file()


def test_text_from_standard_input(tmp_path: Path) -> None:
    """`-` reads standard input, --id names it, and --out - writes to standard output."""
    done = fangzhi("encode", "-", "--id", "x1", "--out", "-", cwd=tmp_path, data=TEXT.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"<?xml") and b'xml:id="x1"' in done.stdout
    assert written(tmp_path) == set()


def test_make_from_standard_input_packs_the_text(tmp_path: Path) -> None:
    """The bag of a text from standard input holds that text."""
    done = fangzhi("make", "-", "--id", "x1", "--out", ".", cwd=tmp_path, data=TEXT.encode())
    assert done.returncode == 0, done.stderr.decode()
    with zipfile.ZipFile(tmp_path / "build" / "x1.bag.zip") as bag:
        assert bag.read("x1/data/source/x1.txt") == TEXT.encode()


def test_twice_the_same_bytes_in_two_zones_and_folders(tmp_path: Path) -> None:
    """Two runs in two time zones and two folders give the same files to the byte."""
    made = []
    for name, zone in (("one", "Pacific/Kiritimati"), ("two/deeper", "America/Los_Angeles")):
        folder = tmp_path / name
        (folder / "source").mkdir(parents=True)
        (folder / "source" / "a.txt").write_text(TEXT)
        assert fangzhi("make", "source/a.txt", cwd=folder, TZ=zone).returncode == 0
        made.append({path: (folder / path).read_bytes() for path in written(folder)})
    assert made[0] == made[1]


def test_the_sidecar_names_the_source(repository: Path) -> None:
    """The sidecar may be given instead of the text."""
    (repository / "source" / "yunshui-2024.toml").write_text('[title]\nzh-Hans = "云水街道"\n')
    assert fangzhi("encode", "source/yunshui-2024.toml", cwd=repository).returncode == 0


def test_a_text_that_is_not_here_is_asked_for(repository: Path) -> None:
    """A sidecar without its text says where the text goes and which checksum it must have."""
    digest = "ab" * 32
    (repository / "source" / "absent.toml").write_text(f'[text]\nsha256 = "{digest}"\n')
    done = fangzhi("make", "source/absent.txt", cwd=repository)
    message = done.stderr.decode()
    assert done.returncode == 2
    assert "source/absent.txt" in message and digest in message


def test_a_text_other_than_the_sidecars_is_refused(repository: Path) -> None:
    """A text whose checksum is not the sidecar's is not encoded."""
    (repository / "source" / "yunshui-2024.toml").write_text(f'[text]\nsha256 = "{"ab" * 32}"\n')
    done = fangzhi("make", "source/yunshui-2024.txt", cwd=repository)
    assert done.returncode == 2
    assert "another text" in done.stderr.decode()


BAD_SOURCES = {
    "missing": (None, "no such file"),
    "folder": ("folder", "holds no file that a reader understands"),
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n\xe3\x80\x80", "nothing but blanks"),
    "binary": (bytes(range(256)) * 8, "binary data"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG picture"),
    "undecodable": ("正文".encode() * 20 + b"\xff\n", "byte 120 (0xFF)"),
    "forbidden": ("正文\x0b。".encode(), "character 2 is U+000B"),
}


@pytest.mark.parametrize("command", ["make", "encode"])
@pytest.mark.parametrize("name", BAD_SOURCES)
def test_bad_sources_get_one_line_and_exit_code_2(tmp_path: Path, name: str, command: str) -> None:
    """What cannot be a source ends in one clear line with a remedy; nothing is written."""
    content, complaint = BAD_SOURCES[name]
    source = tmp_path / "in" / "bad.txt"
    source.parent.mkdir()
    if isinstance(content, bytes):
        source.write_bytes(content)
    elif content == "folder":
        source.mkdir()
    done = fangzhi(command, source, "--out", "out", cwd=tmp_path)
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error:")]
    assert done.returncode == 2
    assert len(errors) == 1 and complaint in errors[0] and str(source) in errors[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("sidecar", "place", "complaint"),
    [
        ('id = "a"\ntitel = 3\n', ":2", "titel"),
        ("date = 2024-13-01\n", ":1:", "TOML"),
        ('[rights]\n\nlicence = "no address"\n', ":3", "rights.licence"),
        ('[text]\nsha256 = "12"\n', ":2", "text.sha256"),
        ('[[picture]]\nfile = "../a.png"\n', "", "picture"),
        ('profile = "yearbok"\n', "", "yearbook"),
    ],
)
def test_a_broken_sidecar_is_named(
    repository: Path, sidecar: str, place: str, complaint: str
) -> None:
    """A broken sidecar ends with file, line and key; nothing is written."""
    (repository / "source" / "yunshui-2024.toml").write_text(sidecar)
    done = fangzhi("make", "source/yunshui-2024.txt", cwd=repository)
    message = done.stderr.decode()
    assert done.returncode == 2 and message.count("\n") == 1
    assert f"yunshui-2024.toml{place}" in message or not place
    assert complaint in message
    assert not (repository / "tei").exists()


@pytest.mark.parametrize("command", ["make", "encode"])
def test_an_output_folder_that_cannot_be_written(repository: Path, command: str) -> None:
    """A file where the output folder should be is named; nothing is written."""
    (repository / "taken").write_text("a file")
    done = fangzhi(command, "source/yunshui-2024.txt", "--out", "taken", cwd=repository)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr.decode() and "taken" in done.stderr.decode()
    assert (repository / "taken").read_text() == "a file"


@pytest.mark.parametrize("command", ["make", "encode"])
def test_an_edited_tei_is_kept(repository: Path, command: str) -> None:
    """A TEI that was edited since is not overwritten, until --force says so."""
    tei = repository / "tei" / "yunshui-2024.xml"
    fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    edited = tei.read_text().replace("藏书", "<hi>藏书</hi>")
    tei.write_text(edited)
    refused = fangzhi(command, "source/yunshui-2024.txt", cwd=repository)
    assert refused.returncode == 2 and "was edited" in refused.stderr.decode()
    assert tei.read_text() == edited
    assert fangzhi(command, "source/yunshui-2024.txt", "--force", cwd=repository).returncode == 0
    assert "<hi>" not in tei.read_text()


def test_an_unedited_tei_follows_its_source(repository: Path) -> None:
    """A TEI that nobody edited is written anew when the source has changed."""
    source = repository / "source" / "yunshui-2024.txt"
    fangzhi("encode", source, cwd=repository)
    source.write_text(TEXT.replace("2万册", "3万册"))
    assert fangzhi("encode", source, cwd=repository).returncode == 0
    assert "3万册" in (repository / "tei" / "yunshui-2024.xml").read_text()


def test_one_bad_source_does_not_stop_the_others(repository: Path) -> None:
    """With several sources the good ones are made and the bad one decides the exit code."""
    done = fangzhi("encode", "source/none.txt", "source/yunshui-2024.txt", cwd=repository)
    assert done.returncode == 2
    assert (repository / "tei" / "yunshui-2024.xml").is_file()


def test_build_makes_what_is_asked_for(repository: Path) -> None:
    """--to names the packages; no other is made."""
    fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    done = fangzhi("build", "tei/yunshui-2024.xml", "--to", "html", cwd=repository)
    assert done.returncode == 0
    assert [path.name for path in (repository / "build").iterdir()] == ["yunshui-2024.html"]


def test_check_exit_codes(repository: Path) -> None:
    """0 for a valid file, 1 for findings, 2 for nothing to check."""
    fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    tei = repository / "tei" / "yunshui-2024.xml"
    assert fangzhi("check", tei, cwd=repository).returncode == 0
    tei.write_text(tei.read_text().replace("<body>", "<body><nonsense/>"))
    found = fangzhi("check", tei, cwd=repository)
    assert found.returncode == 1 and b"nonsense" in found.stdout
    assert fangzhi("check", tei, "--exit-zero", cwd=repository).returncode == 0
    assert fangzhi("check", cwd=repository).returncode == 2
    assert fangzhi("check", "none.xml", cwd=repository).returncode == 2
    (repository / "hollow").mkdir()
    assert fangzhi("check", "hollow", cwd=repository).returncode == 2


@pytest.mark.parametrize("args", [["make"], ["make", "-"], ["build", "x.xml", "--to", "pdf"],
                                  ["encode", "a", "--profil"], ["nonsense"],
                                  ["encode", "-", "--id", "../x"]])  # fmt: skip
def test_wrong_usage_is_exit_code_2(tmp_path: Path, args: list[str]) -> None:
    """A command that cannot be understood ends with 2, without a traceback."""
    done = fangzhi(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr and b"rror" in done.stderr


def test_colours_are_for_terminals(repository: Path) -> None:
    """Nothing that goes into a pipe is coloured."""
    done = fangzhi("make", "none.txt", cwd=repository)
    assert b"\x1b[" not in done.stderr


@pytest.mark.parametrize(
    ("name", "why"),
    [(".", "folder of many sources"), ("", "empty name"), ("source", "folder of many sources")],
)
def test_a_folder_of_editions_is_no_source(repository: Path, name: str, why: str) -> None:
    """The folder of several editions, or none at all, is refused in one line."""
    done = fangzhi("encode", name, "--out", "out", cwd=repository)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1 and why in done.stderr.decode()
    assert not (repository / "out").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_source(repository: Path) -> None:
    """A named pipe is refused instead of being waited for."""
    os.mkfifo(repository / "source" / "pipe.txt")
    done = fangzhi("encode", "source/pipe.txt", cwd=repository)
    assert done.returncode == 2 and b"a pipe or a device" in done.stderr


@pytest.mark.parametrize("name", ["../../x", "a/b", ".", "-x", "a\nb", "x" * 300, "a\u202eb"])
def test_an_id_that_cannot_name_files_is_refused(repository: Path, name: str) -> None:
    """An ID never leads out of the folder, nor makes a name that another system cannot have."""
    done = fangzhi("make", "source/yunshui-2024.txt", "--id", name, "--out", "o", cwd=repository)
    assert done.returncode == 2
    assert not (repository / "o").exists() and not list(repository.glob("*.xml"))


def test_two_sources_with_one_id_do_not_overwrite_each_other(repository: Path) -> None:
    """The second of two texts with the same ID is refused; a text and its sidecar are one."""
    other = repository / "other" / "yunshui-2024.txt"
    other.parent.mkdir()
    other.write_text("另一篇。\n")
    done = fangzhi("encode", "source/yunshui-2024.txt", other, "--out", "o", cwd=repository)
    assert done.returncode == 2 and "same ID" in done.stderr.decode()
    assert "另一篇" not in (repository / "o" / "tei" / "yunshui-2024.xml").read_text()
    sidecar = repository / "source" / "yunshui-2024.toml"
    sidecar.write_text('[title]\nzh-Hans = "云水街道"\n')
    again = fangzhi("encode", "source/yunshui-2024.txt", sidecar, "--out", "p", cwd=repository)
    assert again.returncode == 0 and again.stderr.decode().count("accounted for") == 1


def test_a_sidecar_that_is_no_file_is_not_passed_over(repository: Path) -> None:
    """What has the name of the sidecar is meant as one."""
    (repository / "source" / "yunshui-2024.toml").mkdir()
    done = fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    assert done.returncode == 2 and "yunshui-2024.toml" in done.stderr.decode()


def test_a_folder_that_cannot_be_made_leaves_nothing_written(repository: Path) -> None:
    """When build/ cannot be made, tei/ is not written either."""
    (repository / "build").write_text("a file")
    done = fangzhi("make", "source/yunshui-2024.txt", cwd=repository)
    assert done.returncode == 2 and "build" in done.stderr.decode()
    assert not list(repository.glob("tei/*"))


def test_the_source_is_never_the_target(tmp_path: Path) -> None:
    """A text that lies where its TEI would go is not overwritten, not even with --force."""
    source = tmp_path / "tei" / "a.xml"
    source.parent.mkdir()
    source.write_text(TEXT)
    done = fangzhi("encode", "tei/a.xml", "--force", cwd=tmp_path)
    assert done.returncode == 2
    assert source.read_text() == TEXT


def test_a_link_does_not_carry_a_foreign_file_into_the_bag(repository: Path) -> None:
    """A picture that is a link to a file outside is left out of every package, and that is said."""
    secret = repository.parent / f"{repository.name}.secret"
    secret.write_text("not yours")
    (repository / "source" / "a.png").symlink_to(secret)
    sidecar = '[[picture]]\ncaption = "图为新建"\nfile = "a.png"\n'
    (repository / "source" / "yunshui-2024.toml").write_text(sidecar)
    fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    done = fangzhi("build", "tei/yunshui-2024.xml", cwd=repository)
    assert "left out" in done.stderr.decode()
    bag = (repository / "build" / "yunshui-2024.bag.zip").read_bytes()
    assert b"not yours" not in bag


def test_make_has_no_standard_output(repository: Path) -> None:
    """`make --out -` is refused: several files cannot go into one stream."""
    done = fangzhi("make", "source/yunshui-2024.txt", "--out", "-", cwd=repository)
    assert done.returncode == 2
    assert not (repository / "-").exists()


def test_the_joins_can_be_looked_at(repository: Path) -> None:
    """--verbose tells each join where the first text ends, with its certainty and the seam."""
    done = fangzhi("encode", "source/yunshui-2024.txt", "--verbose", cwd=repository)
    told = (
        r"yunshui-2024\.txt:\d+:\d+: \w+, \d+ %: text that goes on in line 7: …\S*比上年增长\|5\.1%"
    )
    assert re.search(told, done.stderr.decode())


COMMANDS = sorted(cli.commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """Every command and every option says what it is for."""
    done = CliRunner().invoke(cli, [command, "--help"])
    assert done.exit_code == 0
    for parameter in cli.commands[command].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{command} {parameter.name}"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    """The README shows every command at work."""
    readme = Path(__file__).parent.parent / "README.md"
    assert re.search(rf"fangzhi {command}\b", readme.read_text())


@pytest.mark.parametrize("command", ["make", "encode"])
def test_the_help_and_the_readme_name_every_profile(command: str) -> None:
    """A person can see which kinds of books there are."""
    said = CliRunner().invoke(cli, [command, "--help"]).output
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    for name in names():
        assert name in said and f"| `{name}` |" in readme


def test_what_catalogues_lack_is_told(repository: Path) -> None:
    """`build --to sip` names the sidecar's keys that DataCite needs and the header lacks."""
    fangzhi("encode", "source/yunshui-2024.txt", cwd=repository)
    done = fangzhi("build", "tei/yunshui-2024.xml", "--to", "sip", cwd=repository)
    assert done.returncode == 0
    told = done.stderr.decode()
    assert "no DataCite in the SIP: the sidecar lacks a DOI (publication.identifiers.DOI)" in told
