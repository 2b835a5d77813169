"""What the codes mean that hold for bags, and how strict we are where RFC 8493 leaves it open."""

from __future__ import annotations

from fangzhi.check.codes import Code
from fangzhi.check.finding import Level

BAG_CODES = (
    Code(
        "FZ720",
        "bagit.txt is not as it must be",
        Level.ERROR,
        "A bag declares itself by bagit.txt: BagIt-Version and Tag-File-Character-Encoding, one "
        "line each, without a byte order mark or a blank too many. It is missing, has something "
        "else, or names a version that there is not (0.93 to 0.97, 1.0). Write it anew, and the "
        "tag manifests after it.",
    ),
    Code(
        "FZ721",
        "bag lacks a part that every bag has",
        Level.ERROR,
        "A bag has a folder data and at least one payload manifest (manifest-ALGORITHM.txt) by an "
        "algorithm that can be computed. Without these nothing can be verified. Make the bag anew.",
    ),
    Code(
        "FZ722",
        "line of a manifest cannot be understood",
        Level.ERROR,
        "A line of a manifest is a digest in hexadecimal figures, as many as its algorithm gives, "
        "blanks, and a path. This one is not, so the file that it means is not verified. Correct "
        "the line, and the tag manifests after it.",
    ),
    Code(
        "FZ723",
        "written in an unusual way",
        Level.WARNING,
        "A path in a manifest begins with ./ or with the * of md5sum, has a percent sign that "
        "BagIt 1.0 wants written as %25, or a tag file begins with a byte order mark. It was "
        "understood here; other programs may look for a file of another name.",
    ),
    Code(
        "FZ724",
        "path stands twice in a list",
        Level.ERROR,
        "A manifest or fetch.txt names a file more than once. BagIt 1.0 forbids it; before, it is "
        "a warning as long as the digests are the same. Take one of the lines away.",
    ),
    Code(
        "FZ725",
        "manifest names what is not its business",
        Level.ERROR,
        "A payload manifest lists files in data/ and nothing else; a tag manifest lists the files "
        "outside of it, but no tag manifest. A program that takes one for the other verifies "
        "nothing. Make the manifests anew.",
    ),
    Code(
        "FZ726",
        "listed file is not there",
        Level.ERROR,
        "A manifest names a file that the bag does not hold: it was lost, renamed or taken away. "
        "Find it in another copy of the bag.",
    ),
    Code(
        "FZ727",
        "payload file is not listed",
        Level.ERROR,
        "The bag holds a file in data/ that a payload manifest does not name, so nothing says "
        "whether it belongs there and is as it was. BagIt 1.0 wants it in every payload manifest, "
        "older versions in one. Take it away, or make the bag anew.",
    ),
    Code(
        "FZ728",
        "digest differs",
        Level.ERROR,
        "The bytes of a file are not those that were put into the bag: it is damaged or was "
        "changed. Take the file from another copy of the bag; if the change is meant, make the "
        "bag anew.",
    ),
    Code(
        "FZ729",
        "tag file is not listed",
        Level.ERROR,
        "A file outside of data/ is not named by a tag manifest, so anybody can change or add it. "
        "RFC 8493 allows that; in a bag of version 1.0 that has tag manifests it is an error "
        "here, because a program that makes them lists all. In older bags it is a warning.",
    ),
    Code(
        "FZ730",
        "what protects the bag is missing",
        Level.WARNING,
        "No tag manifest protects the manifests themselves: whoever changes a file can change its "
        "digest too. RFC 8493 allows that. Bags made by fangzhi have version 1.0 and payload and "
        "tag manifests by SHA-256 and SHA-512; where one of these is gone, somebody took it away, "
        "and that is an error.",
    ),
    Code(
        "FZ731",
        "only weak algorithms",
        Level.WARNING,
        "All digests are MD5 or SHA-1, for which two files with one digest can be made. They show "
        "damage, but prove nothing against intent. Make the bag anew with SHA-512.",
    ),
    Code(
        "FZ732",
        "algorithm that is not known",
        Level.WARNING,
        "A manifest uses an algorithm that cannot be computed here, and was not verified by it. "
        "Other manifests were. Make the bag anew with SHA-512.",
    ),
    Code(
        "FZ733",
        "Payload-Oxum is wrong",
        Level.ERROR,
        "Payload-Oxum of bag-info.txt is no number of bytes, point and number of files, or not "
        "those of the payload: files were lost or added, or the line was not brought up to date.",
    ),
    Code(
        "FZ734",
        "line of bag-info.txt cannot be understood",
        Level.ERROR,
        "An element is a label, a colon, a blank and a value; a line that goes on begins with a "
        "blank. This one has no label or no colon. Blanks before the colon, or none after it, are "
        "a warning, and none before version 1.0.",
    ),
    Code(
        "FZ735",
        "element stands twice",
        Level.WARNING,
        "Bagging-Date, Bag-Size, Bag-Group-Identifier and Bag-Count can have one value only, and "
        "nobody can tell which of the two holds. For Payload-Oxum this is an error.",
    ),
    Code(
        "FZ736",
        "value of bag-info.txt is not as it should be",
        Level.WARNING,
        "Bagging-Date is a day (YYYY-MM-DD), Bag-Count is N of M, or N of ?, where N is not more "
        "than M. Other values mean nothing to programs.",
    ),
    Code(
        "FZ737",
        "line of fetch.txt cannot be understood",
        Level.ERROR,
        "A line of fetch.txt is an address, a length or -, and a path in data/ that the manifests "
        "list, and each path stands once. Correct the line, or take fetch.txt away when all files "
        "are there.",
    ),
    Code(
        "FZ738",
        "bag is not complete yet",
        Level.ERROR,
        "fetch.txt names files that are still to be fetched. Nothing is fetched here: the bag can "
        "be verified when they are there. An archive should not take a bag that depends on "
        "somebody else's server.",
    ),
    Code(
        "FZ739",
        "encoding of the tag files",
        Level.ERROR,
        "Tag files are not in the encoding that bagit.txt names, or that is one that is not known, "
        "or UTF-7, in which one text can be written in several ways. Another encoding than UTF-8 "
        "is a warning: RFC 8493 recommends UTF-8.",
    ),
    Code(
        "FZ740",
        "bag says nothing of itself",
        Level.WARNING,
        "There is no bag-info.txt (package-info.txt before 0.96), so that in fifty years nobody "
        "knows what the bag is and where it came from. RFC 8493 allows that. If the bag had one, "
        "somebody took it away.",
    ),
)
