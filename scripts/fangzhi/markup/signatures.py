"""Signatures: who signs a division, and what only looks like a name in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangzhi.markup.profile import Profile
from fangzhi.markup.text import han_share, in_brackets, is_date, last_bracket, unbroken

# The commonest surnames, simplified and traditional: some 99 of 100 people bear one of them.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳"
    "欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧"
    "闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚"
    "皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦"
    "戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展"
    "阴昝智幸奉植衡富尧闭由張劉陳楊黃趙吳孫馬鄭許韓馮鄧蕭袁於蔣葉蘇魏呂盧鍾譚陸範賈韋鄒閻龍賀顧龔邵萬錢嚴湯龐顏莊聶"
    "魯歐關蘭寧紀畢單塗穀駱藍遊華饒時農簡車項連麥婁竇黨宮費衛應閔鄔邊師榮叢鞏遲鄺談樂儲勞諶蘭滿聞厲區闞權強帥蓋練豐國"
)
COMPOUND = (
    "欧阳",
    "司徒",
    "上官",
    "诸葛",
    "司马",
    "皇甫",
    "慕容",
    "东方",
    "尉迟",
    "公孙",
    "令狐",
    "夏侯",
    "歐陽",
    "諸葛",
    "司馬",
)
LONGEST_CLOSING = 120  # characters of a signature without brackets
LONGEST_NAME = 4  # Han characters of a person's name without a middle dot

_HAN_NAME = re.compile(r"[\u3400-\u9fff〇]{2,4}|[\u3400-\u9fff]{1,8}[·•・][\u3400-\u9fff]{1,8}")
_ALL_HAN = re.compile(r"[\u3400-\u9fff〇\U00020000-\U0003ffff]+")
_PARTICLES = r"(?:and|und|of|the|for|to|von|van|de|der|des|zu|zur|für|im|in)"
LATIN_NAME = re.compile(rf"[A-ZÄÖÜ][\w.’'-]*(?: (?:{_PARTICLES} )*[A-ZÄÖÜ][\w.’'-]*){{0,5}}")
_INITIAL = re.compile(r"(?:^|\s)[A-ZÄÖÜ]\.")
_HONORIFIC = re.compile(r"(?:Dr|Mr|Mrs|Ms|Miss|Sir|Rev|Frau|Herr|Prof)\b")
_AND = re.compile("^(?:and|und) ")
_QUOTED = re.compile("《[^》]*》")
_LINE_END = re.compile(r"(?<=[\u3400-\u9fff])\n\s*(?=[\u3400-\u9fff])")  # it may break a name
_DEGREE = re.compile(r"(?:(?:M|Ph|D|LL|Litt|Sc)\. ?D|[BM]\. ?(?:A|Sc)|R\. ?N|D\. ?D|C\. ?E)\.?")
_FORMULA = re.compile(  # what a signature may begin with
    r"(?:(?:(?:Most )?Respectfully(?: submitted| yours)?|Yours (?:faithfully|truly|sincerely)"
    r"|All of which is respectfully submitted|Signed|gez\.|Gez\.|Im Auftrage?|i\. ?A\.)[,:.]?"
    r"|(?:By order of|Für (?:den|die|das)|Namens (?:des|der)) [^,:]+[,:])(?:\s+|$)"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十百〇零]+")


def signed_names(text: str, profile: Profile) -> list[tuple[str, bool]]:
    """(name, whether it is an organisation's) for each name of a signature without brackets.

    Empty when `text` is no list of names.
    """
    text = _FORMULA.sub("", _without_label(unbroken(text), profile), count=1)
    return _names_in(text, profile) or _names_in(_LINE_END.sub("", text), profile)


def _names_in(text: str, profile: Profile) -> list[tuple[str, bool]]:
    words = [
        word
        for word in _split_names(text, profile)
        if not (word in profile.signature.words or _is_beside(word))
    ]
    if not words or any(_is_never(word, profile) for word in words):
        return []
    latin = han_share(text) == 0
    if latin and not _has_latin_signs(text, profile):
        return []
    names = []
    for word in words:
        person = (LATIN_NAME if han_share(word) == 0 else _HAN_NAME).fullmatch(word)
        office = is_office(word, profile) and _ends_in(word, profile)
        if not person and not office:
            return []
        names.append((word, office or (latin and _is_title(word, profile))))
    persons = [name for name in names if not name[1]]
    # What somebody is (Town Clerk) is no name beside theirs; alone it is that of an office.
    return persons if latin and persons else names


def _is_beside(word: str) -> bool:
    """Whether a word beside names says when they signed, or what degree somebody has."""
    return (is_date(word) and not word.isdigit()) or _DEGREE.fullmatch(word) is not None


def _without_label(text: str, profile: Profile) -> str:
    """A list of names without the word beside it that says what they did: 撰稿：陆一帆."""
    label, colon, names = text.replace("：", ":").partition(":")
    if colon and names.strip() and label.strip() in profile.signature.words:
        return text[len(label) + 1 :].strip()
    # 本报记者 ends in 记者: the longest counts.
    word = max(filter(text.endswith, profile.signature.words), key=len, default="")
    return text.removesuffix(word).rstrip() or text


def is_labelled(text: str, profile: Profile) -> bool:
    """Whether a word for what authors do stands beside the names in a text."""
    return _without_label(text, profile) != text


def _is_never(word: str, profile: Profile) -> bool:
    """Whether a word in brackets is known to name nobody: 续, continued, a number."""
    return word in profile.signature.never or bool(_NUMERAL.fullmatch(word))


def _has_latin_signs(text: str, profile: Profile) -> bool:
    return bool(
        _INITIAL.search(text)
        or _HONORIFIC.search(text)
        or any(_ends_in(word, profile) for word in re.split(r"[\s,;/&]+", text))
    )


def _is_title(word: str, profile: Profile) -> bool:
    """Whether Latin words say what somebody is, or what office it was: Town Clerk."""
    return not _INITIAL.search(word) and not _HONORIFIC.search(word) and _ends_in(word, profile)


def _ends_in(word: str, profile: Profile) -> bool:
    return word.endswith(profile.signature.offices) if profile.signature.offices else False


def is_office(name: str, profile: Profile) -> bool:
    """Whether a name is that of an office: by its ending, or because no person's is as long."""
    name = _QUOTED.sub("", name) or name  # 《芸溪年鉴》编辑部
    if not _ALL_HAN.fullmatch(name):
        return False
    if len(name) > LONGEST_NAME:
        return True
    ends = bool(profile.signature.offices) and name.endswith(profile.signature.offices)
    return ends and (len(name) > 3 or (len(name) == 3 and not has_surname(name)))


def has_surname(name: str) -> bool:
    """Whether a name in Han characters begins with a surname."""
    return name[0] in SURNAMES or name.startswith(COMPOUND)


def _split_names(text: str, profile: Profile) -> Iterator[str]:
    """The words of a list of names: blanks part Han names, but belong to Latin ones.

    A name of two characters is often spaced out to the width of three (沈　二): it is one word.
    """
    marks = "".join(mark for mark in profile.signature.separators if not mark.isspace())
    for piece in re.split(f"[{re.escape(marks)}]", text) if marks else [text]:
        if han_share(piece) == 0:
            yield from filter(None, [_AND.sub("", " ".join(piece.split()))])
            continue
        first = ""
        for word in piece.split():
            if len(word) > 1 or first:
                yield first + word if len(word) == 1 else first or word
                if first and len(word) > 1:
                    yield word
                first = ""
            else:
                first = word
        if first:
            yield first


def is_signature(text: str, profile: Profile) -> bool:
    """Whether the whole of `text` is one or more names in brackets."""
    inner = in_brackets(text, profile.signature.brackets)
    return (
        inner is not None
        and len(text) <= profile.signature.longest
        and bool(signed_names(inner, profile))
    )


def is_signing(text: str, profile: Profile) -> bool:
    """Whether the whole of `text` is names without brackets that sign: persons with an office or
    initials, names beside a word for what they did, an office.
    """
    if len(text) > LONGEST_CLOSING or not profile.signature.offices:
        return False
    bare = text.rstrip(".")
    formula = _FORMULA.match(bare + " ")
    if formula and not bare[formula.end() :].strip():
        return True
    names = signed_names(bare, profile)
    if not names:
        return False
    if han_share(bare) > 0:
        offices = all(office for _, office in names)
        return bool(formula) or is_labelled(bare, profile) or offices
    return len(bare.split()) > 1


def closing_signature(text: str, profile: Profile) -> int:
    """Where the signature begins that stands at the end of the last line of `text`; else 0.

    It follows a finished sentence; and as so much else can stand there in brackets, each name is
    that of an office, or has a surname that people bear.
    """
    start = last_bracket(text, profile.signature.brackets)
    if start <= 0 or len(text) - start > profile.signature.longest:
        return 0
    before = text[:start].rstrip()
    bare = before.rstrip("".join(profile.paragraph.closers - profile.paragraph.ends))
    if not bare or bare[-1] not in profile.paragraph.ends:
        return 0
    names = signed_names(text[start + 1 : -1], profile)
    trusted = all(office or han_share(name) == 0 or has_surname(name) for name, office in names)
    return start if names and trusted else 0
