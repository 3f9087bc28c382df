"""The key's file: private, never overwritten, and clear about what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.adapters.sql.engine import workspace_url
from evenhand.adapters.sql.keyfile import KEY_VARIABLE, key_path, load_signer, save_signer
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer

SIGNER = new_signer(SeededIds("key"))


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "evenhand.db.key"
    save_signer(path, SIGNER)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_signer(path) == SIGNER
    path.chmod(0o640)
    with pytest.raises(BadInputError, match="open to other users"):
        load_signer(path)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    save_signer(tmp_path / "k", SIGNER)
    with pytest.raises(ConflictError):
        save_signer(tmp_path / "k", new_signer(SeededIds("other")))
    assert load_signer(tmp_path / "k") == SIGNER


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="No such file"):
        load_signer(tmp_path / "none")
    with pytest.raises(BadInputError, match="cannot be written"):
        save_signer(tmp_path / "no" / "folder", SIGNER)
    for content in (b"", b"\xff\xfe", b"PRIVATE+KEY+x+y+z"):
        (tmp_path / "k").write_bytes(content)
        (tmp_path / "k").chmod(0o600)
        with pytest.raises(BadInputError, match="no Ed25519 private key"):
            load_signer(tmp_path / "k")


def test_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert key_path(workspace_url("a/evenhand.db")) == Path("a/evenhand.db.key")
    assert key_path(workspace_url("postgresql://h/d")) == Path("evenhand-ledger.key")
    monkeypatch.setenv(KEY_VARIABLE, "/etc/evenhand/key")
    assert key_path(workspace_url("postgresql://h/d")) == Path("/etc/evenhand/key")
