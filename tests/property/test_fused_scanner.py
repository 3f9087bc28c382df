"""The compiled scanner finds what the plain one finds, in any text, and never says nothing where there is something."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection import scanner
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.folding import fold_mapped
from evenhand.detection.fused.scanner import FusedScanner, column
from evenhand.detection.model import Field
from evenhand.detection.scanner import Scanner

NAMES = [
    "Zarqan Front", "ZRQ", "Zarqan", "الفجر الأسود", "قاتل", "Зарқан", "Заркана Армия", "Фронт", "זרקאן", "al-Za'rab",
    "Al Qasr al Kabir", "Black Dawn", "Black Dawn Front", "Black Dawn-Front Wing", "سپیده سیاه", "Siyah Şafak", "Ño Ño",
    "a.b.c", "Qet Group", "Doom", "III Corps", "Ab Cd Ef",
]  # fmt: skip
SCANNER = Scanner.build(
    [AliasEntry(f"e{i}", name, "tr" if "Ş" in name else "fa" if "پ" in name else "") for i, name in enumerate(NAMES)]
    + [AliasEntry("e0", "Zarqan Front", "fa", "weak"), AliasEntry("e7", "Zarqan", "tr", "weak", "person")]
)
FUSED = FusedScanner(SCANNER)
TEXT = st.characters(exclude_categories=("Cs",))
WORDS = [name for full in NAMES for name in (full, *full.split())]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.upper),
    st.sampled_from([" ", "-", "'", ".", ". ", "#", "@", "_", "  ", "\u200b", "\u0640", "://", "و", "لل", "ه", "ами", "s",
                     "free", "now", "4", "0", "1", "а", "о", "ο", "$", "!", "ооо", "aaa", "½", "ﷺ", "ﬁ", "ß", "İ", "\n", "́"]),
    st.sampled_from(["#zrq@x", "#doom! x", "#Zarqan! Front", "al q a s r al kabir", "ab c d ef", "ab c d e f", "ab c ddd ef",
                     "ddd o o m", "d o о m", "n o", "ño n o", "black d a w n", "i i i corps", "iii c o"]),
    st.text(TEXT, max_size=4),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def plain(text: str) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(start, end, tuple(numbers)) for start, end, numbers in SCANNER.walk(text)]


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """A name with look-alikes, digits and repeats in it, among other text."""
    swaps = {
        "a": "аα4@ᴀ",
        "o": "оο0",
        "e": "3еε",
        "i": "1!іι",
        "b": "8в",
        "s": "5$ѕ",
        "r": "г",
        "а": "a4",
        "о": "o0",
        "р": "p",
    }
    name = draw(st.sampled_from(NAMES))
    out = []
    for char in name:
        choice = draw(st.integers(0, 5))
        if choice == 0 and char.lower() in swaps:
            out.append(draw(st.sampled_from(swaps[char.lower()])))
        elif choice == 1:
            out.append(char * draw(st.integers(1, 4)))
        else:
            out.append(char)
    around = st.sampled_from(["", " ", "#", "#free", "@", "the ", "это ", "-", "_", "x", ". ", "1", "https://t.co/"])
    return draw(around) + "".join(out) + draw(around)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.one_of(TEXTS, disguised()), min_size=1, max_size=6))
def test_the_same_names_as_the_plain_scanner(texts: list[str]) -> None:
    data, offsets = column(texts)
    states, found = FUSED.names(data, offsets)
    for number, text in enumerate(texts):
        here = [(int(f[1]), int(f[2]), tuple(FUSED.aliases_at(int(f[4])))) for f in found if f[0] == number]
        if states[number] == 0:
            assert SCANNER.scan(text, Field.TEXT) == [], text
            assert plain(text) == [], text
        elif states[number] == 1:
            assert here == plain(text), text


def every_word(text: str) -> list[tuple[int, int, list[int]]]:
    """The names outside hashtags, begun at every word: the plain scanner passes by the words that begin none."""
    folded, trie, found, position = fold_mapped(text), SCANNER.index.trie, [], 0
    while position < len(folded.tokens):
        best = max(
            (
                (end, -cut, [numbers])
                for word, after in scanner._edges(folded.tokens, position)
                for first, cut in ((word, 0), *SCANNER.index.proclitics.get(word, ()))
                for end, numbers in scanner._follow(scanner._child(trie, first), folded.tokens, after)
            ),
            key=lambda step: step[:2],
            default=None,
        )
        if best:
            token = folded.tokens[position]
            start = folded.starts[token.origin - best[1]] if best[1] else token.start
            found.append((start, folded.tokens[best[0] - 1].end, best[2][0]))
        position = best[0] if best else position + 1
    return found


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXTS, disguised()))
def test_no_word_is_passed_by_that_begins_a_name(text: str) -> None:
    assert list(SCANNER.walk(text)) == every_word(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(TEXTS, disguised()), min_size=1, max_size=6), st.sampled_from(["", "fa", "tr", "en"]))
def test_names_told_are_the_names_found(texts: list[str], lang: str) -> None:
    states, found = FUSED.names(*column(texts))
    for number, text in enumerate(texts):
        places = [(int(f[1]), int(f[2]), FUSED.aliases_at(int(f[4]))) for f in found if f[0] == number]
        if states[number] == 1:
            told = SCANNER.told(text, places)
            assert SCANNER.mentions(told, Field.TEXT, lang=lang) == SCANNER.scan(text, Field.TEXT, lang=lang), text
            assert told.by_language == SCANNER.look(text).by_language and not told.empty


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_handles_are_not_lost(text: str) -> None:
    data, offsets = column([text])
    if FUSED.states(data, offsets, handles=True)[0] == 0:
        assert SCANNER.scan(text, Field.HANDLE) == []
