"""The files that an edition is made of: what packages for archives hold."""

from __future__ import annotations

from pathlib import Path

from fangzhi.images import image_of
from fangzhi.tei.edition import Edition
from fangzhi.tei.files import package_path


def edition_files(edition: Edition) -> dict[str, Path]:
    """The TEI file, the transcription with what lies beside it, and the pictures, by their paths.

    Pictures also of kinds that no reading system shows, and damaged ones: they are what there is.
    Nothing else: a link of a foreign TEI file must not carry anything into the bag.
    """
    files = {f"tei/{edition.path.name}": edition.path}
    if (source := edition.source_file) is not None:
        files[f"source/{source.name}"] = source
        for name in (source.stem, edition.name):
            for suffix in (".toml", ".decisions.toml"):
                if (file := source.with_name(name + suffix)).is_file():
                    files[f"source/{file.name}"] = file
    for url in (figure.url for figure in edition.figures):
        if (picture := edition.linked_file(url)) is not None and image_of(picture).media_type:
            files[package_path(url, edition.path)] = picture
    return files
