"""The log's key: its text form, and that what it signs opens with its vkey."""

from __future__ import annotations

import pytest

from evenhand.kernel.errors import BadInputError
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import make_signer, new_signer, parse_signer
from evenhand_verify.checkpoints import open_checkpoint
from evenhand_verify.notes import parse_vkey

REFERENCE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"


def test_the_reference_key_reads_and_writes_the_same() -> None:
    signer = parse_signer(REFERENCE, "key")
    assert signer.vkey == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert signer.to_text() == REFERENCE


def test_a_signed_checkpoint_opens_with_the_vkey() -> None:
    signer = new_signer(SeededIds("t"), "example.com/log")
    head = open_checkpoint(signer.sign(7, bytes(32)), parse_vkey(signer.vkey))
    assert (head.origin, head.size, head.root) == ("example.com/log", 7, bytes(32))
    assert signer.sign(7, bytes(32)) == signer.sign(7, bytes(32))


def test_the_seed_is_never_shown() -> None:
    signer = make_signer(bytes(range(32)))
    assert "seed" not in repr(signer)
    assert signer.origin.startswith("evenhand.invalid/")
    assert make_signer(bytes(range(32))).vkey == signer.vkey


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+a", REFERENCE.replace("c74f", "c74e"), REFERENCE.replace("+AY", "+BY"), REFERENCE[12:]]
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_signer(text, "key")


def test_an_origin_that_notes_cannot_carry_is_refused() -> None:
    with pytest.raises(BadInputError):
        make_signer(bytes(32), "two words")
