"""Evidence files: what comes in is what comes out, hostile names and files are refused, changed ones are found."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from evenhand.adapters.capture.folder import FolderEvidence, clean_name
from evenhand.adapters.casebook.keys import Keyring, create
from evenhand.kernel.errors import BadInputError
from evenhand.kernel.ids import SystemIds


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return create(tmp_path / "key", SystemIds())


@pytest.fixture
def folder(tmp_path: Path, ring: Keyring) -> FolderEvidence:
    return FolderEvidence(tmp_path / "evidence", ring, SystemIds(), max_file=5_000_000)


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_500_000])
def test_what_comes_in_comes_out(tmp_path: Path, folder: FolderEvidence, size: int, sealed: bool) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    (tmp_path / "file").write_bytes(data[:size])
    taken = folder.take(tmp_path / "file", sealed=sealed)
    assert (taken.size, taken.sha256) == (size, hashlib.sha256(data[:size]).hexdigest())
    assert b"".join(folder.read(taken.key)) == data[:size]
    assert folder.sha256(taken.key) == taken.sha256
    assert folder.take(tmp_path / "file", sealed=sealed).key == taken.key
    assert len(list((tmp_path / "evidence").iterdir())) == 1
    folder.remove(taken.key)
    assert folder.sha256(taken.key) is None


def test_every_change_of_a_sealed_file_is_found(tmp_path: Path, folder: FolderEvidence) -> None:
    (tmp_path / "file").write_bytes(os.urandom(2_200_000))
    key = folder.take(tmp_path / "file", sealed=True).key
    path = tmp_path / "evidence" / key
    whole = path.read_bytes()
    chunk = 4 + int.from_bytes(whole[36:40], "big")
    first, second = whole[36 : 36 + chunk], whole[36 + chunk : 36 + 2 * chunk]
    rest = whole[36 + 2 * chunk :]
    changes = {
        "one bit": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        "cut in a chunk": whole[:-5],
        "cut after a chunk": whole[: 36 + chunk],
        "chunks swapped": whole[:36] + second + first + rest,
        "chunk doubled": whole[:36] + first + first + second + rest,
        "something added": whole + b"\x00\x00\x00\x00",
        "another file id": whole[:20] + os.urandom(16) + whole[36:],
        "no magic": b"x" + whole[1:],
        "endless length": whole[:36] + b"\xff\xff\xff\xff" + whole[40:],
        "empty": b"",
    }
    for what, data in changes.items():
        path.write_bytes(data)
        try:
            folder.sha256(key)
        except BadInputError:
            continue
        pytest.fail(f"not found: {what}")
    path.write_bytes(whole)
    assert folder.sha256(key)


def test_links_folders_pipes_and_large_files_are_refused(tmp_path: Path, folder: FolderEvidence) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"\0" * 5_000_001)
    for name in ("link", "pipe", "large", "absent", ".", "a\0b"):
        with pytest.raises(BadInputError):
            folder.take(tmp_path / name, sealed=True)
    assert list((tmp_path / "evidence").iterdir()) == []


@pytest.mark.parametrize("key", ["", "../key", "a/b", "..", "x.sealed/..", "\u0661"])
def test_keys_cannot_leave_the_folder(folder: FolderEvidence, key: str) -> None:
    with pytest.raises(BadInputError):
        folder.sha256(key)


def test_names_are_made_harmless() -> None:
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("C:\\x\\evil\u202egnp.exe") == "evilgnp.exe"
    assert clean_name("a\x00\n\x1b[31m.png") == "a[31m.png"
    assert clean_name("\u200b") == "file"
    assert len(clean_name("ש" * 999)) == 150
