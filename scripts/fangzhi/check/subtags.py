"""Which language, script and region subtags there are, and what is mostly written for them.

Languages of two letters are those of ISO 639-1, scripts those of ISO 15924, regions those of
ISO 3166-1 and UN M.49; all are in the registry of RFC 5646, which has eight thousand languages of
three letters more: of these only those are known that must be written with two.
"""

from __future__ import annotations

Verdict = tuple[str, str] | None  # what is wrong, and what to write instead (or nothing)

_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la
    lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj
    om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905
)
# Codes of three letters for languages that have one of two; those of libraries among them.
_SHORTER = dict(
    pair.split(":")
    for pair in """
    aar:aa abk:ab afr:af amh:am ara:ar arm:hy hye:hy asm:as aze:az baq:eu eus:eu bel:be ben:bn
    bod:bo tib:bo bos:bs bre:br bul:bg bur:my mya:my cat:ca ces:cs cze:cs chi:zh zho:zh chu:cu
    cos:co cym:cy wel:cy dan:da deu:de ger:de dut:nl nld:nl dzo:dz ell:el gre:el eng:en epo:eo
    est:et fao:fo fas:fa per:fa fin:fi fra:fr fre:fr fry:fy geo:ka kat:ka gla:gd gle:ga glg:gl
    grn:gn guj:gu hau:ha heb:he hin:hi hrv:hr hun:hu ice:is isl:is ido:io ind:id ita:it jav:jv
    jpn:ja kal:kl kan:kn kas:ks kaz:kk khm:km kir:ky kor:ko kur:ku lao:lo lat:la lav:lv lit:lt
    ltz:lb mac:mk mkd:mk mal:ml mao:mi mri:mi mar:mr may:ms msa:ms mlg:mg mlt:mt mon:mn nep:ne
    nno:nn nob:nb nor:no oci:oc ori:or oss:os pan:pa pli:pi pol:pl por:pt pus:ps que:qu roh:rm
    ron:ro rum:ro rus:ru san:sa sin:si slk:sk slo:sk slv:sl sme:se snd:sd som:so spa:es sqi:sq
    alb:sq srd:sc srp:sr sun:su swa:sw swe:sv tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tir:ti
    tuk:tk tur:tr uig:ug ukr:uk urd:ur uzb:uz vie:vi vol:vo wln:wa wol:wo xho:xh yid:yi yor:yo
    zha:za zul:zu
    """.split()  # noqa: SIM905
)
# What is written for a language and is none: countries, names, codes of other lists.
_MEANT = dict(
    pair.split(":")
    for pair in """
    cn:zh jp:ja hk:zh sp:es gr:el cz:cs dk:da ua:uk vn:vi gb:en us:en at:de ir:fa il:he lat:la
    chs:zh-Hans cht:zh-Hant jap:ja kur:ku english:en chinese:zh german:de deutsch:de french:fr
    latin:la greek:el japanese:ja korean:ko russian:ru spanish:es italian:it dutch:nl hant:zh-Hant
    hans:zh-Hans
    """.split()  # noqa: SIM905
)
_OLD = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
DECEPTIVE = {"ch": "Chamorro", "tw": "Twi", "kr": "Kanuri", "uk": "Ukrainian"}

_SCRIPTS = frozenset(
    """
    adlm afak aghb ahom arab aran armi armn avst bali bamu bass batk beng bhks blis bopo brah brai
    bugi buhd cakm cans cari cham cher chis chrs cirt copt cpmn cprt cyrl cyrs deva diak dogr dsrt
    dupl egyd egyh egyp elba elym ethi gara geok geor glag gong gonm goth gran grek gujr gukh guru
    hanb hang hani hano hans hant hatr hebr hira hluw hmng hmnp hntl hrkt hung inds ital jamo java
    jpan jurc kali kana kawi khar khmr khoj kitl kits knda kore kpel krai kthi lana laoo latf latg
    latn leke lepc limb lina linb lisu loma lyci lydi mahj maka mand mani marc maya medf mend merc
    mero mlym modi mong moon mroo mtei mult mymr nagm nand narb nbat newa nkdb nkgb nkoo nshu ogam
    olck onao orkh orya osge osma ougr palm pauc pcun pelm perm phag phli phlp phlv phnx piqd plrd
    prti psin ranj rjng rohg roro runr samr sara sarb saur seal sgnw shaw shrd shui sidd sidt sind
    sinh sogd sogo sora soyo sund sunu sylo syrc syre syrj syrn tagb takr tale talu taml tang tavt
    tayo telu teng tfng tglg thaa thai tibt tirh tnsa todr tols toto tutg ugar vaii visp vith wara
    wcho wole xpeo xsux yezi yiii zanb zinh zmth zsye zsym zxxx zyyy zzzz
    """.split()  # noqa: SIM905
)
_REGIONS = frozenset(
    """
    aa ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo
    bq br bs bt bu bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cp cq cr cs cu cv cw cx cy cz dd
    de dg dj dk dm do dz ea ec ee eg eh er es et eu ez fi fj fk fm fo fr fx ga gb gd ge gf gg gh gi
    gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ic id ie il im in io iq ir is it je jm jo jp
    ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm
    mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nt nu nz om pa pe pf pg ph
    pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st
    su sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tp tr tt tv tw tz ua ug um un us uy uz va vc
    ve vg vi vn vu wf ws yd ye yt yu za zm zr zw zz
    """.split()  # noqa: SIM905
)
_COUNTRIES = {"uk": "GB", "en": "GB", "eng": "GB", "ja": "JP", "ko": "KR", "zh": "CN"}
_WRITINGS = {"simp": "Hans", "trad": "Hant", "chin": "Hani", "hanz": "Hani", "japn": "Jpan"}


def wrong_language(subtag: str) -> Verdict:
    """What is wrong with a language subtag; None where nothing is known to be."""
    own, *extended = subtag.lower().split("-")
    if not extended and own in _MEANT and own not in _SHORTER:
        return f"there is no language {own}", _MEANT[own]
    if own in _SHORTER:
        return f"the language {own} is written with two letters", _SHORTER[own]
    if own in _OLD:
        return f"the code {own} was withdrawn", _OLD[own]
    if len(own) == 3 or (len(own) == 2 and own in _TWO_LETTERS):
        return None
    return f"there is no language {own}", ""


def wrong_script(subtag: str) -> Verdict:
    """What is wrong with a script subtag; None where nothing is."""
    own = subtag.lower()
    if own in _SCRIPTS or "qaaa" <= own <= "qabx":
        return None
    return f"there is no script {subtag}", _WRITINGS.get(own, "")


def wrong_region(subtag: str) -> Verdict:
    """What is wrong with a region subtag; None where nothing is."""
    own = subtag.lower()
    private = "qm" <= own <= "qz" or "xa" <= own <= "xz"
    if own in _REGIONS or own.isdigit() or private:
        return None
    return f"there is no region {subtag}", _COUNTRIES.get(own, "")
