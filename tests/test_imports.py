"""The arrows of the design go one way: who imports whom, and what is imported at start."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import fangzhi

PACKAGE = Path(fangzhi.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def module(file: Path) -> str:
    """The dotted name of a file of the package, without the package: `tei.names`."""
    parts = list(file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module(file): file for file in FILES}


def imports(file: Path, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules of the package that `nodes` of a file import, also by relative names."""
    package = module(file).split(".") if file.stem == "__init__" else module(file).split(".")[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = ["fangzhi", *package][: len(package) + 2 - node.level]
                base = ".".join([*above, *([base] if base else [])])
            found = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in found:
            if name.startswith("fangzhi.") and (inside := name.removeprefix("fangzhi.")) in NAMES:
                yield inside


# Anywhere in a file; and outside of its functions, where they run when it is loaded.
IMPORTS = {module(file): set(imports(file, ast.walk(TREES[file]))) for file in FILES}
AT_ONCE = {module(file): set(imports(file, TREES[file].body)) for file in FILES}


def within(name: str, *parts: str) -> bool:
    """Whether a module is one of `parts` or lies in one of them."""
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def reach(part: str) -> set[str]:
    """What the modules of a part import, directly or through others, that is outside of it."""
    pending = [name for name in NAMES if within(name, part)]
    found: set[str] = set()
    while pending:
        for name in IMPORTS[pending.pop()] - found:
            found.add(name)
            pending.append(name)
    return {name for name in found if not within(name, part)}


def test_the_walk_sees_the_imports_that_there_are() -> None:
    """The pipeline imports what its road leads over, the command line inside its functions."""
    assert {"readers", "markup.outline", "tei.encode", "builders"} <= IMPORTS["pipeline"]
    assert "pipeline" in IMPORTS["commands.build"]
    assert "errors" in IMPORTS["readers.text"]


@pytest.mark.parametrize(
    ("part", "forbidden"),
    [
        ("readers", ("builders", "tei", "check", "markup", "pipeline", "cli", "commands")),
        ("markup", ("tei", "builders", "check", "readers", "pipeline", "cli", "commands")),
        ("tei", ("builders", "check", "readers", "pipeline", "cli", "commands")),
        ("check", ("builders", "pipeline", "cli", "commands")),
        ("builders", ("readers", "markup.roles", "markup.order", "pipeline", "cli", "commands")),
        (
            "layout",
            ("readers", "markup", "tei", "builders", "check", "pipeline", "cli", "commands"),
        ),
        ("store", ("readers", "markup", "tei", "builders", "pipeline", "cli", "commands")),
        ("crosswalk", ("readers", "markup", "builders", "check", "pipeline", "cli", "commands")),
        ("pipeline", ("cli", "commands")),
        (
            "source",
            ("readers", "markup", "tei", "builders", "check", "pipeline", "cli", "commands"),
        ),
        (
            "errors",
            ("readers", "markup", "tei", "builders", "check", "pipeline", "cli", "commands"),
        ),
        (
            "archive",
            ("readers", "markup", "tei", "builders", "check", "pipeline", "cli", "commands"),
        ),
        (
            "metadata",
            ("readers", "markup", "tei", "builders", "check", "pipeline", "cli", "commands"),
        ),
    ],
)
def test_no_stage_knows_a_later_one(part: str, forbidden: tuple[str, ...]) -> None:
    """Neither directly nor through others: a stage can be read and tested by itself."""
    assert {name for name in reach(part) if within(name, *forbidden)} == set()


@pytest.mark.parametrize("part", ["readers", "builders"])
def test_readers_and_builders_import_nothing_of_each_other(part: str) -> None:
    """A new format is one new file: it may import private helpers, but none of the others."""
    files = {name for name in NAMES if within(name, part) and name != part}
    public = {name for name in files if not name.rpartition(".")[2].startswith("_")}
    for name in public:
        assert IMPORTS[name] & (public - {name}) == set(), name


def test_nothing_but_main_imports_the_command_line() -> None:
    """The command line is the outermost layer, and the commands the one below."""
    assert {name for name, found in IMPORTS.items() if "cli" in found} == {"__main__"}
    users = {
        name
        for name, found in IMPORTS.items()
        if any(within(one, "commands") for one in found) and not within(name, "commands")
    }
    assert users == {"cli"}


COMMANDS = [name for name in NAMES if name.startswith("commands.") and "._" not in name]


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_import_nothing_of_each_other(name: str) -> None:
    """A new command is one new file: it may import private helpers, but no other command."""
    assert IMPORTS[name] & (set(COMMANDS) - {name}) == set()


def test_no_module_reaches_itself() -> None:
    """There are no circles among the imports that run when a module is loaded."""
    for name in NAMES:
        seen: set[str] = set()
        pending = list(AT_ONCE[name])
        while pending:
            if (step := pending.pop()) not in seen:
                seen.add(step)
                pending += AT_ONCE[step]
        assert name not in seen, name


def test_starting_the_program_imports_nothing_heavy() -> None:
    """The help of the command line answers at once."""
    code = "import sys, fangzhi.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "click" in loaded
    assert loaded & {"lxml", "ebooklib", "xmlschema", "elementpath", "jieba", "hypothesis"} == set()


def documented(tree: ast.Module) -> Iterator[tuple[str, ast.AST, str | None]]:
    """(name, node, docstring) of each public class and function of a module."""
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        prefix, parent = pending.pop()
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if node.name.startswith("_"):
                    continue
                name = f"{prefix}{node.name}"
                yield name, node, ast.get_docstring(node)
                if isinstance(node, ast.ClassDef):
                    pending.append((f"{name}.", node))


@pytest.mark.parametrize("name", NAMES)
def test_everything_public_says_what_it_is(name: str) -> None:
    """Each module, class and function that others may use has a docstring."""
    tree = TREES[NAMES[name]]
    missing = [found for found, _, text in documented(tree) if not text]
    if not ast.get_docstring(tree) and tree.body:
        missing.insert(0, "the module")
    assert missing == []
