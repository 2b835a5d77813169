"""The files that an edition is made of: what packages for archives hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fangzhi.images import image_of
from fangzhi.tei.edition import Edition
from fangzhi.tei.files import package_path
from fangzhi.tei.sources import found


def edition_files(edition: Edition) -> dict[str, Path]:
    """The TEI file, the transcription with what lies beside it, pictures and scans, by their paths.

    Pictures also of kinds that no reading system shows, and damaged ones: they are what there is.
    Nothing else: a link of a foreign TEI file must not carry anything into the bag.
    """
    files = {f"tei/{edition.path.name}": edition.path}
    if (source := edition.source_file) is not None:
        files[f"source/{source.name}"] = source
        files |= _sidecars(source.parent, (source.stem, edition.name))
    for listed, file in found(edition.sources, edition.path, edition.source_folder):
        if file is not None:
            files[package_path(listed.url, edition.path)] = file
    if edition.sources:
        folder = Path(edition.sources[0].path).parts[0]
        names = (folder, folder.removesuffix(".ocr"), edition.name)
        files |= _sidecars(edition.source_folder, names)
    for url in (*(figure.url for figure in edition.figures), *(url for url, _ in edition.scans)):
        if (picture := edition.linked_file(url)) is not None and image_of(picture).media_type:
            files[package_path(url, edition.path)] = picture
    return files


def _sidecars(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The sidecar and the decisions of an edition that may have one of the `names`."""
    files = {}
    for name in names:
        for suffix in (".toml", ".decisions.toml"):
            if (file := folder / (name + suffix)).is_file():
                files[f"source/{file.name}"] = file
    return files
