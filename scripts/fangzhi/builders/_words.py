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
    "recognised": ("识别原作：", "識別原作：", "Recognised as: ", "Erkannt als: "),
    "unsure": ("识别不确定", "識別不確定", "Not surely recognised", "Nicht sicher erkannt"),
    "illegible": ("缺字", "缺字", "Illegible", "Unleserlich"),
    "unclear": ("字迹不清", "字跡不清", "Hard to read", "Schwer lesbar"),
    "back": ("返回正文", "返回正文", "Back to the text", "Zurück zum Text"),
    "note": ("注", "註", "Note", "Anmerkung"),
    "table": ("表", "表", "Table", "Tabelle"),
    "index": ("条目索引", "條目索引", "Index of entries", "Register der Einträge"),
    "index pages": (
        "按拼音排列；数字为印本页码。",
        "按拼音排列；數字為印本頁碼。",
        "The numbers are pages of the print.",
        "Die Zahlen sind Seiten des Drucks.",
    ),
    "index numbers": (
        "按拼音排列；数字依次为分目与条目的序号，如 5.2 是第五分目的第二条。",
        "按拼音排列；數字依次為分目與條目的序號，如 5.2 是第五分目的第二條。",
        "The numbers count sections and entries: 5.2 is the second entry of the fifth section.",
        "Die Zahlen zählen Abschnitte und Einträge: 5.2 ist der zweite Eintrag im fünften"
        " Abschnitt.",
    ),
    "typography": ("排版", "排版", "Typography", "Satz"),
    "widened": (
        "汉字旁的半角标点显示为全角；印本（录文）用半角处在标记中注明，可以还原。",
        "漢字旁的半形標點顯示為全形；印本（錄文）用半形處在標記中註明，可以還原。",
        "Half-width punctuation beside Han characters is shown full-width; the markup says what"
        " the transcription has, so it can be undone.",
        "Halbbreite Satzzeichen neben Han-Zeichen stehen in voller Breite; die Auszeichnung nennt"
        " das Zeichen der Abschrift, es lässt sich also zurücknehmen.",
    ),
    "version": ("制作程序", "製作程式", "Made with", "Hergestellt mit"),
    "digest": (
        "TEI 文件校验值（SHA-256）",
        "TEI 檔案校驗值（SHA-256）",
        "Checksum of the TEI file (SHA-256)",
        "Prüfsumme der TEI-Datei (SHA-256)",
    ),
    "skip": ("跳到正文", "跳到正文", "Skip to the text", "Zum Text"),
    "search": ("检索", "檢索", "Search", "Suche"),
    "link": ("链接到此处", "連結到此處", "Link to this place", "Link zu dieser Stelle"),
    "previous": ("上一处", "上一處", "Previous match", "Voriger Treffer"),
    "next": ("下一处", "下一處", "Next match", "Nächster Treffer"),
    "unfold": ("展开或收起", "展開或收起", "Unfold or fold", "Auf- oder zuklappen"),
    "scan": ("扫描", "掃描", "Scan", "Scan"),
    "scans": ("原页扫描", "原頁掃描", "Scans of the pages", "Scans der Seiten"),
    "scan width": ("适合宽度", "符合寬度", "Fit width", "Ganze Breite"),
    "scan page": ("适合页面", "符合頁面", "Fit page", "Ganze Seite"),
    "scan full": ("原大", "原大", "Full size", "Volle Größe"),
    "scan before": ("上一页", "上一頁", "Previous page", "Vorige Seite"),
    "scan after": ("下一页", "下一頁", "Next page", "Nächste Seite"),
    "scan open": ("打开扫描文件", "打開掃描檔", "Open the scan", "Scan öffnen"),
    "scan none": (
        "此页没有扫描。",
        "此頁沒有掃描。",
        "There is no scan of this page.",
        "Von dieser Seite gibt es keinen Scan.",
    ),
    "scan missing": (
        "找不到扫描文件，或浏览器不能显示：",
        "找不到掃描檔，或瀏覽器不能顯示：",
        "The scan is not there, or this browser cannot show it: ",
        "Der Scan ist nicht da, oder der Browser kann ihn nicht zeigen: ",
    ),
    "scan elsewhere": (
        "扫描不能在此显示，可在别处打开：",
        "掃描不能在此顯示，可在別處打開：",
        "The scan cannot be shown here, but opened elsewhere: ",
        "Der Scan lässt sich hier nicht zeigen, aber anderswo öffnen: ",
    ),
    "close": ("关闭", "關閉", "Close", "Schließen"),
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
    "audited": (
        "经{who}审核，达到 WCAG 2.2 的 {level} 级",
        "經{who}審核，達到 WCAG 2.2 的 {level} 級",
        "Examined by {who}: it reaches level {level} of WCAG 2.2",
        "Geprüft von {who}: Stufe {level} der WCAG 2.2 ist erreicht",
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

    def audited(self, who: str, level: str) -> str:
        """Who examined the accessibility of the book, and what level it reaches."""
        return self["audited"].format(who=who, level=level)


def _nearest(language: str) -> str:
    subtags = language.lower().split("-")
    if subtags[0] in ("zh", "lzh", "cmn", "yue", "wuu"):
        traditional = {"hant", "tw", "hk", "mo"} & set(subtags) or (
            subtags[0] == "lzh" and "hans" not in subtags
        )
        return "zh-Hant" if traditional else "zh-Hans"
    return "de" if subtags[0] == "de" else "en"
