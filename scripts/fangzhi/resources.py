"""Where the program finds the files that come with it."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def schema_folder() -> Path:
    """The folder with the TEI customisation.

    In an installed wheel it lies inside the package; in a checkout (editable install) it is the
    repository's own `schema/`, two folders up.
    """
    inside = PACKAGE / "schema"
    return inside if inside.is_dir() else PACKAGE.parent.parent / "schema"
