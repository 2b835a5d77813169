"""Tables found in plain text, and texts that only look like tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.tables import Found, Table, find_tables
from fangzhi.readers.text import read
from fangzhi.source import FORBIDDEN, Source


def source_of(text: str) -> Source:
    """The source that a file with `text` is read as."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.txt")
        path.write_bytes(text.encode())
        return read(path)


def tables(text: str) -> list[list[list[str]]]:
    """The texts of the cells of each table; the lines of a cell are parted by a stroke."""
    source = source_of(text)
    return [cells(found.table, source) for found in find_tables([*source.blocks()], source.text)]


def cells(table: Table, source: Source) -> list[list[str]]:
    return [["/".join(map(source.slice, cell.spans)) for cell in row.cells] for row in table.rows]


def only(text: str) -> tuple[Found, Source]:
    """The one table of a text."""
    source = source_of(text)
    (found,) = find_tables([*source.blocks()], source.text)
    return found, source


def roles(text: str) -> list[str]:
    return [row.role for row in only(text)[0].table.rows]


PEOPLE = [["年份", "人口", "户数"], ["2016", "1200", "34"], ["2017", "1215", "35"]]
LATIN = [
    ["Place", "Area", "People"],
    ["Northport", "1200", "34"],
    ["Westham", "80", "7"],
    ["Upper Marsh", "", "12"],
]
BOX = """\
┌───┬───┐
│名称│面积│
├───┼───┤
│文化│1200│
└───┴───┘"""
GRID = """\
+-----+------+
| a   | b    |
+=====+======+
| x   | 1    |
+-----+------+
| y z | 2    |
+-----+------+"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年份\t人口\t户数\n2016\t1200\t34\n2017\t1215\t35", PEOPLE),
        ("年份\t\t人口\t户数\n2016\t1200\t\t34\n2017\t1215\t35", PEOPLE),
        ("\t年份\t人口\t户数\n\t2016\t1200\t34\n\t2017\t1215\t35", PEOPLE),
        ("年份 人口 户数\n2016 1200 34\n2017 1215 35\n2018 — 36", [*PEOPLE, ["2018", "—", "36"]]),
        ("年份　　人口　　户数\n2016　　1200　　34\n2017　　1215　　35", PEOPLE),
        ("年份　　人口　　户数\n\n2016　　1200　　34\n\n2017　　1215　　35", PEOPLE),
        (
            "Place            Area     People\n"
            "Northport        1200         34\n"
            "Westham            80          7\n"
            "Upper Marsh                   12",
            LATIN,
        ),
        (
            "Place         Area      People\n"
            "Northport     1200      34\n"
            "Westham       80        7\n"
            "Upper Marsh             12",
            LATIN,
        ),
        ("甲\t1\t2\n乙\t\t3\n丙\t4", [["甲", "1", "2"], ["乙", "", "3"], ["丙", "4", ""]]),
        ("Old Town 12 3\nNew Town 13 4\nPort 14 5", [["Old Town", "12", "3"],
         ["New Town", "13", "4"], ["Port", "14", "5"]]),
        ("新桥　　1200\n　　　　　800", []),
        (BOX, [["名称", "面积"], ["文化", "1200"]]),
        (GRID, [["a", "b"], ["x", "1"], ["y z", "2"]]),
        ("| Ort | Zahl |\n|---|---:|\n| A | 1 |", [["Ort", "Zahl"], ["A", "1"]]),
        ("| a | b |\n| c |   |", [["a", "b"], ["c", ""]]),
        ("甲 ┃ 1 ┃ 2\n乙 ┃   ┃ 3", [["甲", "1", "2"], ["乙", "", "3"]]),
        ("甲║1\n乙║2", [["甲", "1"], ["乙", "2"]]),
    ],
)  # fmt: skip
def test_a_table_is_found(text: str, expected: list[list[str]]) -> None:
    """Tabs, aligned blanks, drawn edges and rows of numbers make tables; empty cells keep place."""
    assert tables(text) == ([expected] if expected else [])


PROSE = "全区经济平稳发展，基础设施不断完善，城乡面貌持续改善。"


@pytest.mark.parametrize(
    "text",
    [
        "武胜桥　　位于县城东，始建于明代，石拱三孔。\n张家桥　　位于县城西，清代重建。\n"
        "李家桥　　位于县城北，已毁。",
        "武胜桥　　位于县城东，始建于明代，石拱三孔。\n\n大桥　　位于县城西，清代重建。\n\n"
        "李家村桥　　位于县城北，已毁。",
        "3月12日　　区委召开全委会\n4月11日　　新桥通车典礼\n5月20日　　博物馆开馆",
        "1958年　　建县\n1962年　　撤县\n1978年　　复设",
        "委员（按姓氏笔画为序）：\n"
        "丁一　　王小二　　张三\n李四　　陈五五　　周六\n吴七　　郑八八　　钱九",
        "　　" + PROSE + "\n　　" + PROSE + "\n　　" + PROSE,
        "\t" + PROSE + "\n\t" + PROSE,
        "综　述\n\n概　况\n\n民　族\n\n人　口",
        "（张三　李四）\n（王五　赵六）\n（钱七　孙八）",
        "第一节　　概况　　　　12\n第二节　　人口　　　　34\n第三节　　民族　　　　56",
        "第一章　公路\n\n第二章　水运\n\n第三章　管理",
        "1.1  History\n\n1.2  Geography\n\n1.3  Population",
        "1.\tDer erste Punkt\n2.\tDer zweite Punkt",
        "（一）　　新建桥梁\n（二）　　修缮桥梁\n（三）　　管护桥梁",
        "新建的港口是全县最大的港口　　因此全镇居民都要出钱修建\n"
        "每年进出的船只有一千多艘，　　所以县里向银行借了一笔款\n"
        "全县的粮食都从这里运出，也　　到第二年才还清，当时的县\n"
        "有布匹和茶叶从这里上船，再　　长为此专门写了一篇碑记，",
        "The harbour was built in       which the town had to pay\n"
        "the year of the great flood    and for which no money was\n"
        "and it was then the largest    left, so that the council\n"
        "in the whole of the county,    borrowed it from a bank in",
        "The   harbour was  built  in the  year\nof  the great   flood and it  was then\n"
        "the  largest in  the   whole county  a\nfact  of which   the town is  proud to",
        "The river runs     by the old mill\nand the wheel      turns no more\n"
        "since the miller   went away",
        "MARTHA    The bridge is open.\nPETER     I have crossed it.\nMARTHA    So have I today.",
        "白日依山尽　　黄河入海流\n欲穷千里目　　更上一层楼\n空山新雨后　　天气晚来秋",
        "Home | Products | About",
        "├── src\n│   ├── main.py\n│   └── roles.py\n└── tests",
        "┌──────┐\n│ 通知 │\n└──────┘",
        "a = (x|y)\nb = (z|w)\nc = (u|v)",
        "*   *   *\n\n*   *   *\n\n*   *   *",
        "---------\n=========",
        "In 1990 12 13\nnothing else",
        PROSE,
    ],
)  # fmt: skip
def test_what_only_looks_like_a_table_is_none(text: str) -> None:
    """Run-in heads, chronicles, names, titles, verse, contents and columns of prose are none."""
    assert tables(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("名称\t面积\n甲\t12\n乙\t13", ["label", "data", "data"]),
        ("年份\t2016\t2017\n甲\t12\t13\n乙\t13\t14", ["label", "data", "data"]),
        ("甲\t11\n乙\t12\n丙\t13", ["data", "data", "data"]),
        ("姓名　　职务　　性别\n张三　　主任　　男\n李四　　书记　　女", ["label", "data", "data"]),
        ("| a | b |\n|---|---|\n| c | d |\n| e | f |", ["label", "data", "data"]),
        (GRID, ["label", "data", "data"]),
        ("甲│乙\n丙│丁\n─┼─\n戊│己\n庚│辛", ["label", "label", "data", "data"]),
        ("甲│1\n丙│2\n─┼─\n计│3", ["data", "data", "data"]),
        ("名称\t面积\t\n\t甲\t乙\n东区\t12\t13\n西区\t14\t15", ["label", "label", "data", "data"]),
    ],
)
def test_the_heading_row_has_words_over_numbers(text: str, expected: list[str]) -> None:
    """A row of words over numbers, of years, of names of columns or over the one rule heads."""
    assert roles(text) == expected


def test_rows_under_one_another_in_a_box_are_one_cell() -> None:
    """Where rules part all rows, a line that lacks cells goes on with the row above it."""
    drawn = "├───┼───┤\n".join(["│文化│1200│\n│馆　│　　│\n", "│图书│ 800│\n", "│档案│  70│\n"])
    assert tables(f"┌───┬───┐\n{drawn}└───┴───┘") == [
        [["文化/馆", "1200"], ["图书", "800"], ["档案", "70"]]
    ]


def test_the_lines_of_a_drawn_heading_are_one_row() -> None:
    """Lines without numbers above the first rule are one heading, if numbers stand below it."""
    text = "│企业│工业产│\n│名称│值万元│\n├──┼───┤\n│甲厂│12│\n│乙厂│13│"
    assert tables(text) == [[["企业/名称", "工业产/值万元"], ["甲厂", "12"], ["乙厂", "13"]]]
    assert roles(text) == ["label", "data", "data"]


def test_rows_without_rules_between_them_stay_rows() -> None:
    """Where no rule parts the rows, each line is one."""
    text = "│甲│12│\n│乙│　│\n│丙│13│"
    assert tables(text) == [[["甲", "12"], ["乙", ""], ["丙", "13"]]]


def test_what_is_drawn_belongs_to_the_cells_and_to_the_rules() -> None:
    """An upright stroke belongs to the cell at its right, the last one also to that at its left."""
    found, source = only(BOX)
    drawn = [
        ["".join(map(source.slice, cell.rules)) for cell in row.cells] for row in found.table.rows
    ]
    assert drawn == [["│", "││"], ["│", "││"]]
    assert [rule.before for rule in found.table.rules] == [0, 1, 2]
    assert source.slice(found.table.rules[0].span) == "┌───┬───┐"


def test_rules_round_aligned_columns_belong_to_the_table() -> None:
    """Lines of strokes above, between and below the rows are rules of the table."""
    rule = "-" * 30
    rows = ["Place      Area    People", "Northport  1200        34", "Westham      80         7"]
    found, _ = only("\n".join([rule, rows[0], rule, *rows[1:], rule]))
    assert [drawn.before for drawn in found.table.rules] == [0, 1, 3]
    assert (found.first, found.last) == ((0, 0), (0, 5))


ROWS = "甲　　　12　　　13\n乙　　　14　　　15\n丙　　　16　　　17"


@pytest.mark.parametrize(
    "heading",
    [
        ["表1-2　桥梁统计"],
        ["表３ 桥梁"],
        ["续表"],
        ["續表一　橋樑", "單位：座"],
        ["附表二　桥梁"],
        ["表7", "青岚县桥梁", "单位：座"],
        ["2018年桥梁情况统计表"],
        ["单位：万元"],
        ["Table 3. Bridges of the county"],
        ["Tabelle 4: Brücken"],
        ["Tab. 5 Brücken"],
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_caption_belongs_to_the_table(heading: list[str], gap: str) -> None:
    """Captions and units directly above a table are its heading, one span a line."""
    found, source = only(PROSE + "\n\n" + "\n".join(heading) + gap + ROWS)
    assert [source.slice(span) for span in found.table.heading] == heading
    assert found.first == (1, 0)
    assert len(found.table.rows) == 3


def test_a_unit_without_room_beside_its_caption_is_part_of_it() -> None:
    """In a column it stands on the left below a caption that fills the line; else it is apart."""
    text = "芸溪区的桥梁逐年增加行人往来称便车辆绕行\n" * 8
    for caption, heads in (("表3-1　青岚县历年公路桥梁统计表", 1), ("表3-1　桥梁", 2)):
        found, _ = only(f"{text}\n{caption}\n单位：座、延米\n{ROWS}")
        assert len(found.table.heading) == heads


@pytest.mark.parametrize(
    "line",
    [
        "张三任县人民代表，",
        "表3显示，桥梁逐年增加。",
        "全县桥梁",
        "Tableware was rare.",
        "第一节 全县的桥梁",
    ],
)
def test_other_lines_above_a_table_are_no_caption(line: str) -> None:
    """A sentence, a head and a word that begins like a caption stay outside."""
    found, _ = only(f"{line}\n\n{ROWS}")
    assert found.table.heading == ()
    assert found.first == (1, 0)


@pytest.mark.parametrize("title", ["历年青岚县桥梁", "Bridges of the county, 1957–2010"])
def test_the_line_above_a_table_is_its_title(title: str) -> None:
    """It needs no number where it is short, ends nothing, and what stands above it is finished."""
    found, source = only(f"{PROSE}\n\n{title}\n\n{ROWS}")
    assert [source.slice(span) for span in found.table.heading] == [title]
    broken, _ = only(f"{PROSE[:-1]}\n{title}\n{ROWS}")
    assert broken.table.heading == ()


@pytest.mark.parametrize("end", ["年）　单位：座、延米", "年）"])
@pytest.mark.parametrize(
    "rows",
    [
        "年份　　座数\n1957　　12\n1978　　34\n2010　　56",
        "年份\t座数\n1957\t12\n1978\t34\n2010\t56",
        "年份　　　　座数、延米\n1957　　　　12\n1978　　　　34\n2010　　　　56",
    ],
)
def test_a_caption_that_is_wrapped_in_its_bracket_is_two_lines(rows: str, end: str) -> None:
    """The line that closes the bracket of a caption is heading too, and no row of the table."""
    heading = ["表3-1　青岚县公路桥梁统计表（1957—2010", end]
    found, source = only("\n".join([PROSE, *heading, rows]))
    assert [source.slice(span) for span in found.table.heading] == heading
    assert found.first == (0, 1)
    assert cells(found.table, source)[0][0] == "年份"
    assert len(found.table.rows) == 4


@pytest.mark.parametrize(
    "caption",
    ["表5　2021年泊头湾区主要市政设施\n情况", "Table 1. Income and expenditure by ser-\nvice, 2016",
     "Table 4. Births and marriages,\ndeaths"],
)  # fmt: skip
def test_a_caption_that_is_wrapped_is_one(caption: str) -> None:
    """A shorter line of one piece between a caption and the first row belongs to the caption."""
    found, source = only(f"{PROSE}\n{caption}\n年份\t座数\n1957\t12\n1978\t34\n2010\t56")
    assert [source.slice(span) for span in found.table.heading] == [caption]
    assert len(found.table.rows) == 4


def test_notes_and_text_round_a_table_stay_outside() -> None:
    """A note below a table and the paragraphs round it are no rows."""
    found, _ = only(f"{PROSE}\n{ROWS}\n注：丙为估计。\n{PROSE}")
    assert (found.first, found.last) == ((0, 1), (0, 3))


def test_a_row_with_one_cell_may_stand_between_rows() -> None:
    """A short line with one piece between aligned rows is a row that has one cell."""
    first, *rest = ROWS.split("\n")
    found = tables("\n".join([first, rest[0], "东部", rest[1]]))
    assert found == [[["甲", "12", "13"], ["乙", "14", "15"], ["东部", "", ""], ["丙", "16", "17"]]]


def test_two_tables_are_two() -> None:
    """A caption begins another table though the columns are the same."""
    found = tables(f"表1　桥\n{ROWS}\n续表\n{ROWS}")
    assert [len(table) for table in found] == [3, 3]


def test_the_line_of_a_row_is_its_line_in_the_file() -> None:
    """Rows know the line at which they begin."""
    found, _ = only(f"{PROSE}\n\n{ROWS}")
    assert [row.line for row in found.table.rows] == [3, 4, 5]


PARTS = st.sampled_from(
    ["甲", "12", "3.5", "—", "武胜桥", "　", "　　", "  ", " ", "\t", "\n", "\n\n", "\f", "│", "|",
     "┌─┬─┐\n", "├─┼─┤\n", "+--+--+\n", "|---|---|\n", "----", "====", "表3 桥\n", "单位：座\n",
     "（", "）", "。", "├──", "Ort", "a b", "\u2003", "姓名", "①"]
)  # fmt: skip
LINES = st.sampled_from(
    ["甲\t12\t13", "乙\t\t14", "甲　　　12　　　13", "丙　　　　　　　17", "丁　　　9", "│甲│12│",
     "│乙│　│", "├─┼─┤", "| a | b |", "|---|---|", "甲 12 13", "乙 — 14", "合计 12", "-----",
     "表3 桥", "表3", "单位：座", "东部", "│", "── │ ──", "│甲├──┤", "", "", "\f", PROSE]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PARTS, max_size=60).map("".join),
    st.lists(LINES, max_size=30).map("\n".join),
    st.text(max_size=80),
).filter(lambda text: text.strip() and not FORBIDDEN.search(text.replace("\f", " ")))


@given(TEXTS.filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)))
def test_every_character_of_a_table_is_in_one_span(text: str) -> None:
    """In any text: the spans of a table part what is not blank in its lines, and tables differ."""
    source = source_of(text)
    blocks = [*source.blocks()]
    done = (-1, -1)
    for found in find_tables(blocks, source.text):
        assert done < found.first <= found.last
        done = found.last
        first = blocks[found.first[0]].lines[found.first[1]]
        last = blocks[found.last[0]].lines[found.last[1]]
        at = first.start
        for span in found.table.spans():
            assert at <= span.start < span.end <= last.end
            assert not source.text[at : span.start].strip()
            assert not any(source.slice(span)[end].isspace() for end in (0, -1))
            at = span.end
        assert not source.text[at : last.end].strip()
        lines = [row.line for row in found.table.rows]
        assert lines == sorted(lines)
        assert any(len(row.cells) > 1 for row in found.table.rows)


@pytest.mark.parametrize(
    "line",
    ["甲　　12　　13　　14\n", "│甲│12│\n", "a\tb\n", "-----\n\n", "甲 12 13\n", "甲  ", "│", "\t",
     "表3\n", "东部\n"],
)  # fmt: skip
def test_a_very_long_text_is_read_to_its_end(line: str) -> None:
    """However many such lines there are, the search comes back, with tables in their order."""
    text = "x" + line * 20_000 + "x"
    source = source_of(text)
    blocks = [*source.blocks()]
    found = find_tables(blocks, source.text)
    assert [one.first for one in found] == sorted(one.first for one in found)
