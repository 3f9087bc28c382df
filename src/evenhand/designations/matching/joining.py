"""How the words of a name are put together: what falls out, what makes one word, which other reading a word has.

Rules of naming customs, each with its example; the words themselves are data (`lexicon`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from evenhand.designations.matching.lexicon import Lexicon, lexicon, meaning_key, meaning_of, spelled
from evenhand.designations.matching.plain import GERESH

# An article takes the first sound of the word after it: ash-Sham, ur-Rahman. Others ("Jong-un") are no articles.
_ASSIMILATED: Final = re.compile("^[aeu](s|sh|n|r|t|z|d|ch)$")


_LETTER: Final = 6  # letters that the name of a letter has, at most and one more
_UR: Final = re.compile(r"(\w{3,})ur (r[ae]h[iae]?m[ae]n)")  # Zia-ur-Rahman, written Ziaur Rahman


def person_words(text: str) -> list[str]:
    """The words of a person's folded name that count, joined where several make one name."""
    table, raw = lexicon(), (_UR.sub(r"\1 \2", text) if "ur r" in text else text).split()
    if not text.isascii():
        raw = [spelled(word) for word in raw]
        raw = [table.letters.get(word, word) if len(word) < _LETTER else word for word in raw] if len(raw) > 2 else raw
    if len(raw) == 3 and raw[2][-1] in _PATRONYMIC_ENDS and _patronymic_last(raw):
        raw = [raw[1], raw[2], raw[0]]  # Orlov Sergei Viktorovich, as forms have it
    if table.joining.isdisjoint(raw):
        return raw
    kept = [word for place, word in enumerate(raw) if not _falls_out(table, raw, place)]
    found = _joined(table, kept or raw)
    if len(found) == 1 and len(raw) > 1:  # Sheikh Abdullah: the title is half of the name
        return _joined(table, [word for word in raw if word not in table.son_of and word not in table.articles] or raw)
    return found


def _falls_out(table: Lexicon, raw: Sequence[str], place: int) -> bool:
    word = raw[place]
    if word in table.son_of:  # Ben is a given name, too, and Ten a family's
        return not (word == "ben" and place == 0) and (place < len(raw) - 1 or place == 0 or word.startswith("b"))
    if word in table.articles:
        taken = _ASSIMILATED.match(word)
        return taken is None or (place + 1 < len(raw) and raw[place + 1].startswith(taken[1]))
    if place < len(raw) - 1 and raw[place + 1] in table.tail:
        return False
    if place == len(raw) - 1:
        return place > 0 and word in table.titles_after
    return word in table.titles or word in table.titles_after


def _joined(table: Lexicon, words: Sequence[str]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        after = words[place + 1] if place + 1 < len(words) else ""
        if after and (word in table.servant or word in table.kunya):
            found.append((_servant_root(word) if word in table.servant else word) + _without_article(after))
            place += 1
        elif found and word in table.tail:
            found[-1] += word
        elif found and word in table.faith:
            found[-1] += "دين" if _arabic(word) else "дин" if _cyrillic(word) else "din"
        elif found and word in table.god:
            found[-1] += "له" if _arabic(word) else "лах" if _cyrillic(word) else "lah"
        else:
            found.append(word)
        place += 1
    return found


def _servant_root(word: str) -> str:
    return "абд" if _cyrillic(word) else word[:3] if not word.isascii() else "abd"


def _arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


def _cyrillic(word: str) -> bool:
    return "\u0400" <= word[0] <= "\u04ff"


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


_Rule = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]
# One word that is written as several elsewhere, brought to the form that the several take when joined.
_LATIN_SERVANT: Final = re.compile(
    "^[ae]bd[aeiou]?(?:l(?=.{3})|r(?=r)|sh(?=sh)|s(?=s)|n(?=n)|z(?=z)|d(?=d)|t(?=t))(.+)$"
)
_LATIN_FAITH: Final = re.compile("^(.{2,}?)[aeiou][ld]d(?:in|een|ine|ien|yn)$")
_LATIN_GOD: Final = re.compile("^(.{3,}?)[aeou]ll[aeo]h$")
_PERSON_RULES: Final[tuple[_Rule, ...]] = (
    (re.compile("^абд[уеао]?(?:ль|л(?=.{3})|р(?=р)|с(?=с)|н(?=н)|з(?=з)|д(?=д)|т(?=т))(.+)$"), r"абд\1"),
    (re.compile("^عبدال(.{2,})$"), r"عبد\1"),
    (re.compile("^(.{2,}?)[уеао][лд]ь?дин$"), r"\1дин"),
    (re.compile("^(.{2,})الد[يی]ن$"), r"\1دين"),
    (re.compile("^(.{2,})الل[هہ]$"), r"\1له"),
)
_ABJAD_ARTICLE: Final = re.compile("^ال(.{2,})$")


def plain_reading(word: str, person: bool) -> str:
    """The form of a word whose sounds are compared: عبدالرحمن as عبد and رحمن, القحطاني without its article."""
    if word.isascii():
        return _latin_reading(word) if person and len(word) > 4 else word
    if person:
        for pattern, put in _PERSON_RULES:
            word = pattern.sub(put, word)
    article = _ABJAD_ARTICLE.match(word)
    return (article[1] if article else word).replace(GERESH, "'")


def _latin_reading(word: str) -> str:
    if word[1:3] == "bd":
        word = _LATIN_SERVANT.sub(r"abd\1", word)
    if word[-1] in "ne":
        return _LATIN_FAITH.sub(r"\1din", word)
    return _LATIN_GOD.sub(r"\1lah", word) if word[-1] == "h" else word


# What many names share, with the letters it ends in (a quick look before the pattern).
_FRAMES: Final = (
    ("", "^(?:abd|عبد|абд|עבד)(.{2,})$"),  # servant of
    ("nнنן", "^(.{2,})(?:din|د[يی]ن|дин|דין)$"),  # of the faith
    ("hهہх", "^(.{3,})(?:lah|ل[هہ]|лах)$"),  # of God
    (
        "hczaча",
        "^(.{2,}?)(?:[iyj]*[eoa]vi[ct]?[czh]+|[iyj]*[eoa](?:vn|un)a|[ьйи]*[оеёаіє]в[иіi]ч|[ьйи]*[оеёаіє][вў]на|івна)$",
    ),
    ("vafwваў", "^(.{3,}?)(?:[iyj]?[oe](?:va?|ff|w)|[оеё]ва?|аў|еў)$"),  # Ivanov, Ivanova
    ("naна", "^(.{3,}?)(?:[iy]na?|[иы]на?)$"),
    ("yiaйяі", "^(.{2,}?)(?:sk(?:iy|ii|yy|yi|y|i|aya|aia|aja|a)|ск(?:ий|ая|ой|і|ая))$"),
    ("oaоа", "^(.{3,}?)(?:enko|енко|енка|enka)$"),
)
_BEGIN: Final = ("abd", "عبد", "абд", "עבד")
_SERVANT: Final = re.compile(_FRAMES[0][1])
_BY_END: Final = {
    end: tuple((number, re.compile(pattern)) for number, (ends, pattern) in enumerate(_FRAMES, 1) if end in ends)
    for end in frozenset("".join(ends for ends, _ in _FRAMES))
}


def framed(word: str) -> tuple[int, str]:
    """Which frame that many names share a plain reading has (its place in `_FRAMES`, from 1), and what it frames.

    `abdrahman` and `abdmanan` differ in all that tells them apart. 0 and an empty text when there is no frame.
    """
    if word.startswith(_BEGIN):
        found = _SERVANT.match(word)
        if found:
            return 1, found[1]
    for number, pattern in _BY_END.get(word[-1:], ()):
        found = pattern.match(word)
        if found:
            return number, found[1]
    return 0, ""


_OTHER: Final[tuple[_Rule, ...]] = (
    (re.compile("^[ae]l([bcdfghjkmnpqrstvwxyz].{3,})$"), r"\1"),  # Alqahtani
    (re.compile("^[ae](?:sh(?=sh)|s(?=s)|r(?=r)|n(?=n)|z(?=z)|d(?=d)|t(?=t))(.{4,})$"), r"\1"),  # Annajrani
    (re.compile("^(.*[aeiou]z)(h[aeiou].*)$"), "\\1\u0640\\2"),  # Azhar: z and h, not the one sound zh
    (re.compile("^(is)(ha[qk].*)$"), "\\1\u0640\\2"),  # Ishaq
    (re.compile("^b[ei]n(.{4,})$"), r"\1"),  # Bensalah, بن صالح
    (re.compile("^(.{3,})ul$"), r"\1"),  # Nurul Amin, نور الامين
    (re.compile("^س[يی]د(.{3,})$"), r"\1"),  # سیدحسین
    (re.compile("^אל(.{4,})$"), r"\1"),
    (re.compile("^ה(.{4,})$"), r"\1"),
    (re.compile("^и?аль(.{4,})$"), r"\1"),
)
# Of bodies: places as adjectives (Саратовский, Saratovskaya: Saratov; Ижевский: Izhevsk, which keeps its -sk).
_OF_PLACES: Final[tuple[_Rule, ...]] = (
    (re.compile("^(.{3,}[сц])к(?:ий|ая|ое|ого|ой|ому|их|им|і|ае|ага|ай)$"), r"\1к"),
    (re.compile("^(.{3,})[сц]к$"), r"\1"),
    (re.compile("^(.{3,}s)k(?:iy|ii|yy|yi|y|i|aya|aia|aja|oe|oye|oie|ogo|oy|oi|e|a)$"), r"\1k"),
    (re.compile("^(.{4,})sk$"), r"\1"),
)


def other_reading(word: str, person: bool) -> str:
    """Another word that this one may be, or an empty text: with its article split off, or left on (الياس is Elias)."""
    if len(word) < 5 and not (len(word) == 4 and word.startswith("ال")):
        return ""
    if not person and ("ск" in word or "цк" in word or "sk" in word):
        for pattern, put in _OF_PLACES:
            if pattern.match(word):
                return pattern.sub(put, word)
    if word[0] not in "aeiاאהиаbس" and "zh" not in word and not word.endswith("ul"):
        return ""
    if _ABJAD_ARTICLE.match(word):
        return "\u0640" + word  # the same word behind a sign without sound, so that its article stays
    for pattern, put in _OTHER:
        if pattern.match(word) and (person or not word.startswith("ה")):
            return pattern.sub(put, word)
    return ""


_PATRONYMIC: Final = re.compile(
    "(?:[oe]vi[ct]?[czh]+|[oey]vna|ovi[cč]|i[ck]hna|inichna|[ое]вич|[ое]вна|ич?на|ьич|йович|[иі]вна)$"
)


_PATRONYMIC_ENDS: Final = "hczčaча"


def _patronymic_last(raw: Sequence[str]) -> bool:
    return is_patronymic(raw[2]) and not is_patronymic(raw[0]) and not is_patronymic(raw[1])


def is_patronymic(word: str) -> bool:
    """Whether a word is an East Slavic father's name by its ending (Viktorovich, Викторовна)."""
    return len(word) > 5 and word[-1] in _PATRONYMIC_ENDS and _PATRONYMIC.search(word) is not None


def organisation_words(text: str) -> list[str]:
    """The words of an organisation's folded name that count; single letters in a row are one acronym (A.B.C.)."""
    table = lexicon()
    found: list[str] = []
    letters = ""
    raw = text.split()
    for word in raw if table.phrases.keys().isdisjoint(raw) else _without_phrases(table, raw):
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        found += [letters] if letters else []
        letters = ""
        if word in table.expand and len(raw) > 1:
            found += table.expand[word]
        elif word not in table.empty:
            found.append(_stripped(table, word))
    found += [letters] if letters else []
    return [word for word in found if word not in table.empty] or text.split()


def _without_phrases(table: Lexicon, raw: Sequence[str]) -> list[str]:
    """The words, phrases read as what they stand for; all of them when nothing would be left."""
    found: list[str] = []
    place = 0
    while place < len(raw):
        for phrase, put in table.phrases.get(raw[place], ()):
            if tuple(raw[place : place + len(phrase)]) == phrase:
                found += put
                place += len(phrase)
                break
        else:
            found.append(raw[place])
            place += 1
    return found or list(raw)


_ARTICLE_FROM: Final = 4  # letters of a Hebrew word that may begin with an article, at least one more


def _stripped(table: Lexicon, word: str) -> str:
    """A word without what Arabic and Hebrew write onto it (و, ب, ל, ה), where the rest is a word of known meaning."""
    if word.isascii() or meaning_key(word) in table.meanings:
        return word
    for cut in (1, 2, 3):
        if len(word) > cut + 2 and word[:cut] in _PREFIXES and meaning_key(word[cut:]) in table.meanings:
            return word[cut:]
    if word[0] == "ה" and len(word) > _ARTICLE_FROM and meaning_of(table, word) < 0 <= meaning_of(table, word[1:]):
        return word[1:]
    return word


_PREFIXES: Final = frozenset(
    {"و", "ب", "ل", "لل", "ك", "ف", "ول", "وال", "بال", "ה", "ו", "ב", "ל", "של", "וה", "בה", "לה"}
)
