"""What is examined and what is seen in it: posts, profiles, mentions, stances. Spans are `[start, end)` in code points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """Where in a post or profile something was found."""

    TEXT = "text"
    QUOTED_TEXT = "quoted_text"
    PARENT_TEXT = "parent_text"
    DISPLAY_NAME = "display_name"
    HANDLE = "handle"
    BIO = "bio"
    MEDIA = "media"


class AccountKind(StrEnum):
    """What an account says it is; the platform's own record, never a group label."""

    INDIVIDUAL = "individual"
    NEWS_OUTLET = "news_outlet"
    POLITICIAN = "politician"
    ORGANISATION = "organisation"
    STATE = "state"


class Stance(StrEnum):
    """What the words do towards the entity (INTERFACES.md)."""

    GLORIFICATION = "glorification"
    MATERIAL_SUPPORT = "material_support"
    OTHER_SUPPORT = "other_support"
    REPRESENTATION = "representation"
    UNCLEAR_REFERENCE = "unclear_reference"
    REPORTING = "reporting"
    NEUTRAL = "neutral"
    CONDEMNATION = "condemnation"
    SATIRE = "satire"
    HUMAN_RIGHTS = "human_rights"
    UNDETERMINED = "undetermined"
    NO_REFERENCE = "no_reference"
    CALL_TO_KILL = "call_to_kill"  # the four below: towards a group of people, never towards an entity
    CALL_TO_EXTERMINATE = "call_to_exterminate"
    CALL_TO_EXPEL = "call_to_expel"
    DEHUMANISATION = "dehumanisation"


@dataclass(frozen=True, slots=True)
class Account:
    """The account behind a post, as the platform records it."""

    kind: AccountKind = AccountKind.INDIVIDUAL
    display_name: str = ""
    handle: str = ""
    bio: str = ""
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    """A media item by its hashes (hex); the pixels never come in here."""

    sha256: str = ""
    pdq: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What is examined. `text` may be empty beside quoted text or media."""

    id: str
    text: str
    surface: str = ""
    account_id: str = ""
    posted_at: datetime | None = None
    lang: str = ""
    quoted_text: str = ""
    parent_text: str = ""
    account: Account = Account()
    media: tuple[Media, ...] = ()
    visibility: str = ""  # "public" where anybody could read it; public statements quote no other


@dataclass(frozen=True, slots=True)
class Profile:
    """An account examined for itself: display name, handle, bio."""

    account_id: str
    surface: str = ""
    account: Account = Account()


@dataclass(frozen=True, slots=True)
class Mention:
    """An alias found at a span: the alias as listed, the words as written, and the disguise undone, if any."""

    entity_id: str
    alias: str
    field: Field
    span: tuple[int, int]
    quote: str
    disguise: str = ""
    weak: bool = False  # the alias alone does not point to the entity, and nothing near it supports the reading
    support: str = ""  # what supported a weak alias, in words


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words quoted for a stance: field, span, quote and the id of the cue they matched."""

    field: Field
    span: tuple[int, int]
    quote: str
    cue: str


@dataclass(frozen=True, slots=True)
class StanceReading:
    """What the reader made of the words towards one mention. `confidence` is 0..1000."""

    stance: Stance
    confidence: int
    evidence: tuple[Evidence, ...] = ()
    signals: tuple[
        str, ...
    ] = ()  # named circumstances allowances may look at: quoted, reported_speech, mourning, governance…


@dataclass(frozen=True, slots=True)
class Detection:
    """All that was seen of one mention."""

    mention: Mention
    reading: StanceReading


@dataclass(frozen=True, slots=True)
class Observed:
    """All that was seen in one post: its language (ISO 639-1, or `und`), whether it could be assessed, and the detections."""

    lang: str
    assessed: bool
    detections: tuple[Detection, ...]
    not_assessed_reason: str = ""
