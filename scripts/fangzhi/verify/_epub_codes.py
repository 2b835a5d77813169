"""What the codes mean that hold for EPUBs."""

from __future__ import annotations

from fangzhi.check.codes import Code
from fangzhi.check.finding import Level

EPUB_CODES = (
    Code(
        "FZ750",
        "mimetype is not as it must be",
        Level.ERROR,
        "The first file of an EPUB is called mimetype, is stored and not compressed, has no extra "
        "field, and holds application/epub+zip and nothing else, so that programs know the format "
        "by its first bytes. Most zip programs do not do that by themselves: pack the EPUB anew.",
    ),
    Code(
        "FZ751",
        "package document cannot be found or read",
        Level.ERROR,
        "META-INF/container.xml names the package document (OPF), which lists everything else. One "
        "of them is missing, or is not what it should be. No reading system can open the book.",
    ),
    Code(
        "FZ752",
        "file of the manifest is not there",
        Level.ERROR,
        "The package document lists a file that the EPUB does not hold, or lists one twice, or has "
        "an item without id, address or media type. Readers see a hole. Put the file there, or "
        "correct the item.",
    ),
    Code(
        "FZ753",
        "file is not in the manifest",
        Level.ERROR,
        "The EPUB holds a file that the package document does not list. Nobody knows what it is, "
        "and reading systems pass over it. List it, or take it away.",
    ),
    Code(
        "FZ754",
        "reading order is broken",
        Level.ERROR,
        "The spine is empty, names an item that there is not, or one twice, or one that is no "
        "document that can be read in turn. Correct the spine of the package document.",
    ),
    Code(
        "FZ755",
        "no table of contents",
        Level.ERROR,
        "An EPUB 3 has exactly one navigation document (an item with the property nav) that holds "
        "a list of the contents (toc). An EPUB 2 has an NCX. Without it readers cannot find their "
        "way.",
    ),
    Code(
        "FZ756",
        "file is of another kind than is said",
        Level.ERROR,
        "The first bytes of a file, or its root element, are not those of the media type that the "
        "manifest says, as with a JPEG called image/png. Some readers trust the type and show "
        "nothing. Correct the media type or the file.",
    ),
    Code(
        "FZ757",
        "resource lies elsewhere",
        Level.ERROR,
        "A picture, a style sheet, a script, a font or another part of the book is fetched from "
        "the web. When that server is gone, the book has a hole; until then it tells who reads. "
        "Put the file into the EPUB. Links that a reader follows are no resources.",
    ),
    Code(
        "FZ758",
        "content is encrypted",
        Level.ERROR,
        "META-INF/encryption.xml or rights.xml says that files are encrypted: nobody can keep what "
        "nobody can read. Fonts that are only disguised are a warning. Ask for an EPUB without it.",
    ),
    Code(
        "FZ759",
        "navigation leads nowhere",
        Level.ERROR,
        "A list of the navigation document points to a file or an id that the EPUB does not have, "
        "or out of it. Correct the address.",
    ),
    Code(
        "FZ760",
        "page list is not in reading order",
        Level.ERROR,
        "The pages of the page list do not follow one another as the text does: a page stands in "
        "the wrong place, or the texts were moved. Who looks for a printed page lands elsewhere. "
        "Sort the list as the text is read.",
    ),
    Code(
        "FZ761",
        "XML that cannot be read everywhere",
        Level.ERROR,
        "A document of the EPUB cannot be read as XML, so reading systems show an error in its "
        "place, or it declares entities of its own, which they do not all resolve. Correct it; the "
        "message says where.",
    ),
)
