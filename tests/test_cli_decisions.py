"""What a person decided, through the command line: followed, kept, and refused when stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from fangzhi.markup.decisions import line_digest, snippet_join, snippet_role
from fangzhi.tei.names import NS
from program import fangzhi, written

# Lines 1, 3, 5 …: every other line is blank.
BLOCKS = (
    "云水街道",
    "综述",
    "【概况】 全年完成财政收入3.2亿元,比上年增长",
    "5.1%。新建口袋公园2处。",
    "【文化建设】 街道图书室藏书2万册。",
    "老街新貌",
    "【绿化】 街道种树三百株。",
    "(陆一帆)",
)
TABLE = ("社区  户数  人口", "东桥  120  301", "西桥  210  522", "南桥  130  311")


class Repository:
    """An edition repository with one text, read as a yearbook."""

    def __init__(self, folder: Path, *blocks: str) -> None:
        self.folder = folder
        self.blocks = blocks
        self.source = folder / "source" / "a.txt"
        self.decisions = self.source.with_name("a.decisions.toml")
        self.tei = folder / "tei" / "a.xml"
        self.source.parent.mkdir()
        self.source.write_text("\n\n".join(blocks) + "\n")

    def role(self, place: int, role: str) -> str:
        """The decision about the block at `place`."""
        return snippet_role(2 * place + 1, self.blocks[place], role)

    def join(self, place: int, goal: int | None) -> str:
        """The decision that one block goes on in another, or in none."""
        goes_on = "" if goal is None else self.blocks[goal]
        line = None if goal is None else 2 * goal + 1
        return snippet_join(2 * place + 1, self.blocks[place], line, goes_on)

    def encode(self, *decisions: str) -> tuple[int, str]:
        """The exit code and the messages with these decisions."""
        self.decisions.write_text("\n".join(decisions))
        done = fangzhi("encode", self.source, "--profile", "yearbook", cwd=self.folder)
        return done.returncode, done.stderr.decode()

    def follow(self, *decisions: str) -> etree._Element:
        """The TEI with these decisions; encoding it again gives the same bytes."""
        code, messages = self.encode(*decisions)
        assert code == 0, messages
        once = self.tei.read_bytes()
        assert self.encode(*decisions)[0] == 0
        assert self.tei.read_bytes() == once
        return etree.fromstring(once)

    def refuse(self, *decisions: str) -> str:
        """The one line in which these decisions are refused; nothing is written."""
        code, messages = self.encode(*decisions)
        assert code == 2 and messages.count("\n") == 1, messages
        assert written(self.folder) == {"source/a.txt", "source/a.decisions.toml"}
        return messages


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path, *BLOCKS)


def texts(root: etree._Element, path: str) -> list[str]:
    """The text of each element at an XPath within the body."""
    found = root.xpath(f".//tei:body//{path}", namespaces=NS)
    assert isinstance(found, list)
    return ["".join(one.itertext()) for one in found if isinstance(one, etree._Element)]


@pytest.mark.parametrize(
    ("place", "role", "path"),
    [
        (5, "text", "tei:p"),
        (1, "text", "tei:p"),
        (3, "head", "tei:div[@type='section']/tei:head"),
        (5, "caption", "tei:figure/tei:head"),
        (5, "credit", "tei:figure/tei:byline"),
        (5, "signature", "tei:byline"),
        (5, "note", "tei:note"),
        (5, "header", "tei:fw[@type='header']"),
        (5, "footer", "tei:fw[@type='footer']"),
        (5, "pageNum", "tei:fw[@type='pageNum']"),
        (5, "entry", "tei:div[@type='entry']/tei:head"),
        (5, "title", "tei:head"),
        (7, "text", "tei:p"),
    ],
)
def test_a_decided_role_is_followed(
    repository: Repository, place: int, role: str, path: str
) -> None:
    """A line has the role that a person gave it, whatever it looks like, on every run."""
    root = repository.follow(repository.role(place, role))
    assert BLOCKS[place] in texts(root, path)


def test_a_decided_signature_needs_no_brackets(tmp_path: Path) -> None:
    """A name without brackets is marked up whole when a person says that it signs."""
    repository = Repository(tmp_path, *BLOCKS[:5], "陆一帆")
    root = repository.follow(repository.role(5, "signature"))
    assert texts(root, "tei:byline/tei:persName") == ["陆一帆"]


def test_a_decided_level_is_followed(repository: Repository) -> None:
    """A head stands on the level that a person gave it."""
    root = repository.follow(repository.role(5, "head") + 'level = "chapter"\n')
    assert "老街新貌" in texts(root, "tei:div[@type='chapter']/tei:head")


def test_a_decided_line_is_in_no_table(tmp_path: Path) -> None:
    """What a person calls a caption is one, though the table below it has columns like it."""
    repository = Repository(tmp_path, *BLOCKS[:4], *TABLE, *BLOCKS[6:])
    assert TABLE[0].split()[0] in texts(repository.follow(), "tei:table//tei:cell")
    root = repository.follow(repository.role(4, "caption"))
    assert texts(root, "tei:figure/tei:head") == ["社区 户数 人口"]
    assert texts(root, "tei:table//tei:cell")[:3] == ["东桥", "120", "301"]


def test_a_decided_join_is_followed(repository: Repository) -> None:
    """A text goes on where a person says, also over what stands between and what it had joined."""
    last = len(BLOCKS)
    repository.source.write_text("\n\n".join((*BLOCKS, "处处有人爱护。")) + "\n")
    repository.blocks = (*BLOCKS, "处处有人爱护。")
    root = repository.follow(repository.join(2, last))
    assert "全年完成财政收入3.2亿元,比上年增长处处有人爱护。" in texts(root, "tei:p")
    assert "5.1%。新建口袋公园2处。" in texts(root, "tei:p")


def test_a_forbidden_join_is_not_made(repository: Repository) -> None:
    """Nothing goes on from a text that a person says is whole, and it is no doubt any more."""
    whole = "全年完成财政收入3.2亿元,比上年增长"
    assert whole not in texts(repository.follow(), "tei:p")
    assert whole in texts(repository.follow(repository.join(2, None)), "tei:p")
    assert "比上年增长|" not in repository.encode(repository.join(2, None))[1]


def test_a_stale_decision_is_refused(repository: Repository) -> None:
    """A line that has another text now is told with the digest to write; nothing is written."""
    decision = repository.role(5, "text")
    changed = "\n\n".join(BLOCKS).replace("老街新貌", "老街旧貌")
    repository.source.write_text(changed)
    message = repository.refuse("# mine\n\n" + decision)
    assert "a.decisions.toml:5: " in message and "line 11 of a.txt has another text" in message
    assert f'write sha256 = "{line_digest("老街旧貌")}"' in message


def test_a_decision_whose_line_moved_is_refused(repository: Repository) -> None:
    """When lines were put in, the error says where the line is now."""
    decision = repository.role(5, "text")
    repository.source.write_text("新的一行\n\n" + "\n\n".join(BLOCKS))
    assert "its text is now in line 13; write line = 13" in repository.refuse(decision)


@pytest.mark.parametrize(
    ("decision", "line", "complaints"),
    [
        ('[[role]]\nline = 99\nsha256 = "0123456789ab"\nrole = "text"\n', 2, ["no line 99"]),
        ('[[role]]\nline = 2\nsha256 = "0123456789ab"\nrole = "text"\n', 2, ["blank"]),
        (snippet_role(11, BLOCKS[5], "haed"), 4, ["'haed'", "'head'"]),
        (snippet_role(11, BLOCKS[5], "table"), 4, ["'table'"]),
        (snippet_role(11, BLOCKS[5], "head") + 'level = "chaptre"\n', 5, ["mean 'chapter'"]),
        (snippet_role(11, BLOCKS[5], "text") + 'level = "chapter"\n', 5, ["no level"]),
        (snippet_role(11, BLOCKS[5], "head") + 'levle = "chapter"\n', 5, ["levle", "'level'"]),
        (snippet_join(5, BLOCKS[2], 5, BLOCKS[2]), 4, ["goes on in itself"]),
        ("[[role]\n", 1, ["TOML"]),
    ],
)  # fmt: skip
def test_a_wrong_decision_is_refused(
    repository: Repository, decision: str, line: int, complaints: list[str]
) -> None:
    """File, line, key and what to write instead, in one line; nothing is written."""
    message = repository.refuse(decision)
    assert f"a.decisions.toml:{line}:" in message
    assert all(complaint in message for complaint in complaints), message


@pytest.mark.parametrize(
    ("place", "goal", "where"),
    [(1, 3, "a.txt:3:"), (3, 5, "a.txt:11:"), (3, 7, "a.txt:15:"), (3, 4, "a.txt:7:")],
)
def test_a_join_that_cannot_be_made_is_refused(
    repository: Repository, place: int, goal: int, where: str
) -> None:
    """No text goes on from a head, nor in a signature or an entry: the error says what to do."""
    message = repository.refuse(repository.join(place, goal))
    assert where in message and 'role = "text"' in message


def test_the_remedy_for_a_join_helps(repository: Repository) -> None:
    """With the role that the error asked for, the join is made."""
    root = repository.follow(repository.role(5, "text"), repository.join(3, 5))
    assert any(text.endswith("新建口袋公园2处。老街新貌") for text in texts(root, "tei:p"))


@pytest.mark.parametrize("command", ["make", "encode"])
def test_decisions_are_no_source(repository: Repository, command: str) -> None:
    """The decisions file is not taken for a text or a sidecar, and the error says what to name."""
    repository.decisions.write_text(repository.role(5, "text"))
    done = fangzhi(command, repository.decisions, cwd=repository.folder)
    message = done.stderr.decode()
    assert done.returncode == 2 and message.count("\n") == 1
    assert "a.decisions.toml: holds decisions" in message and "name the text" in message
    assert not repository.tei.exists()


def test_a_decided_text_is_no_item_of_a_list(tmp_path: Path) -> None:
    """A numbered line that a person calls text is a paragraph, its number and all."""
    items = ("1. 东门大桥。清末建成。", "2. 西门大桥。民国建成。")
    repository = Repository(tmp_path, *BLOCKS[:2], *items)
    assert len(texts(repository.follow(), "tei:list/tei:item")) == 2
    assert items[0] in texts(repository.follow(repository.role(2, "text")), "tei:p")


def test_a_decided_parallel_head_in_han_characters(tmp_path: Path) -> None:
    """It stands after the head above it, in a language that is written so."""
    repository = Repository(tmp_path, *BLOCKS[:2], "綜述", *BLOCKS[2:])
    root = repository.follow(repository.role(2, "parallel"))
    path = "tei:div[tei:head='综述']/tei:head[@type='parallel'][@xml:lang='zh-Hant']"
    assert texts(root, path) == ["綜述"]


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("青石线 由柘溪镇东门起,经板栗坳至石梁,长42千米。", "青石线"),
        ("老街 新貌", "老街 新貌"),
        ("Green Road runs from the gate to the bridge. It is long.", None),
    ],
)
def test_the_head_of_a_decided_entry_ends_at_a_blank(
    tmp_path: Path, line: str, head: str | None
) -> None:
    """In Han characters at the first, unless the whole line is as short as a head."""
    repository = Repository(tmp_path, *BLOCKS[:5], line)
    heads = texts(repository.follow(repository.role(5, "entry")), "tei:div/tei:head")
    assert heads[-1] == (head or line)
