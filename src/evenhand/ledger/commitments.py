"""From an event to its leaf: the canonical bytes, the sealed actor, the commitment.

One stored secret of 16 bytes per event gives two salts, so that a receipt can open the event without opening its actor:
who reviewed or reported is committed to, but never shown (DESIGN.md, decisions 8 and 13). The commitment itself is
`evenhand_verify.openings.commitment`; the log's leaf is the hash of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any, Final

import orjson

from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, Place
from evenhand.ledger.model import Event, StoredEvent
from evenhand_verify.openings import commitment

_OPENING: Final = b"evenhand opening salt v1\x00"
_SEALING: Final = b"evenhand sealing salt v1\x00"
_ACTOR: Final = b"evenhand actor v1\x00"
_EFFECT: Final = b"evenhand effect v1\x00"
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SCALARS: Final = frozenset({str, int, bool, type(None)})
_FAST: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def opening_salt(secret: bytes) -> bytes:
    """The salt that a receipt shows: it opens the event and says nothing about the secret."""
    return hashlib.sha256(_OPENING + secret).digest()[:16]


def sealed_actor(secret: bytes, actor: str) -> str:
    """64 hexadecimal digits that commit to the actor; only the secret, which no receipt shows, can open them."""
    salt = hashlib.sha256(_SEALING + secret).digest()[:16]
    return hashlib.sha256(_ACTOR + salt + _utf8(actor)).hexdigest()


def commit(event: StoredEvent) -> bytes:
    """The commitment of an event as it is stored, byte for byte: 32 bytes. A single changed byte gives another."""
    return commitment(opening_salt(event.salt), event_bytes(event))


def event_bytes(event: StoredEvent) -> bytes:
    """The canonical event: RFC 8785 of its fields, with the payload as stored and the actor sealed."""
    return _spell(sealed_actor(event.salt, event.actor), event.at, event.payload, event.effects, _ids(event))


def effect_digest(item_id: str, kind: str, body: str) -> str:
    """64 hexadecimal digits that hold an outbox item to its event; `body` is canonical JSON text."""
    return hashlib.sha256(
        _EFFECT + _utf8(f"[{encode_basestring(item_id)},{encode_basestring(kind)},{body}]")
    ).hexdigest()


def _effects_text(effects: Sequence[tuple[str, str, str]]) -> str:
    if not effects:
        return "[]"
    digests = sorted(effect_digest(*effect) for effect in effects)
    return '["' + '","'.join(digests) + '"]'


def _ids(event: Event | StoredEvent) -> tuple[str, str, str, str]:
    return event.decision_id, event.event_id, event.kind, event.subject_id


def _spell(sealed: str, at: str, payload: str, effects: str, ids: tuple[str, str, str, str]) -> bytes:
    """The fields in the order of their names. Quoting keeps them apart: no two events share their bytes."""
    decision_id, event_id, kind, subject_id = map(encode_basestring, ids)
    return _utf8(
        f'{{"actor_sealed":"{sealed}","at":{encode_basestring(at)},"decision_id":{decision_id},"effects":{effects},'
        f'"event_id":{event_id},"kind":{kind},"payload":{payload},"subject_id":{subject_id}}}'
    )


def open_event(event: StoredEvent) -> dict[str, Any]:
    """The canonical event as an object, for a receipt. Raises BadInputError when the stored payload is no JSON."""
    try:
        opened: dict[str, Any] = json.loads(event_bytes(event))
    except ValueError:
        raise BadInputError(
            f"the stored payload of event {event.event_id} is not JSON",
            hint="run evenhand ledger verify: the record was changed outside Evenhand",
        ) from None
    return opened


def store_form(event: Event, secret: bytes, effects: Sequence[tuple[str, str, str]] = ()) -> StoredEvent:
    """An event as it is stored, committed under a secret of 16 bytes with the effects it allows (id, kind, body text).

    Raises BadInputError for unusable ids.
    """
    ids = _ids(event)
    together = "".join((*ids, event.actor))
    if not event.event_id or not event.kind:
        raise BadInputError("an event has an id and a kind", place=Place(field="event_id"))
    if "\x00" in together or (not together.isascii() and _LONE_SURROGATE.search(together)):
        raise BadInputError(
            f"an id of event {event.event_id!r:.80} holds a NUL or a lone surrogate",
            hint="ids are plain text",
            place=Place(field="event_id"),
        )
    at, payload = format_instant(event.at), payload_text(event.payload)
    sealed, allowed = sealed_actor(secret, event.actor), _effects_text(effects)
    made = commitment(opening_salt(secret), _spell(sealed, at, payload, allowed, ids))
    return StoredEvent(
        event_id=event.event_id,
        kind=event.kind,
        at=at,
        subject_id=event.subject_id,
        decision_id=event.decision_id,
        actor=event.actor,
        payload=payload,
        salt=secret,
        commitment=made,
        effects=allowed,
        leaf=made,
    )


def payload_text(payload: dict[str, Any]) -> str:
    """The canonical text of a payload. The fast encoder gives the same bytes as kernel.canonical where it may be used.

    Raises TypeError for what has no canonical form.
    """
    try:
        if _plain(payload):
            return orjson.dumps(payload, option=_FAST).decode()
    except TypeError:  # a lone surrogate, a large integer, a key that is no text: the slow encoder replaces or names it
        pass
    return canonical_text(payload)


def _plain(payload: dict[str, Any]) -> bool:
    """Whether only text, integers, booleans, null, lists and ASCII-keyed objects are inside.

    Every payload passes here: whole levels are asked at once, and only what nests is looked at one by one.
    """
    parts: list[Any] = [payload]
    while parts:
        part = parts.pop()
        if type(part) is dict:
            if not "".join(part).isascii():
                return False
            part = part.values()
        elif type(part) is not list and type(part) is not tuple:
            return False
        if not _SCALARS.issuperset(map(type, part)):
            parts += [item for item in part if type(item) not in _SCALARS]
    return True


def _utf8(text: str) -> bytes:
    """UTF-8; bytes that were none when they were read (surrogate escapes) become themselves again."""
    return text.encode("utf-8", "surrogateescape")
