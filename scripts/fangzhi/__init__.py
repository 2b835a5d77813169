"""fangzhi (方志): from digitised text to TEI, EPUB, web page and archival packages."""

__version__ = "0.1.0"
