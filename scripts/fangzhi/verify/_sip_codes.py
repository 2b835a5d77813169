"""What the codes mean that hold for SIPs (FZ770 to FZ799)."""

from __future__ import annotations

from fangzhi.check.codes import Code
from fangzhi.check.finding import Level

SIP_CODES = (
    Code(
        "FZ770",
        "METS cannot be used",
        Level.ERROR,
        "The METS.xml of the package or of a representation is not there, is not well-formed, or "
        "is no METS. Without it nobody knows what belongs to the package. Make it anew.",
    ),
    Code(
        "FZ771",
        "identifier is not the folder's name",
        Level.ERROR,
        "OBJID of a METS file must be the name of the folder that it lies in: that of the package, "
        "or of the representation (CSIP1). Rename the folder back, or make the package anew.",
    ),
    Code(
        "FZ772",
        "METS lacks what every package must say",
        Level.ERROR,
        "TYPE, PROFILE, the content information type, the kind of package, its date, or on a file "
        "its size, digest, algorithm or address is missing (CSIP2 to CSIP9, CSIP22 to CSIP30, "
        "CSIP66 to CSIP79).",
    ),
    Code(
        "FZ773",
        "program that made the package is not named",
        Level.ERROR,
        "The METS header must name exactly one program: an agent with ROLE CREATOR, TYPE OTHER and "
        "OTHERTYPE SOFTWARE, with its name and a note of the type SOFTWARE VERSION (CSIP10 to "
        "CSIP16).",
    ),
    Code(
        "FZ774",
        "part of the package is missing",
        Level.ERROR,
        "A package has groups of files for documentation, schemas and representations, and one "
        "structural map called CSIP with a division for each of them and for the metadata (CSIP60, "
        "CSIP80 to CSIP119).",
    ),
    Code(
        "FZ775",
        "listed file is not there",
        Level.ERROR,
        "A METS file lists a file that the package does not hold. Find it in another copy.",
    ),
    Code(
        "FZ776",
        "file is not listed",
        Level.ERROR,
        "The package holds a file that no METS file lists, so nothing says what it is or whether "
        "it is as it was. Take it away, or make the package anew.",
    ),
    Code(
        "FZ777",
        "file is not as METS says",
        Level.ERROR,
        "The digest or the size of a file is another than METS has. It is damaged or was changed. "
        "Take it from another copy.",
    ),
    Code(
        "FZ778",
        "digest proves little",
        Level.WARNING,
        "A file is listed with a digest for which collisions can be made (MD5, SHA-1), or by an "
        "algorithm that is not known here, so that it could not be compared. Use SHA-256 or "
        "SHA-512.",
    ),
    Code(
        "FZ779",
        "address that is no path in the package",
        Level.ERROR,
        "A METS file points to a place outside of the package or on the network. What a package "
        "needs must lie in it.",
    ),
    Code(
        "FZ780",
        "pointer to an ID that is not there",
        Level.ERROR,
        "ADMID, DMDID, FILEID or the title of a pointer to a representation names an ID that the "
        "METS file does not have, or that stands on something else.",
    ),
    Code(
        "FZ781",
        "ID stands twice",
        Level.ERROR,
        "Two elements of a METS file, or two objects, events or agents of the package's PREMIS "
        "have one identifier, so that pointers to it mean two things.",
    ),
    Code(
        "FZ782",
        "representation is not tied to the package",
        Level.ERROR,
        "A representation has a METS file that the structural map does not point to, or the map "
        "points to what is not the METS file of a representation (CSIP105 to CSIP112).",
    ),
    Code(
        "FZ783",
        "word that its vocabulary does not have",
        Level.WARNING,
        "A content category, a kind of package, a status, or a type or outcome of a PREMIS event "
        "is not in the list that the specification names. Programs will not understand it. Where "
        "the specification demands a word of its list, this is an error.",
    ),
    Code(
        "FZ784",
        "no date",
        Level.ERROR,
        "A date of METS is no date and time, or one of PREMIS is none of the Extended Date/Time "
        "Format (a day, a month, a year, or X for figures that are not known).",
    ),
    Code(
        "FZ785",
        "event after the package was made",
        Level.ERROR,
        "PREMIS tells of an event that is younger than the package itself. One of the two dates is "
        "wrong.",
    ),
    Code(
        "FZ786",
        "PREMIS cannot be used",
        Level.ERROR,
        "A file that METS calls PREMIS is not well-formed or is no PREMIS 3. What happened to the "
        "files is not known then.",
    ),
    Code(
        "FZ787",
        "PREMIS points to what it does not have",
        Level.ERROR,
        "An event names an agent or an object, or an object an event or another object, that no "
        "PREMIS file of the package describes. The schema of PREMIS does not see this.",
    ),
    Code(
        "FZ788",
        "file is not as PREMIS says",
        Level.ERROR,
        "PREMIS has another digest or size for a file than it has, or describes a file that is not "
        "there. Take the file from another copy, or make the package anew.",
    ),
    Code(
        "FZ789",
        "file without history",
        Level.WARNING,
        "PREMIS describes files of the package by their paths, but not this one. Nobody will know "
        "where it came from.",
    ),
    Code(
        "FZ790",
        "package bears no date of its own",
        Level.NOTE,
        "The package is dated 1 January 1980, which stands for a date that nobody stated. State "
        "the date of the edition in the sidecar, and make the package anew.",
    ),
    Code(
        "FZ791",
        "event without agent",
        Level.WARNING,
        "An event of PREMIS has no date, no type, or no agent, or a program as agent has no "
        "version. Who did it, and with what, cannot be found out later.",
    ),
)
