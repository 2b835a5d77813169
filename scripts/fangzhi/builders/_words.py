"""The words of the interface, in the language of the edition: titles of the pages that we make."""

from __future__ import annotations

# One row a word: Chinese in simplified and in traditional characters, English, German.
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "de")
_TABLE: dict[str, tuple[str, str, str, str]] = {
    "cover": ("封面", "封面", "Cover", "Umschlag"),
    "title page": ("书名页", "書名頁", "Title page", "Titelseite"),
    "contents": ("目录", "目錄", "Contents", "Inhalt"),
    "landmarks": ("导览", "導覽", "Landmarks", "Wegmarken"),
    "text": ("正文", "正文", "Text", "Text"),
    "pages": ("印本页码", "印本頁碼", "Pages of the print", "Seiten des Drucks"),
    "page": ("印本第", "印本第", "Page", "Seite"),
    "illustrations": ("插图目录", "插圖目錄", "Illustrations", "Abbildungen"),
    "illustration": ("图", "圖", "Illustration", "Abbildung"),
    "about": (
        "关于本数字版",
        "關於本數位版",
        "About this digital edition",
        "Zu dieser digitalen Ausgabe",
    ),
    "contributors": ("撰稿与供稿", "撰稿與供稿", "Contributors", "Mitwirkende"),
    "untitled": ("（无题）", "（無題）", "(untitled)", "(ohne Titel)"),
    "source": ("所据印本", "所據印本", "Printed source", "Gedruckte Vorlage"),
    "published": ("数字版出版", "數位版出版", "Published", "Veröffentlicht"),
    "responsibility": ("责任说明", "責任說明", "Responsibility", "Verantwortlich"),
    "editing": ("文本处理", "文本處理", "What was done to the text", "Bearbeitung des Textes"),
    "licence": ("许可", "授權", "Licence", "Lizenz"),
    "identifiers": ("标识", "識別碼", "Identifiers", "Kennungen"),
    "subjects": ("主题", "主題", "Subjects", "Schlagwörter"),
    "checksum": (
        "录文校验值（SHA-256）",
        "錄文校驗值（SHA-256）",
        "Checksum of the transcription (SHA-256)",
        "Prüfsumme der Abschrift (SHA-256)",
    ),
    "correction": ("校正", "校正", "Correction", "Korrektur"),
    "hyphenation": ("断行", "斷行", "Line breaks", "Zeilenfall"),
    "normalization": ("规范化", "規範化", "Normalisation", "Normalisierung"),
    "punctuation": ("标点", "標點", "Punctuation", "Zeichensetzung"),
    "quotation": ("引号", "引號", "Quotation marks", "Anführungszeichen"),
    "segmentation": ("切分", "切分", "Segmentation", "Gliederung"),
    "interpretation": ("解释", "解釋", "Interpretation", "Deutung"),
    "printed": ("印本作：", "印本作：", "In print: ", "Im Druck: "),
    "illegible": ("缺字", "缺字", "Illegible", "Unleserlich"),
    "unclear": ("字迹不清", "字跡不清", "Hard to read", "Schwer lesbar"),
    "back": ("返回正文", "返回正文", "Back to the text", "Zurück zum Text"),
    "note": ("注", "註", "Note", "Anmerkung"),
    "table": ("表", "表", "Table", "Tabelle"),
    "skip": ("跳到正文", "跳到正文", "Skip to the text", "Zum Text"),
    "search": ("检索", "檢索", "Search", "Suche"),
    "previous": ("上一处", "上一處", "Previous match", "Voriger Treffer"),
    "next": ("下一处", "下一處", "Next match", "Nächster Treffer"),
    "unfold": ("展开或收起", "展開或收起", "Unfold or fold", "Auf- oder zuklappen"),
    "comma": ("、", "、", ", ", ", "),
    "colon": ("：", "：", ": ", ": "),
    "stop": ("。", "。", ". ", ". "),
    "accessible text": (
        "全文为可重排文字，带有至条目一级的目录和按层级排列的标题",
        "全文為可重排文字，帶有至條目一級的目錄和按層級排列的標題",
        "All text is reflowable, with a table of contents down to the entry and headings by level",
        "Der ganze Text ist umbrechbar, mit Inhaltsverzeichnis bis zum Eintrag und gestuften"
        " Überschriften",
    ),
    "accessible pages": (
        "印本页码可供定位",
        "印本頁碼可供定位",
        "The page numbers of the print are marked",
        "Die Seitenzahlen des Drucks sind ausgezeichnet",
    ),
    "accessible pictures": (
        "图片均有文字描述",
        "圖片均有文字描述",
        "All pictures are described in words",
        "Alle Bilder sind in Worten beschrieben",
    ),
    "bare pictures": (
        "部分图片只有图注，没有文字描述",
        "部分圖片只有圖註，沒有文字描述",
        "Some pictures have a caption but no description",
        "Manche Bilder haben nur eine Bildunterschrift, keine Beschreibung",
    ),
    "not audited": (
        "未经人工无障碍审核",
        "未經人工無障礙審核",
        "Accessibility was not audited by a person",
        "Die Barrierefreiheit wurde nicht von Menschen geprüft",
    ),
}


class Words:
    """The words in the language that is nearest to `language` (BCP 47), else in English."""

    def __init__(self, language: str) -> None:
        self.language = _nearest(language)
        self._column = LANGUAGES.index(self.language)

    def __getitem__(self, word: str) -> str:
        """The word; KeyError for one that the table lacks."""
        return _TABLE[word][self._column]

    def get(self, word: str, otherwise: str) -> str:
        """The word, or `otherwise` where the table lacks it."""
        return self[word] if word in _TABLE else otherwise

    def page(self, number: str) -> str:
        """What a page of the print is called: 印本第 12 页, Page 12."""
        ending = {"zh-Hans": " 页", "zh-Hant": " 頁"}.get(self.language, "")
        return f"{self['page']} {number}{ending}"


def _nearest(language: str) -> str:
    subtags = language.lower().split("-")
    if subtags[0] in ("zh", "lzh", "cmn", "yue", "wuu"):
        traditional = {"hant", "tw", "hk", "mo"} & set(subtags) or (
            subtags[0] == "lzh" and "hans" not in subtags
        )
        return "zh-Hant" if traditional else "zh-Hans"
    return "de" if subtags[0] == "de" else "en"
