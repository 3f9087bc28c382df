"""Which language a short text is in: what was given, else script, frequent words, and a statistical model for the rest.

`und` when it cannot tell. Romanised Arabic, Persian and Urdu are recognised as such and not supported (DESIGN.md,
decision 14). Whether a language has cues is `kernel.languages.SUPPORTED`'s to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from evenhand.detection.folding import fold
from evenhand.detection.resources import read_yaml
from evenhand.kernel.languages import SUPPORTED, script_of, script_of_char

UNDETERMINED: Final = "und"
_SAMPLE: Final = 600  # code points read: enough to tell, and a bound on hostile input
SCRIPT_SAMPLE: Final = 160
_LONGEST_TAG: Final = 8  # letters of a primary subtag (BCP 47); longer ones are not worth remembering
_SURE: Final = 0.80
_LIKELY: Final = 0.40  # enough when a frequent word of that language, and of no other, stands there too
_BY_SCRIPT: Final = {
    "Latn": ("en", "es", "fr", "tr", "id", "de", "pt", "it", "nl", "pl", "sv", "ro", "so", "sw", "ha", "sq", "az", "vi", "tl"),
    "Arab": ("ar", "fa", "ur", "ps", "ku", "ug"),
    "Cyrl": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn"),
    "Hebr": ("he",),
}  # fmt: skip
_ONLY: Final = {
    "Grek": "el",
    "Kore": "ko",
    "Jpan": "ja",
    "Hani": "zh",
    "Deva": "hi",
    "Beng": "bn",
    "Tamil": "ta",
    "Thai": "th",
}
_OWN_LETTERS: Final = (  # letters that only one of the candidates writes (raw spelling)
    ("ur", frozenset("ٹڈڑںھے")),
    ("ps", frozenset("ټډړښڼځڅږۍ")),
    ("ckb", frozenset("ێۆڵڕە")),
    ("uk", frozenset("іїєґІЇЄҐ")),
    ("ru", frozenset("ыэёЫЭЁ")),
)
_NOISE: Final = re.compile(r"https?://\S+|[@#]\S+")
_ARABIZI: Final = re.compile(
    r"(?<![a-z0-9])(?=[a-z]*[235679][a-z])(?!\d+[a-z]{1,2}(?![a-z]))[a-z0-9]{3,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language (ISO 639-1, or `und`), and why it is not one that can be read, if so."""

    lang: str
    unsupported: str = ""

    @property
    def supported(self) -> bool:
        """Whether cues exist for it."""
        return not self.unsupported


def identify(text: str, given: str = "") -> Language:
    """The language of a text. A given tag (BCP 47) wins, unless the text's script cannot be that language's."""
    script = script_of(text[:SCRIPT_SAMPLE])
    return by_script(script, given) or _by_text(text[:_SAMPLE], script, given)


def by_script(script: str, given: str) -> Language | None:
    """The language where the script of a text and the given tag settle it; None where its words have to be read."""
    tag = _tag(given)
    return _remembered(script, tag) if len(tag) <= _LONGEST_TAG else _settled(script, tag)


def _settled(script: str, tag: str) -> Language | None:
    if script == "Zyyy":
        return _named(tag) if tag and tag != UNDETERMINED else Language(UNDETERMINED, "no words to read")
    if tag and tag != UNDETERMINED and _fits(tag, script):
        return _named(tag)
    if script not in _BY_SCRIPT or len(_BY_SCRIPT[script]) == 1:
        return _named(_guess("", script))
    return None


_remembered: Final = lru_cache(maxsize=1024)(_settled)


def _tag(given: str) -> str:
    return given.strip().lower().replace("_", "-").split("-")[0]


def _by_text(sample: str, script: str, given: str) -> Language:
    if script == "Latn" and (_tag(given) in {"ar", "fa", "ur"} or _is_romanised(sample)):
        return Language(UNDETERMINED, "romanised Arabic, Persian or Urdu is not read")
    return _named(_guess(sample, script))


def _named(lang: str) -> Language:
    if lang in SUPPORTED:
        return Language(lang)
    return Language(lang, "the language could not be told" if lang == UNDETERMINED else f"no cues for language {lang}")


def _fits(tag: str, script: str) -> bool:
    """A tag of a language with one known script must be in that script; about other tags nothing is known here."""
    homes = [home for home, langs in _BY_SCRIPT.items() if tag in langs]
    return (script in homes) if homes else len(tag) in (2, 3) and tag.isascii() and tag.isalpha()


def _guess(sample: str, script: str) -> str:
    if script in _ONLY:
        return _ONLY[script]
    candidates = _BY_SCRIPT.get(script)
    if candidates is None:
        return UNDETERMINED
    if len(candidates) == 1:
        return candidates[0]
    return _by_letters(sample) or _by_words(sample, script) or _by_model(sample, candidates)


def _by_letters(sample: str) -> str:
    """A language by letters of its own, where at least two of them (or one in a short text) stand."""
    for lang, letters in _OWN_LETTERS:
        found = sum(sample.count(letter) for letter in letters)
        if found >= 2 or (found == 1 and len(sample) < 80):
            return lang
    return ""


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    table: dict[str, list[str]] = read_yaml("data/words.yml")
    return {lang: frozenset(map(fold, words)) for lang, words in table.items()}


def _by_words(sample: str, script: str, least: int = 2) -> str:
    """The language with the most of its frequent words here, when it has `least` of them and leads clearly."""
    known = _frequent(script)
    tokens = fold(_NOISE.sub(" ", sample)).replace("'", " ").split()
    counts: dict[str, int] = dict.fromkeys(known[""], 0)
    for langs in filter(None, map(known.get, tokens)):
        for lang in langs:
            counts[lang] += 1
    if not counts:
        return ""
    ranked = sorted(((count, lang) for lang, count in counts.items()), key=lambda pair: (-pair[0], pair[1]))
    (best, lang), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0
    return lang if best >= least and best >= second + least and best >= 2 * second else ""


@lru_cache(maxsize=64)
def _frequent(script: str) -> dict[str, tuple[str, ...]]:
    """By frequent word, the languages of a script that it belongs to; under "" all languages of that script."""
    langs = [lang for lang in _words() if _script_home(lang) == script]
    table: dict[str, tuple[str, ...]] = {}
    for lang in langs:
        for word in _words()[lang]:
            table[word] = (*table.get(word, ()), lang)
    return {**table, "": tuple(langs)}


@lru_cache(maxsize=64)
def _script_home(lang: str) -> str:
    return script_of("".join(sorted(_words()[lang])))


def _is_romanised(sample: str) -> bool:
    """Several words of Arabic, Persian or Urdu in Latin letters, or words with digits for letters (`7abibi`)."""
    tokens = fold(_NOISE.sub(" ", sample)).replace("'", " ").split()
    known = frozenset(map(fold, read_yaml("data/context.yml")["romanised"]["words"]))
    hits = sum(token in known for token in tokens) + sum(1 for _ in _ARABIZI.finditer(" ".join(tokens)))
    return hits >= 2 and hits * 4 >= len(tokens) and not _by_words(sample, "Latn")


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _by_model(sample: str, candidates: tuple[str, ...]) -> str:
    words = _NOISE.sub(" ", sample).strip()
    if sum(script_of_char(char) != "Zyyy" for char in words) < 8:
        return UNDETERMINED
    model = _model()
    ranked = [
        (lang, float(share))
        for lang, share in model.rank(words.encode("utf-8", "replace").decode())
        if lang in candidates
    ]
    total = sum(share for _, share in ranked)
    if not ranked or total <= 0:
        return UNDETERMINED
    lang, share = max(ranked, key=lambda pair: (pair[1], pair[0]))
    sure = share / total >= _SURE or (share / total >= _LIKELY and _by_words(sample, script_of(sample), 1) == lang)
    return {"ku": "ckb"}.get(lang, lang) if sure else UNDETERMINED
