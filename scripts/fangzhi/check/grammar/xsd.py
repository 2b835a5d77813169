"""XSD: loaded and asked by xmlschema; a schema once loaded is kept in the user's cache."""

from __future__ import annotations

import hashlib
import pickle
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.check.finding import MOST
from fangzhi.check.grammar.cache import keep, kept
from fangzhi.check.grammar.kinds import XSD
from fangzhi.check.grammar.within import included, is_remote
from fangzhi.check.places import element_starts, line_of
from fangzhi.errors import FangzhiError
from fangzhi.tei.names import parse_file

Problem = tuple[etree._Element | None, str]
_WORK = 100_000_000  # steps from child to child, about a second
_PREFIXES = 1_000_000  # prefixes asked for, a few tenths of a second
_PULLING = tuple(f"{{{XSD}}}{name}" for name in ("include", "import", "redefine", "override"))


def problems(path: Path, tree: etree._ElementTree) -> Iterator[Problem]:
    """What the schema at `path` has against `tree`, in words, with the elements."""
    if not can_read(tree):
        why = "declares so many prefixes in so many places that it was not checked"
        yield None, f"{why}; declare each once, at the root"
        return
    import xmlschema

    from fangzhi.check.grammar.explain import Explainer

    xsd = load_xsd(path)
    resource = xmlschema.XMLResource(tree, allow="none", defuse="always")
    # xmlschema walks to each wrong child from the first one, and makes all errors at once.
    if sum(len(element) ** 2 for element in tree.getroot().iter("*")) > _WORK:
        try:
            xsd.validate(resource, use_location_hints=False)
        except xmlschema.XMLSchemaValidationError as error:
            yield from Explainer(xsd).messages(iter([error]))
            yield None, "has elements with so many children that only the first error is told"
        return
    found = Explainer(xsd).messages(xsd.iter_errors(resource, use_location_hints=False))
    yield from islice(found, MOST)
    if next(found, None) is not None:
        yield None, f"has more errors than the first {MOST}; correct these first"


def can_read(tree: etree._ElementTree) -> bool:
    """Whether xmlschema can read a tree in bearable time.

    At each declaration of a prefix it asks, once for each prefix known there, for all of them.
    """
    known = asked = 0
    for event, _ in etree.iterwalk(tree, events=("start-ns", "end-ns")):
        known += 1 if event == "start-ns" else -1
        asked += known * known if event == "start-ns" else 0
        if asked > _PREFIXES:
            return False
    return True


@cache
def load_xsd(path: Path) -> Any:
    """The loaded `xmlschema.XMLSchema` at `path`, from the cache where it is there.

    Raises `FangzhiError` with file and line if the schema is broken, or includes what lies outside
    its folder.
    """
    import elementpath
    import xmlschema

    versions = (xmlschema.__version__, elementpath.__version__, *sys.version_info[:3])
    digest = hashlib.sha256(repr(versions).encode())
    for file in _files(path):
        digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    name = f"xsd-{digest.hexdigest()}.pickle"
    if (data := kept(name)) is not None:
        try:
            return pickle.loads(data)
        except Exception:  # whatever a broken pickle raises: it is made anew
            pass
    xsd = _loaded(path)
    # A schema that cannot be pickled is loaded each time.
    with suppress(RecursionError, TypeError, AttributeError, pickle.PicklingError):
        keep(name, pickle.dumps(xsd, pickle.HIGHEST_PROTOCOL))
    return xsd


def _files(path: Path) -> list[Path]:
    """The schema and all files that it pulls in, each once; they must lie in its folder."""
    files = [path]
    for file in files:
        for element in parse_file(file).getroot().iter(*_PULLING):
            url = element.get("schemaLocation")
            # xmlschema has copies of its own of the most common schemas that are imported.
            if url and not (element.tag == f"{{{XSD}}}import" and is_remote(url)):
                other = included(url, file, path.parent, line_of(element))
                if other not in files:
                    files.append(other)
    return files


def _loaded(path: Path) -> Any:
    import xmlschema

    try:
        with warnings.catch_warnings():
            # A part that cannot be found would make valid files invalid, with strange messages.
            warnings.simplefilter("error", xmlschema.XMLSchemaIncludeWarning)
            warnings.simplefilter("error", xmlschema.XMLSchemaImportWarning)
            return xmlschema.XMLSchema(str(path), allow="sandbox", defuse="always")
    except RecursionError as error:
        raise _broken("it is nested too deep", path, 0) from error
    except (xmlschema.XMLSchemaException, Warning) as error:
        message = getattr(error, "message", None) or str(error)
        raise _broken(message, path, _line(error, path)) from error


def _line(error: Exception, path: Path) -> int:
    """The line of the component that an error of xmlschema names; 0 where it names none."""
    component, source = getattr(error, "elem", None), getattr(error, "source", None)
    if component is None or source is None or source.url != path.as_uri():
        return 0
    for number, element in enumerate(source.root.iter()):
        if element is component:
            return element_starts(path.read_bytes())[number][0]
    return 0


def _broken(message: str, path: Path, line: int) -> FangzhiError:
    return FangzhiError(
        f"is not a usable XSD schema: {message.strip().rstrip(':')}",
        where=f"{path}:{line}" if line else path,
        remedy="correct the schema",
    )
