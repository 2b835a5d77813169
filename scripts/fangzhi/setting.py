"""How packages are made, and reading editions set: what the TEI does not say, nor should.

Settings stand in [build] of `fangzhi.toml` or [tool.fangzhi.build] of `pyproject.toml`; options of
the command line go before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from fangzhi.errors import UsageError
from fangzhi.toml import Table, nearest_table

DIRECTIONS = ("horizontal", "vertical")
PUNCTUATION = ("full-width", "printed")
SCANS = ("link", "embed", "none")
LEVELS = ("A", "AA", "AAA")  # of WCAG 2.2
_ON_THE_WEB = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?(?:/[^\s?#\"<>\\^`|]*)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set. Empty values leave the choice to the builder.

    `stylesheet` is an XSLT file that imports ours; `fonts` are font files from which the letters of
    the cover and rare characters are taken; `conforms_to` is the level of WCAG 2.2 that
    `certified_by` found the EPUB to reach; `unpacked` makes the bag a folder. `scans` says how the
    web page has the scans of the pages: by links to their files, in itself, or not at all; `url` is
    the address on the web where the repository is published, `image_service` that of a IIIF image
    service, with `{name}` or `{path}` in the place of the scan's.
    """

    direction: str = "horizontal"
    punctuation: str = "full-width"
    stylesheet: Path | None = None
    fonts: tuple[Path, ...] = ()
    conforms_to: str = ""
    certified_by: str = ""
    unpacked: bool = False
    scans: str = "link"
    url: str = ""
    image_service: str = ""

    @property
    def vertical(self) -> bool:
        """Whether lines run from top to bottom, the first one on the right."""
        return self.direction == "vertical"

    @property
    def widened(self) -> bool:
        """Whether half-width punctuation in Chinese text is shown full-width."""
        return self.punctuation == "full-width"

    def for_language(self, language: str) -> Setting:
        """The setting for an edition in `language`; `UsageError` where it makes no sense."""
        if self.vertical and not is_chinese(language):
            raise UsageError(
                f"the edition is in {language!r}, which is not written from top to bottom",
                remedy="leave the direction horizontal, or correct the xml:lang of the text",
            )
        return self

    def override(self, **options: object) -> Setting:
        """The setting with the options that were given (those that are not empty)."""
        given = {key: value for key, value in options.items() if value}
        known = {field.name for field in fields(self)}
        return replace(self, **{key: given[key] for key in known & set(given)}).checked()  # type: ignore[arg-type]

    def checked(self) -> Setting:
        """The setting itself, if it can be used; `UsageError` says what cannot."""
        if bool(self.conforms_to) != bool(self.certified_by):
            given, missing = ("conforms-to", "certified-by")[:: 1 if self.conforms_to else -1]
            raise UsageError(
                f"{given} is set without {missing}",
                remedy="EPUB Accessibility asks for both: which level of WCAG 2.2 the book reaches,"
                " and who examined it",
            )
        for key, address in (("url", self.url), ("image-service", self.image_service)):
            if address and not _ON_THE_WEB.fullmatch(address):
                raise UsageError(
                    f"{key} is {address!r}, which is no address on the web",
                    remedy="write one that begins with https:// or http://, without ? and #",
                )
        if self.image_service and not re.search(r"\{(name|path)\}", self.image_service):
            raise UsageError(
                "image-service does not say where the name of a scan goes",
                remedy="put {name} or {path} into it: https://images.example.org/iiif/3/{name}",
            )
        for file in (*self.fonts, *filter(None, [self.stylesheet])):
            if not file.is_file():
                raise UsageError("is not a file", where=file, remedy="check the path")
        return self


PLAIN = Setting()


def load_setting(folder: Path) -> Setting:
    """The setting that holds for files in `folder`: that of the nearest settings file upwards.

    Raises `MetadataError` with file, line and key for unknown keys and wrong values.
    """
    found = nearest_table("build", folder)
    return _setting(*found) if found else Setting()


def _setting(table: Table, file: Path) -> Setting:
    stylesheet = table.text("stylesheet")
    setting = Setting(
        direction=table.one_of("direction", DIRECTIONS) or DIRECTIONS[0],
        punctuation=table.one_of("punctuation", PUNCTUATION) or PUNCTUATION[0],
        stylesheet=(file.parent / stylesheet).absolute() if stylesheet else None,
        fonts=tuple(_beside(file, table.texts("fonts"))),
        conforms_to=table.one_of("conforms-to", LEVELS),
        certified_by=table.text("certified-by"),
        unpacked=table.flag("unpacked", False),
        scans=table.one_of("scans", SCANS) or SCANS[0],
        url=table.text("url"),
        image_service=table.text("image-service"),
    )
    table.close()
    return setting


def _beside(file: Path, names: Iterable[str]) -> Iterable[Path]:
    return ((file.parent / name).absolute() for name in names)


def is_chinese(language: str) -> bool:
    """Whether a language is written with Han characters and set like Chinese."""
    return language.partition("-")[0] in ("zh", "lzh", "cmn", "yue", "wuu", "hak", "nan", "ja")
