"""From an event to its leaf: the canonical bytes, the sealed actor, the commitment.

One stored secret of 16 bytes per event gives two salts, so that a receipt can open the event without opening its actor:
who reviewed or reported is committed to, but never shown (DESIGN.md, decisions 8 and 13). The commitment itself is
`evenhand_verify.openings.commitment`; the log's leaf is the hash of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
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
    fields = (
        f'{{"actor_sealed":"{sealed_actor(event.salt, event.actor)}","at":{_quote(event.at)},'
        f'"decision_id":{_quote(event.decision_id)},"event_id":{_quote(event.event_id)},"kind":{_quote(event.kind)},'
        f'"payload":{event.payload},"subject_id":{_quote(event.subject_id)}}}'
    )
    return _utf8(fields)


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


def store_form(event: Event, secret: bytes) -> StoredEvent:
    """An event as it is stored, committed under a secret of 16 bytes. Raises BadInputError for unusable ids."""
    texts = (event.event_id, event.kind, event.subject_id, event.decision_id, event.actor)
    if not event.event_id or not event.kind:
        raise BadInputError("an event has an id and a kind", place=Place(field="event_id"))
    if any("\x00" in text or not _encodable(text) for text in texts):
        raise BadInputError(
            f"an id of event {event.event_id!r:.80} holds a NUL or a lone surrogate",
            hint="ids are plain text",
            place=Place(field="event_id"),
        )
    stored = StoredEvent(
        event_id=event.event_id,
        kind=event.kind,
        at=format_instant(event.at),
        subject_id=event.subject_id,
        decision_id=event.decision_id,
        actor=event.actor,
        payload=payload_text(event.payload),
        salt=secret,
        commitment=b"",
    )
    return replace(stored, commitment=commit(stored))


def payload_text(payload: dict[str, Any]) -> str:
    """The canonical text of a payload. The fast encoder gives the same bytes as kernel.canonical where it may be used.

    Raises TypeError for what has no canonical form.
    """
    if _plain(payload):
        try:
            return orjson.dumps(payload, option=_FAST).decode()
        except TypeError:  # a lone surrogate, a large integer: the slow encoder replaces or names it
            pass
    return canonical_text(payload)


def _plain(value: object) -> bool:
    """Whether only text, integers, booleans, null, lists and ASCII-keyed objects are inside."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return True
    if isinstance(value, dict) and kind is dict:
        return all(type(key) is str and key.isascii() and _plain(item) for key, item in value.items())
    if isinstance(value, (list, tuple)) and kind in (list, tuple):
        return all(map(_plain, value))
    return False


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _quote(text: str) -> str:
    """A JSON string; bytes that were no UTF-8 when read (surrogate escapes) stay themselves until `_utf8`."""
    return json.dumps(text, ensure_ascii=False)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
