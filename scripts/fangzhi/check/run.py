"""Checks files and editions as a whole, and says with which exit code that ends."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from fangzhi.check.coded import check_coded
from fangzhi.check.codes import chosen, known_codes
from fangzhi.check.document import Document
from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar.foreign import check_foreign, included_parts
from fangzhi.check.grammar.schema import check_schema
from fangzhi.check.grammar.within import is_inside, repository
from fangzhi.check.links import check_links
from fangzhi.check.places import Places
from fangzhi.check.rules import check_rules
from fangzhi.check.workers import check_each
from fangzhi.errors import FangzhiError, TeiError
from fangzhi.tei.files import is_file, local_file
from fangzhi.tei.names import TEI, local, parse_file, q
from fangzhi.tei.sources import Listed, listed
from fangzhi.tei.sources import found as found_files

# The Schematron can be used without this program, so it also looks at pointers and prefixes. Where
# `links` has told the same of the same element (or prefix), once is enough.
_ECHOES = {"FZ105": "FZ201", "FZ106": "FZ201", "FZ107": "FZ201"}
_ID_ERRORS = ("DTD_ID_REDEFINED", "DTD_XMLID_VALUE")


def check_files(
    files: Sequence[Path],
    *,
    schema: Path | Sequence[Path] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    jobs: int = 1,
    done: Callable[[], object] = lambda: None,
) -> list[Finding]:
    """The findings in all files (see `tei_files`), in order, checked by `jobs` processes.

    A file that cannot be read as TEI is a finding (FZ001), and the others are still checked. With
    `schema` (one or several RELAX NG, XSD or Schematron files, or `foreign.DECLARED`), that is
    asked instead of our own grammar, rules and ledger, by one process; of links only what holds
    for all documents is looked at (see `foreign`). `select` and `ignore` hold codes or beginnings
    of codes. `done` is called after each file.

    Raises `UsageError` for an unknown code, and `FangzhiError` for a schema that cannot be used.
    """
    wanted, unwanted = known_codes(select), known_codes(ignore)
    if schemas := _several(schema):
        findings = check_foreign(_counted(files, done), schemas, read_tree, _unreadable)
        return sorted(chosen(findings, wanted, unwanted), key=lambda finding: finding.order)
    found: list[Finding] = []
    for _, findings in check_each(files, check_file, jobs):
        found += without_echoes(chosen(findings, wanted, unwanted))
        done()
    return sorted(found, key=lambda finding: finding.order)


def _several(schema: Path | Sequence[Path] | None) -> list[Path]:
    return [schema] if isinstance(schema, Path) else list(schema or ())


def _counted(files: Iterable[Path], done: Callable[[], object]) -> Iterator[Path]:
    """The files, and a call of `done` when the next is asked for."""
    for file in files:
        yield file
        done()


def check_file(path: Path) -> list[Finding]:
    """The findings in one file, unsorted, some of them told twice; see `check_files`."""
    try:
        tree = read_tree(path)
    except TeiError as error:
        return [_unreadable(error, path)]
    return _all_findings(path, tree)


def check_edition(
    path: Path,
    tree: etree._ElementTree,
    source_file: Path | None = None,
    source_folder: Path | None = None,
) -> list[Finding]:
    """The findings in an edition that was read from `path`: schema, rules, links and ledger.

    `source_file` is the transcription, when it does not lie where the TEI file says; pictures under
    `../source/` are then looked for beside it, or in `source_folder`.
    """
    if source_folder is None and source_file is not None:
        source_folder = source_file.parent
    found = _all_findings(path, tree, source_file, source_folder)
    return sorted(without_echoes(found), key=lambda finding: finding.order)


def _all_findings(
    path: Path,
    tree: etree._ElementTree,
    source_file: Path | None = None,
    source_folder: Path | None = None,
) -> list[Finding]:
    root = tree.getroot()
    if root.tag not in (q("TEI"), q("teiCorpus")):
        namespace = etree.QName(root).namespace or "no namespace"
        what = (
            f"the root element is <{local(root)}> in {namespace}, not <TEI> in {TEI}; "
            "only TEI P5 documents can be checked"
        )
        return [Places(tree, path).finding("FZ001", Level.ERROR, what, root)]
    places = Places(tree, path)
    document = Document(tree, path, source_folder)
    return [
        *check_schema(tree, places),
        *check_rules(tree, path, None, places, document),
        *check_links(tree, path, places, document=document),
        *check_coded(document, places),
        *included_parts(tree, places),
        *ledger_findings(document, places, source_file),
    ]


def ledger_findings(
    document: Document, places: Places, source_file: Path | None = None
) -> list[Finding]:
    """FZ301 for what the ledger finds, where the transcription is there: the ledger's only hook."""
    several = listed(document.root)
    files = [place for _, place in found_files(several, document.path, document.source_folder)]
    own = [one for one in document.named(q("prefixDef")) if one.get("ident") == "src"]
    source = source_file or (None if several else _transcription(own, document.path))
    if None in files or not (several or (source is not None and is_file(source))):
        return [_unproved(document.path)] if own else []
    from fangzhi.tei.ledger import check_ledger

    try:
        text, changed = _read_again(
            source, [file for file in files if file], several, places.path.stem
        )
    except FangzhiError as error:
        message = f"cannot be compared: {error.line()}"
        return [Finding("FZ301", Level.WARNING, message, places.path)]
    remedy = "restore it, or mark a correction with choice, sic and corr"
    problems = [
        ("FZ301", Level.ERROR, f"{problem.message}; {remedy}", problem.element)
        for problem in check_ledger(document.tree, text)
    ]
    return [
        *places.findings(problems),
        *(Finding("FZ301", Level.WARNING, what, places.path) for what in changed),
    ]


def _read_again(
    source: Path | None, files: list[Path], several: Sequence[Listed], name: str
) -> tuple[str, list[str]]:
    """The text of the transcription, and which of its files are not those that were encoded."""
    from fangzhi.readers import read, read_files

    if source is not None and not several:
        return read(source, _encoding_in(source.with_suffix(".toml"))).text, []
    parts = Path(several[0].path).parts
    home = files[0].parents[len(parts) - 1]  # the folder of the sources
    beside = (home / f"{one}.toml" for one in (name, parts[0], parts[0].removesuffix(".ocr")))
    encoding = next((found for one in beside if (found := _encoding_in(one))), "")
    whole = read_files(home / name, files, encoding)
    digests = {file.path: file.sha256 for file in whole.files}
    return whole.text, [
        f"{one.path} was changed since it was encoded: its SHA-256 is another; "
        "restore it, or encode anew"
        for one, file in zip(several, files, strict=True)
        if one.sha256 != digests[file]
    ]


def _encoding_in(sidecar: Path) -> str:
    """The encoding of plain text that a sidecar states, if it is there."""
    from fangzhi import metadata

    return metadata.read(sidecar).text_encoding if sidecar.is_file() else ""


def _unproved(path: Path) -> Finding:
    """FZ302 where a text points into a transcription that is not there to be compared."""
    message = (
        "the transcription is not here, so the text was not compared with it; "
        "put it where the prefixDef of src points"
    )
    return Finding("FZ302", Level.NOTE, message, path)


def _transcription(own: Sequence[etree._Element], path: Path) -> Path | None:
    """The file that the first prefixDef of `src` names, inside the repository."""
    pattern = own[0].get("replacementPattern", "") if own else ""
    url = pattern.partition("#")[0]
    # To ask where it lies takes longer than to ask whether it is there.
    place = os.path.abspath(path.parent / unquote(url))  # noqa: PTH100
    if not url or ("?" not in url and not os.path.lexists(place)):
        return None
    return local_file(url, path, None)


def exit_code(findings: Iterable[Finding], fail_level: Level = Level.ERROR) -> int:
    """1 when a finding weighs as much as `fail_level` or more, else 0."""
    return int(any(finding.level.at_least(fail_level) for finding in findings))


def without_echoes(findings: list[Finding]) -> list[Finding]:
    """The findings without those rules that say again what `links` said better."""
    told = {(finding.code, finding.file, finding.xpath) for finding in findings}
    prefixes = {f.file for f in findings if f.code == "FZ205" and "the prefix src:" in f.message}
    return [
        finding
        for finding in findings
        if (_ECHOES.get(finding.code), finding.file, finding.xpath) not in told
        and not (finding.code == "FZ115" and finding.file in prefixes)
    ]


def read_tree(path: Path) -> etree._ElementTree:
    """The tree of a file; ids that stand twice do not stop it, they are findings of `links`.

    A link on disk that leads out of its repository is not followed: whoever wrote the repository
    does not decide which other files are read. Raises `TeiError` for that, and as `parse_file`.
    """
    if path.is_symlink() and not is_inside(path, repository(path)):
        raise TeiError(
            "is a link that leads out of its repository", where=path, remedy="name the file itself"
        )
    try:
        return parse_file(path)
    except TeiError as error:
        # What is beyond a limit is not read a second time.
        not_well_formed = error.what.startswith("is not well-formed")
        tree = _with_ids_twice(path) if not_well_formed else None
        if tree is None:
            raise
        return tree


def _with_ids_twice(path: Path) -> etree._ElementTree | None:
    """The tree of a file in which nothing is wrong but its xml:ids; None otherwise."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:  # nothing at all could be recovered
        return None
    harmless = all(entry.type_name in _ID_ERRORS for entry in parser.error_log)
    if root is None or not harmless or next(root.iter(etree.Entity), None) is not None:
        return None
    return root.getroottree()


def _unreadable(error: TeiError, path: Path) -> Finding:
    """FZ001, with the place that the error has in its `where`."""
    match = re.search(r":(\d+)(?::(\d+))?$", (error.where or "").removeprefix(str(path)))
    line, column = (int(number or 0) for number in match.groups()) if match else (0, 0)
    message = f"{error.what}; {error.remedy}" if error.remedy else error.what
    return Finding("FZ001", Level.ERROR, message, path, line, column)
