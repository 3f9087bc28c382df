"""The scanner: names in many spellings, never a blind substring, and weak names only with support."""

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Field, Mention
from evenhand.detection.scanner import Scanner

ENTRIES = [
    AliasEntry("bdf", "Black Dawn Front"),
    AliasEntry("bdf", "BDF"),
    AliasEntry("bdf", "الفجر الأسود", "ar"),
    AliasEntry("bdf", "Siyah Şafak", "tr"),
    AliasEntry("bdf", "سپیده سیاه", "fa"),
    AliasEntry("zar", "Zarqan", "en"),
    AliasEntry("zar", "זרקאן", "he"),
    AliasEntry("zar", "Зарқан Зарканта"),
    AliasEntry("zar", "Заркана", "ru"),
    AliasEntry("zar", "Al-Za'rab"),
    AliasEntry("xyz", "XYZ"),
    AliasEntry("hms", "همسة", "ar", "weak"),
    AliasEntry("hms", "Hamsa Brigades"),
    AliasEntry("let", "QeT", "", "weak"),
    AliasEntry("qtl", "قاتل", "ar"),
    AliasEntry("kv", "VASIR, Karim", kind="person"),
    AliasEntry("kv", "Vasir", kind="person"),
    AliasEntry("lq", "Lost", strength="low_quality"),
    AliasEntry("two", "Zarqan", "tr"),
]
SCANNER = Scanner.build(ENTRIES)


def scan(text: str, where: Field = Field.TEXT) -> list[Mention]:
    mentions = SCANNER.scan(text, where)
    for mention in mentions:
        assert text[slice(*mention.span)] == mention.quote
    return mentions


@pytest.mark.parametrize(
    ("text", "quote", "disguise"),
    [
        ("the Black Dawn Front said", "Black Dawn Front", ""),
        ("BLACK DAWN FRONT said", "BLACK DAWN FRONT", ""),
        ("black-dawn-front", "black-dawn-front", ""),
        ("blackdawnfront wins", "blackdawnfront", "joined"),
        ("Bl\u200back Da\u200dwn Front", "Bl\u200back Da\u200dwn Front", "zero_width"),
        ("Ｂｌａｃｋ Dawn Front", "Ｂｌａｃｋ Dawn Front", "styled_letters"),
        ("Z a r q a n", "Z a r q a n", "spaced_out"),
        ("Z.a.r.q.a.n", "Z.a.r.q.a.n", "spaced_out"),
        ("Zar*qan", "Zar*qan", "separators"),
        ("the anti-Zarqan front", "Zarqan", ""),
        ("Zarqan's men", "Zarqan", ""),
        ("al Zarab and", "al Zarab", ""),
        ("Alzarab", "Alzarab", "joined"),
        ("al-Za‘rab", "al-Za‘rab", ""),
        ("قوات الفجر الأسود", "الفجر الأسود", ""),
        ("قوات الفـجر الأسود", "الفـجر الأسود", "tatweel"),
        ("والفجر الأسود", "الفجر الأسود", ""),
        ("بالفجر الأسود", "الفجر الأسود", ""),
        ("للفجر الأسود", "للفجر الأسود", ""),
        ("سپیده‌سیاه", "سپیده‌سیاه", ""),
        ("سپیده سیاه‌ها", "سپیده سیاه‌ها", ""),
        ("לזרקאן", "זרקאן", ""),
        ("והזרקאן", "זרקאן", ""),
        ("бойцы Зарканой", "Зарканой", ""),
        ("о Заркане", "Заркане", ""),
        ("Siyah Şafaktan haber", "Siyah Şafaktan", ""),
        ("Siyah Şafak'ın lideri", "Siyah Şafak'ın", ""),
        ("#FreeXYZnow", "XYZ", "hashtag"),
        ("#freezarqan", "zarqan", "hashtag"),
        ("@zarqan_media", "zarqan", ""),
        ("XYZ'nin", "XYZ", ""),
        ("Karim Vasir spoke", "Karim Vasir", ""),
        ("Zаrqаn said", "Zаrqаn", "homoglyph"),  # Cyrillic а
        ("Заpкaна тут", "Заpкaна", "homoglyph"),  # Latin p and a
        ("ꜱɪʏᴀʜ ꜱᴀꜰᴀᴋ", "ꜱɪʏᴀʜ ꜱᴀꜰᴀᴋ", "homoglyph"),
        ("Z4rq4n men", "Z4rq4n", "leetspeak"),
        ("Z@rq4n men", "Z@rq4n", "leetspeak"),
        ("z 4 r q 4 n", "z 4 r q 4 n", "leetspeak"),
        ("#Z4rq4n", "Z4rq4n", "leetspeak"),
        ("Zarqaaaan yes", "Zarqaaaan", "repeated_letters"),
        ("الفجرررر الأسود", "الفجرررر الأسود", "repeated_letters"),
    ],
)
def test_found(text: str, quote: str, disguise: str) -> None:
    mentions = [m for m in scan(text) if m.entity_id != "two"]
    assert [(m.quote, m.disguise, m.weak) for m in mentions] == [(quote, disguise, False)]


@pytest.mark.parametrize(
    "text",
    [
        "مقاتل شجاع",
        "xyz abc",
        "#relaxyzone",
        "Zarqanite",
        "https://t.co/z4rq4n",
        "covid19 F16 4x4 mp3 sooo good",
        "XYYYZ X4Z",
        "black dawn",
        "Lost things",
        "Zar qan",
        "Qet",
        "qet me in",
        "",
        "#",
        "@",
    ],
)
def test_not_found(text: str) -> None:
    assert scan(text) == []


def test_a_proclitic_is_taken_off_only_whole() -> None:
    assert [m.quote for m in scan("وقاتل")] == ["قاتل"]
    assert scan("تقاتل") == []


@pytest.mark.parametrize(
    ("text", "weak", "support"),
    [
        ("همسة في أذني", True, "weak name"),
        ("مقاتلو همسة في المدينة", False, "near: مقاتلو"),
        ("همسة ... Hamsa Brigades", False, "another name: Hamsa Brigades"),
        ("Black Dawn Front Street 5", True, "part of another name: …Street"),
        ("My son Karim Vasir Jones won the spelling bee", True, "part of a longer name"),
        ("Karim Vasir Arrested At The Border", False, ""),
        ("Dr. Vasir my dentist", True, "weak name of a person"),
        ("Karim Vasir spoke; Vasir left", False, "another name: VASIR, Karim"),
        ("QeT militants", False, "near: militants"),
    ],
)
def test_support(text: str, weak: bool, support: str) -> None:
    doubtful = [m for m in scan(text) if m.support] or scan(text)
    assert (doubtful[0].weak, doubtful[0].support) == (weak, support)


def test_lower_case_words_in_a_text_that_uses_capitals_are_doubted() -> None:
    (mention,) = scan("The black dawn front of the storm will reach Paris by noon")
    assert mention.weak
    (mention,) = scan("black dawn front are on their way")
    assert not mention.weak


def test_one_name_of_two_entities_gives_both() -> None:
    assert [m.entity_id for m in scan("Zarqan")] == ["two", "zar"]


def test_known_elsewhere_supports() -> None:
    assert SCANNER.scan("همسة", Field.TEXT, frozenset({"hms"}))[0].support == "named elsewhere in the post"


def test_the_language_chooses_between_entries_spelt_alike() -> None:
    scanner = Scanner.build([AliasEntry("h", "هماس", "ar", "weak"), AliasEntry("h", "هماس", "ur")])
    assert [scanner.scan("هماس", Field.TEXT, lang=lang)[0].weak for lang in ("ar", "ur", "fa")] == [True, False, True]


def test_handles() -> None:
    (mention,) = [m for m in scan("zarqanfighters", Field.HANDLE) if m.entity_id == "zar"]
    assert (mention.quote, mention.span) == ("zarqan", (0, 6))


def test_order_of_entries_does_not_matter() -> None:
    text = "Zarqan BDF #FreeXYZnow الفجر الأسود Karim Vasir"
    assert Scanner.build(reversed(ENTRIES)).scan(text, Field.TEXT) == scan(text)


def test_longest_name_wins() -> None:
    scanner = Scanner.build([AliasEntry("a", "Iron Guard"), AliasEntry("b", "Real Iron Guard")])
    assert [m.entity_id for m in scanner.scan("the Real Iron Guard and the Iron Guard", Field.TEXT)] == ["b", "a"]


LONG = Scanner.build(
    [
        AliasEntry("iso", "Green Heron"),
        AliasEntry("isoy", "Green Heron of the Yellow Coast"),
        AliasEntry("de", "Frente de la Garza", "es"),
        AliasEntry("ghf", "GHF", "", "weak", context=("Atlantis", "أطلنطس", "Атлантида")),
        AliasEntry("pkx", "PKX"),
        AliasEntry("phrase", "Green Group", "", "weak"),
    ]
)


def long(text: str) -> list[tuple[str, str, str]]:
    return [(m.entity_id, m.quote, m.disguise) for m in LONG.scan(text, Field.TEXT) if not m.weak]


@pytest.mark.parametrize(
    ("text", "entity", "disguise"),
    [
        ("the Green Heron of the Yellow Coaaast said", "isoy", "repeated_letters"),  # not only the short name in it
        ("the Gr33n H3r0n 0f 7h3 Y3ll0w C0457 said", "isoy", "leetspeak"),  # words of digits alone beside others
        ("F.r.e.n.t.e d.e l.a G.a.r.z.a", "de", "spaced_out"),
        ("F r e n t e   d e   l a   G a r z a", "de", "spaced_out"),
        ("they say РKХ here", "pkx", "homoglyph"),  # three letters of two scripts
        ("بيان عن PKX في المدينة اليوم", "pkx", ""),  # nothing else here could be in capitals
    ],
)
def test_long_and_short_names_in_disguise(text: str, entity: str, disguise: str) -> None:
    assert [(e, d) for e, _, d in long(text)] == [(entity, disguise)]


@pytest.mark.parametrize(
    "text", ["in 0457 the Green Her0n2", "flight 0f 7h3", "order PK8 or P4X", "EVERYBODY SHOUTS PKX IN THIS TEXT"]
)
def test_digits_and_shouting_are_no_names(text: str) -> None:
    assert long(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "GHF was seen in Atlantis",
        "GHF ... وأطلنطس",
        "о GHF в Атлантиде",
        "a spokesman for GHF",
        "Green Group denied responsibility",
    ],
)
def test_own_places_and_news_of_bodies_support_a_weak_name(text: str) -> None:
    assert long(text)


@pytest.mark.parametrize(
    "text",
    [
        "GHF was seen in Lemuria",
        "A green heron of the Yellow kind, a Bird",
        "the Green group of pupils denied it",
        "Green Group photo",
    ],
)
def test_other_places_and_ordinary_words_do_not(text: str) -> None:
    assert [m for m in LONG.scan(text, Field.TEXT) if not m.weak] == []
