"""Kinds of cues, forms of sentences, circumstances and stances as numbers and bits, for the compiled reader.

Every number follows from the lists of the plain reader; what they mean is said there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from evenhand.detection.model import Stance
from evenhand.detection.observe import TELLING
from evenhand.detection.stance import reader, voice
from evenhand.detection.stance.cues import KINDS, VIOLATING_KINDS
from evenhand.detection.stance.second import DOUBTED, STANCE_OF
from evenhand.detection.stance.second import VIOLATING_STANCES as VIOLATING_SECOND
from evenhand.detection.stance.weights import CLASSES

KIND_ORDER: Final = tuple(sorted(KINDS))
KIND_NUMBERS: Final = {kind: number for number, kind in enumerate(KIND_ORDER)}
FORMS: Final = (
    "#size:short", "#size:middling", "#size:long", "#question", "#emphatic", "#ironic", "#quotes", "#elsewhere", "#first",
    "#last",
)  # fmt: skip
SHORT, MIDDLING, LONG, QUESTION, EMPHATIC, IRONIC, QUOTES, ELSEWHERE, FIRST, LAST = range(10)
STANCES: Final = tuple(Stance)
NUMBER_OF: Final = {stance: number for number, stance in enumerate(STANCES)}


def bits(kinds: Iterable[str]) -> np.uint64:
    """Kinds as one number, a bit each."""
    return np.uint64(sum(1 << KIND_NUMBERS[kind] for kind in kinds if kind in KIND_NUMBERS))


VIOLATING: Final = bits(VIOLATING_KINDS)
VIOLATING_ORDER: Final = np.array([KIND_NUMBERS[kind] for kind in VIOLATING_KINDS], np.int64)
VIOLATING_STANCES: Final = np.array([NUMBER_OF[Stance(kind)] for kind in VIOLATING_KINDS], np.int64)
NEGATABLE: Final = bits(voice.NEGATABLE)
CONTAINABLE: Final = bits(voice.CONTAINABLE)
SAYING: Final = bits(voice.SAYING)
TOPICAL: Final = bits(voice.TOPICAL)
FRAMEABLE: Final = bits(voice.FRAMEABLE)
NEGATION: Final = bits(["negation"])
NEGATION_AFTER: Final = bits(["negation_after"])
PERSONAL: Final = bits(["first_person", "address"])
REPORTED: Final = bits(["reported"])
REPORTING: Final = bits(["reporting"])
WIRE: Final = bits(["wire"])
GLORIFICATION: Final = bits(["glorification"])
CONDEMNATION: Final = bits(["condemnation"])
COUNTER: Final = bits(["distancing", "counter_speech", "denied_membership"])
AGAINST: Final = bits(["counter_speech", "distancing"])
IRONY: Final = bits(["irony", "satire_marker"])
SATIRE: Final = bits(["satire_marker"])
VIOLENCE: Final = bits(["violence"])
WISH: Final = bits(["wish"])
VERSUS: Final = bits(["versus"])
ADDRESS: Final = bits(["address"])
AGREEMENT: Final = bits(["agreement"])
FRAMED: Final = bits(["wire", "reporting", "news_format", "reported"])
PLAIN: Final = bits(["neutral", "academic", "historical", "public_interest"])
RIGHTS: Final = bits(["human_rights"])
TOPICS: Final = bits(
    ["governance", "humanitarian", "peace_process", "election", "mourning", "religious_formula", "protest"]
)
PEACEFUL: Final = bits(["governance", "humanitarian", "peace_process", "election"])
STIRRING: Final = bits(["first_person", "address", "wish", "versus"])
TELLS_WHO: Final = bits(["reported", "news_format"])
TOLD: Final = bits(["reported", "reporting", "wire"])
NAMED_TOPICS: Final = bits(reader.TOPICS)

# Circumstances: the bit of a topic is its kind's; the others follow.
_OTHERS: Final = (
    "quoted", "reported_speech", "attributed", "negated", "irony", "question", "violence_named", "call_to_action",
    "condemnation", "counter_speech", "nonviolent_subject", DOUBTED,
)  # fmt: skip
SIGNAL_NAMES: Final = (*KIND_ORDER, *_OTHERS)
_FIRST: Final = len(KIND_ORDER)
(
    S_QUOTED, S_REPORTED, S_ATTRIBUTED, S_NEGATED, S_IRONY, S_QUESTION, S_VIOLENCE, S_CALL, S_CONDEMNED, S_COUNTER, S_PEACEFUL,
    S_DOUBTED,
) = (np.uint64(1 << (_FIRST + number)) for number in range(len(_OTHERS)))  # fmt: skip

(
    IS_GLORIFICATION, IS_REPORTING, IS_NEUTRAL, IS_CONDEMNATION, IS_SATIRE, IS_HUMAN_RIGHTS, IS_UNDETERMINED, IS_NO_REFERENCE,
) = (
    NUMBER_OF[stance]
    for stance in (
        Stance.GLORIFICATION, Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS,
        Stance.UNDETERMINED, Stance.NO_REFERENCE,
    )
)  # fmt: skip
ALLOWED: Final = np.array(
    [stance in (Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS)
     for stance in STANCES], np.bool_,
)  # fmt: skip
ACCUSES: Final = np.array([stance in VIOLATING_SECOND for stance in STANCES], np.bool_)
# By place in `weights.CLASSES`: what a class that is not `violating` is as a stance.
CLASS_STANCES: Final = np.array([NUMBER_OF[STANCE_OF.get(name, Stance.UNDETERMINED)] for name in CLASSES], np.int64)
TELLING_STANCES: Final = np.array([stance in TELLING for stance in STANCES], np.bool_)


def signals_of(mask: int) -> tuple[str, ...]:
    """The names of circumstances, sorted: a topic and what else goes by its name are one."""
    return tuple(sorted({name for number, name in enumerate(SIGNAL_NAMES) if mask >> number & 1}))
