"""The detector: a post in, everything seen in it out: language, mentions in every field, a stance for each.

Posts without a mention cost little: each field is folded once and looked up. What a policy makes of it is `decisions`'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from evenhand.detection.folding import fold_mapped
from evenhand.detection.fused.scanner import FusedScanner
from evenhand.detection.language import Language, identify
from evenhand.detection.model import Detection, Field, Mention, Observed, Post, Profile, Stance, StanceReading
from evenhand.detection.profiles import read_profile
from evenhand.detection.resources import CUE_LANGUAGES, CUES_BY_SCRIPT, models_digest
from evenhand.detection.scanner import Looked, Scanner, Standing
from evenhand.detection.stance.context import read_context
from evenhand.detection.stance.cues import CueSet, cue_sets
from evenhand.detection.stance.reader import read
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen
from evenhand.detection.support import OTHER_THINGS, PERSON
from evenhand.kernel.languages import script_of_char

SCRIPT_SAMPLE: Final = 400
LONGEST_READ: Final = 2_000  # code points to each side of a mention that the reader looks at: a bound on hostile input
_MOST_READ: Final = 60  # mentions of one post that are read; more than that is no speech, and goes to a person
# A weak name with nothing near to support it is an ordinary word, unless the words do to it what is done to an entity;
# a strong name that is part of something else stays, so that the finding can say why it is none.
TELLING: Final = frozenset(
    {
        Stance.GLORIFICATION,
        Stance.MATERIAL_SUPPORT,
        Stance.OTHER_SUPPORT,
        Stance.REPRESENTATION,
        Stance.UNCLEAR_REFERENCE,
        Stance.NO_REFERENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Detector:
    """Scanner and cues together. Holds no state between posts; `digest` names table, rules, words, cues and code version."""

    scanner: Scanner
    fused: FusedScanner = field(init=False, repr=False, compare=False)  # the same names, for whole columns

    def __post_init__(self) -> None:
        """Nothing is compiled before the first column that is worth it."""
        object.__setattr__(self, "fused", FusedScanner(self.scanner))

    @property
    def digest(self) -> str:
        """The digest of everything the reading depends on, the aliases excepted (the registry's digest names those)."""
        return models_digest()

    def observe(self, post: Post, text: Looked | None = None) -> Observed:
        """Everything seen in a post. `assessed` is False for a language without cues, with the reason.

        `text` is the post's text looked at, by a caller who knows that nothing is named in any other field.
        """
        fields = {Field.TEXT: post.text, Field.QUOTED_TEXT: post.quoted_text, Field.PARENT_TEXT: post.parent_text}
        looked = {Field.TEXT: text} if text else {w: self.scanner.look(t) for w, t in fields.items() if t}
        mentions = self._mentions(looked)
        language = _language(post, mentions)
        if mentions and any(look.by_language for look in looked.values()):
            mentions = self._mentions(looked, language.lang)
        detections = [*self._read_all(post, looked, mentions, language), *([] if text else self._profile(post))]
        return Observed(language.lang, language.supported, tuple(detections), language.unsupported)

    def observe_batch(self, posts: Iterable[Post]) -> Iterator[Observed]:
        """`observe` for a stream, in order; nothing is held back."""
        return map(self.observe, posts)

    def observe_profile(self, profile: Profile) -> tuple[Detection, ...]:
        """What a profile says of itself: display name, handle and bio against the entities."""
        account = profile.account
        fields = {Field.DISPLAY_NAME: account.display_name, Field.HANDLE: account.handle, Field.BIO: account.bio}
        found = {where: self.scanner.scan(text, where) for where, text in fields.items() if text}
        mentions = self._supported(found, lambda where, known: self.scanner.scan(fields[where], where, known))
        return tuple(Detection(mention, read_profile(mention, fields[mention.field], account)) for mention in mentions)

    def _profile(self, post: Post) -> tuple[Detection, ...]:
        account = post.account
        if not (account.display_name or account.handle or account.bio):
            return ()
        return self.observe_profile(Profile(post.account_id, post.surface, account))

    def _mentions(self, looked: Mapping[Field, Looked], lang: str = "") -> list[Mention]:
        found = {where: self.scanner.mentions(look, where, lang=lang) for where, look in looked.items()}
        return self._supported(found, lambda where, known: self.scanner.mentions(looked[where], where, known, lang))

    def _supported(
        self, found: dict[Field, list[Mention]], again: Callable[[Field, frozenset[str]], list[Mention]]
    ) -> list[Mention]:
        """The mentions of all fields: a name told in full in one supports its short form in another."""
        if len(found) > 1 and any(mention.weak for mentions in found.values() for mention in mentions):
            for where in found:
                elsewhere = {m.entity_id for other, ms in found.items() if other is not where for m in ms if not m.weak}
                if elsewhere:
                    found[where] = again(where, frozenset(elsewhere))
        return [mention for mentions in found.values() for mention in mentions]

    def _read_all(
        self, post: Post, looked: Mapping[Field, Looked], mentions: list[Mention], language: Language
    ) -> Iterator[Detection]:
        for number, mention in enumerate(mentions):
            if number >= _MOST_READ:
                yield Detection(mention, StanceReading(Stance.UNDETERMINED, 100))
                continue
            others = [m for m in mentions if m.field is mention.field and m is not mention]
            text = looked[mention.field].text
            reading = read_mention(text, mention, others, cues_for(text, language), looked[mention.field].plain)
            if mention.field is not Field.TEXT:
                reading = read_context(reading, post.text, cues_for(post.text, language))
            if not mention.weak or _tells(mention, reading):
                yield Detection(mention, reading)


def _tells(mention: Mention, reading: StanceReading) -> bool:
    """Whether an unsupported weak name is worth a finding: what is done to it says so, or a person may be meant."""
    return reading.stance in TELLING or (mention.support == PERSON and reading.stance is Stance.UNDETERMINED)


def _language(post: Post, mentions: Iterable[Mention]) -> Language:
    """The language of the author's words, or of what they quote. Names say nothing about it and are left out."""
    text = post.text or post.quoted_text or post.parent_text
    where = Field.TEXT if post.text else Field.QUOTED_TEXT if post.quoted_text else Field.PARENT_TEXT
    words, at = [], 0
    for mention in mentions:
        if mention.field is where:
            words.append(text[at : mention.span[0]])
            at = max(at, mention.span[1])
    rest = " ".join([*words, text[at:]])
    return identify(rest if any(map(str.isalpha, rest)) else text, post.lang)


def cues_for(text: str, language: Language) -> list[CueSet]:
    """The cues to read a text with: its language's, or all of the scripts in it when the language could not be told."""
    if language.lang in CUE_LANGUAGES:
        return cue_sets(language.lang)
    scripts = dict.fromkeys(map(script_of_char, text[:SCRIPT_SAMPLE]))
    return cue_sets(language.lang, [lang for script in scripts for lang in CUES_BY_SCRIPT.get(script, ())])


def read_mention(
    text: str,
    mention: Mention,
    others: Iterable[Mention],
    cues: Iterable[CueSet],
    standing: Standing | None = None,
) -> StanceReading:
    """The stance of a text towards one of its mentions, whose names and those of all others are masked.

    `standing` is the text folded, where the caller has it.
    """
    if mention.weak and mention.support.startswith(OTHER_THINGS):
        return StanceReading(Stance.NO_REFERENCE, 500)
    start, end = max(0, mention.span[0] - LONGEST_READ), mention.span[1] + LONGEST_READ
    folded = standing.folded if standing and not start and end >= len(text) else fold_mapped(text[start:end])
    spans = [other.span for other in others if other.entity_id != mention.entity_id]
    if not start:
        return read(listen(surface_of(folded, mention.span, spans), cues), mention.field)
    spans = [_moved(span, -start) for span in spans]
    surface = surface_of(folded, _moved(mention.span, -start), [s for s in spans if s[0] >= 0])
    reading = read(listen(surface, cues), mention.field)
    moved = tuple(replace(evidence, span=_moved(evidence.span, start)) for evidence in reading.evidence)
    return replace(reading, evidence=moved)


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by
