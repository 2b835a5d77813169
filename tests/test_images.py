"""Picture files: their kind, their size, and whether they are whole."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from check.samples import PNG, parsed
from fangzhi.check.document import Document
from fangzhi.check.pictures import check_pictures
from fangzhi.images import image_of

TEI = "http://www.tei-c.org/ns/1.0"
FRAME = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 3, 4, 1) + b"\x01\x11\x00"
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x04\xff\xd9" + FRAME + SCAN + b"\x12\xff\x00\x34\xff\xd9"
GIF = (
    b"GIF89a" + struct.pack("<HH", 4, 3) + b"\x80\x00\x00" + bytes(6)
    + b"\x21\xf9\x04\x00\x00\x00\x00\x00" + b"\x2c" + bytes(8) + b"\x00\x02\x01\x00\x00\x3b"
)  # fmt: skip
WEBP = b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
WEBP += b"\x03\x00\x00\x02\x00\x00" + bytes(8)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
WHOLE = {"png": PNG, "jpeg": JPEG, "gif": GIF, "webp": WEBP}


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_whole_pictures(tmp_path: Path, kind: str) -> None:
    """A whole picture has its kind and size, also with something after its end."""
    for number, more in enumerate((b"", b"more")):
        file = tmp_path / str(number)
        file.write_bytes(WHOLE[kind] + more)
        image = image_of(file)
        assert (image.media_type, image.damage) == (f"image/{kind}", "")
        assert (image.width, image.height) == (4, 3)


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_pictures_cut_anywhere(tmp_path: Path, kind: str) -> None:
    """However much of its end is missing, a picture is not taken for a whole one."""
    data = WHOLE[kind]
    for length in range(len(data)):
        file = tmp_path / str(length)
        file.write_bytes(data[:length])
        assert image_of(file).damage or not image_of(file).media_type, length


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    """One changed bit in the data of a PNG is seen."""
    file = tmp_path / "x.png"
    file.write_bytes(PNG[:45] + bytes([PNG[45] ^ 1]) + PNG[46:])
    assert "checksum" in image_of(file).damage


@pytest.mark.parametrize(
    ("data", "media_type", "damage"),
    [
        (SVG, "image/svg+xml", ""),
        (SVG[:-2], "image/svg+xml", "is not well-formed SVG"),
        (b"<html><svg/></html>", "", "is no picture"),
        (b"II*\0" + bytes(9), "image/tiff", ""),
        (b"%PDF-1.7", "", "is no picture"),
        (b"", "", "is empty"),
    ],
)
def test_other_files(tmp_path: Path, data: bytes, media_type: str, damage: str) -> None:
    """Drawings are parsed, scans are known, anything else is no picture."""
    file = tmp_path / "x"
    file.write_bytes(data)
    assert (image_of(file).media_type, image_of(file).damage) == (media_type, damage)


@pytest.mark.parametrize(
    ("name", "attributes", "code"),
    [
        ("a.png", "", ""),
        ("a.PNG", 'mimeType="image/png" width="4px" height="3"', ""),
        ("a.png", 'width="50%" height="3cm"', ""),
        ("a", "", ""),
        ("a.jpg", "", "FZ210"),
        ("a.png", 'mimeType="image/jpeg"', "FZ210"),
        ("a.png", 'width="3px"', "FZ211"),
        ("a.png", 'width="4px" height="4px"', "FZ211"),
    ],
)
def test_what_is_said_of_a_picture(tmp_path: Path, name: str, attributes: str, code: str) -> None:
    """Suffix, mimeType, width and height agree with the picture, where they say anything."""
    (tmp_path / "tei").mkdir()
    (tmp_path / "tei" / name).write_bytes(PNG)
    tree = parsed(f'<TEI xmlns="{TEI}"><graphic url="{name}" {attributes}/></TEI>')
    found = check_pictures(Document(tree, tmp_path / "tei" / "x.xml"))
    assert [one[0] for one in found] == ([code] if code else [])


def test_media_need_not_be_pictures(tmp_path: Path) -> None:
    """A sound is no picture, and must not be one."""
    (tmp_path / "a.mp3").write_bytes(b"ID3")
    tree = parsed(f'<TEI xmlns="{TEI}"><media url="a.mp3" mimeType="audio/mpeg"/></TEI>')
    assert list(check_pictures(Document(tree, tmp_path / "x.xml"))) == []
