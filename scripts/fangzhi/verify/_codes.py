"""What the codes mean that hold for containers of every kind."""

from __future__ import annotations

from fangzhi.check.codes import Code
from fangzhi.check.finding import Level

CONTAINER_CODES = (
    Code(
        "FZ701",
        "cannot be read whole",
        Level.ERROR,
        "The archive or a file in it is damaged, breaks off, may not be read, or changed while it "
        "was read. What cannot be read is not verified. Copy the package anew from where it came, "
        "or give yourself the right to read it.",
    ),
    Code(
        "FZ702",
        "path leads out of the package",
        Level.ERROR,
        "A name in an archive or a list is absolute, climbs with .., or means another place on "
        "some system (backslash, drive letter, ~, %NAME%). Unpacked without care, it overwrites "
        "files that are no part of the package. Make the package anew.",
    ),
    Code(
        "FZ703",
        "link or device",
        Level.ERROR,
        "A member is a link, a device, a pipe or a socket: no content that can be kept. Links are "
        "never followed. Put the file itself there. A hard link inside of a tar is told as a "
        "warning, because its content is there.",
    ),
    Code(
        "FZ704",
        "name stands twice",
        Level.ERROR,
        "Two members of the archive have one name. Some programs take the first, some the last, so "
        "that two people unpack two packages. Make the archive anew.",
    ),
    Code(
        "FZ705",
        "names are one on some systems",
        Level.WARNING,
        "Two names differ only in capitals, or in how their letters are composed (é as one "
        "character or two). On Windows and macOS one file overwrites the other. Rename one of "
        "them before it is packed.",
    ),
    Code(
        "FZ706",
        "name that some systems cannot have",
        Level.WARNING,
        "A name is not UTF-8 or is too long (these are errors), or has control characters, "
        "characters that cannot be seen, or what Windows does not allow. It will be changed or "
        "lost when it is unpacked there. Rename the file before it is packed.",
    ),
    Code(
        "FZ707",
        "archive does not hold what it says",
        Level.ERROR,
        "A zip says one thing in its directory and another before the data, or there are bytes "
        "that no entry names: before, between or behind the members. Programs differ on what is "
        "in it, and something may be hidden. Make the archive anew.",
    ),
    Code(
        "FZ708",
        "packed so that it cannot be verified",
        Level.ERROR,
        "A member is encrypted, stored with holes, or compressed by a method that is not common. "
        "In fifty years nobody may have the key or the program. Store it, or pack it by Deflate.",
    ),
    Code(
        "FZ709",
        "too large to be honest",
        Level.ERROR,
        "The archive unpacks to far more than it takes, has more members than any package, or "
        "members that share their bytes: it is made to fill disks, or broken. It was not read.",
    ),
    Code(
        "FZ710",
        "file beside the package",
        Level.ERROR,
        "The archive holds files outside of the one folder that is the package. Nothing answers "
        "for them, and they are lost or in the way when it is unpacked. Take them out.",
    ),
    Code(
        "FZ712",
        "file that an operating system left",
        Level.WARNING,
        "A .DS_Store, a Thumbs.db or the like came along when the package was made. It is no "
        "content, and systems change it without asking, which breaks the package. Take it away "
        "and make the package anew.",
    ),
)
