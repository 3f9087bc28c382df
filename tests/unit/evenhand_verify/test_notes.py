"""Signed notes: the known answer of the Go implementation, and what must be refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import decode_base64, open_note, parse_vkey, signature_line, split_note, verifier_key

VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
NOTE = f"{TEXT}\n{LINE}"


def test_the_reference_note_opens() -> None:
    key = parse_vkey(VKEY)
    assert str(key) == VKEY
    assert open_note(NOTE, key) == TEXT


def test_signatures_of_unknown_keys_are_ignored() -> None:
    other = "— somebody.example x08go/ZJkuBS9UG/SffcvIAQ\n"
    assert open_note(f"{TEXT}\n{other}{LINE}", parse_vkey(VKEY)) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("think", "thank"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("PeterNeumann", "PeterNewmann"),
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("— ", "- "),
        TEXT,
        "",
        f"{TEXT}\n",
        NOTE.replace("answer", "ans\x07wer"),
        NOTE.replace("answer", "ans\ud800wer"),
        f"{TEXT}\n{LINE * 101}",
        f"{TEXT}\n" + LINE.replace("AM=", "AN="),  # the same bytes, spelled with a stray bit
        f"{TEXT}\n— PeterNeumann x08g\n",
        "x" * 1_000_001 + NOTE,
        f"{TEXT}\n{LINE}{LINE.replace('ZJku', 'ZJkv')}",  # one right, one wrong signature of the known key
    ],
)
def test_a_note_that_was_changed_is_refused(note: str) -> None:
    with pytest.raises(VerifyError):
        open_note(note, parse_vkey(VKEY))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("c74f20a3", "C74F20A3"),
        VKEY.replace("+AR", "+BB"),
        VKEY[:-1],
        "+" + VKEY.split("+", 1)[1],
        "Peter Neumann+" + VKEY.split("+", 1)[1],
        VKEY.replace("ARpc", "AЯpc"),
    ],
)
def test_a_damaged_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(VerifyError):
        parse_vkey(vkey)


def test_the_text_may_hold_empty_lines() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = verifier_key("example.com/log", private.public_key().public_bytes_raw())
    text = "one\n\ntwo\n"
    note = f"{text}\n{signature_line(key.name, key.key_id, private.sign(text.encode()))}"
    assert split_note(note)[0] == text
    assert open_note(note, key) == text


def test_base64_has_one_spelling() -> None:
    assert decode_base64("AA==", "x") == b"\x00"
    for text in ("AB==", "AA", "A A=", "AA==\n", "ĀA=="):
        with pytest.raises(VerifyError):
            decode_base64(text, "x")
