"""Evidence files in a folder: copied once, hashed on the way, sealed in chunks or kept as they are, never unpacked.

Names in the folder say nothing: a keyed token for sealed files, the SHA-256 for plain ones. Custody is the use cases'
affair.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from evenhand.kernel.errors import BadInputError, Place
from evenhand.kernel.ids import Ids
from evenhand.service.monitoring.ports import Taken

MAX_FILE: Final = 1 << 30  # bytes
_CHUNK: Final = 1 << 20
_MAGIC: Final = b"EVENHAND-EVIDENCE-1\n"
_SEALED: Final = ".sealed"


class Sealer(Protocol):
    """Encryption bound to a context, and keyed tokens."""

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt and authenticate."""
        ...

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The way back. Raises BadInputError."""
        ...

    def blind(self, purpose: str, value: str) -> bytes:
        """A keyed token of a value."""
        ...


class FolderEvidence:
    """The evidence store over a folder."""

    def __init__(self, folder: Path, sealer: Sealer, ids: Ids, max_file: int = MAX_FILE) -> None:
        self._folder = folder
        self._sealer = sealer
        self._ids = ids
        self._max = max_file

    def take(self, path: Path, *, sealed: bool) -> Taken:
        """Copy a file in. Raises BadInputError for what is no plain file, cannot be read or is too large."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{self._ids.new('draft')}"
        try:
            with _plain_file(path) as source, _private(draft) as target:
                chunks = self._limited(source, path)
                sha256, size = self._seal(chunks, target) if sealed else _copy(chunks, target)
                target.flush()
                os.fsync(target.fileno())
            name = self._sealer.blind("evidence", sha256).hex() + _SEALED if sealed else sha256
            draft.replace(self._folder / name)
        finally:
            draft.unlink(missing_ok=True)
        return Taken(sha256, size, clean_name(path.name), name)

    def sha256(self, key: str) -> str | None:
        """The SHA-256 of a held file's plain bytes; None when it is gone. BadInputError if a sealed one was changed."""
        if not self._at(key).is_file():
            return None
        digest = hashlib.sha256()
        for chunk in self.read(key):
            digest.update(chunk)
        return digest.hexdigest()

    def read(self, key: str) -> Iterator[bytes]:
        """A held file's plain bytes, in chunks."""
        with self._at(key).open("rb") as stream:
            if not key.endswith(_SEALED):
                while chunk := stream.read(_CHUNK):
                    yield chunk
                return
            yield from self._opened(stream)

    def remove(self, key: str) -> None:
        """Delete a held file. Old blocks may stay on flash storage; sealed ones are useless without the key."""
        self._at(key).unlink(missing_ok=True)

    def reseal(self, key: str, sealer: Sealer) -> None:
        """Seal a held file with another key, under the same name; whole or not at all."""
        if not key.endswith(_SEALED) or not self._at(key).is_file():
            return
        draft = self._folder / f".{self._ids.new('draft')}"
        try:
            with _private(draft) as target:
                FolderEvidence(self._folder, sealer, self._ids, self._max)._seal(self.read(key), target)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(self._at(key))
        finally:
            draft.unlink(missing_ok=True)

    def _at(self, key: str) -> Path:
        if not key or not key.removesuffix(_SEALED).isalnum() or not key.isascii():
            raise BadInputError("this is no key of the evidence store")
        return self._folder / key

    def _limited(self, source: BinaryIO, path: Path) -> Iterator[bytes]:
        size = 0
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > self._max:
                raise BadInputError(
                    f"more than {self._max} bytes", hint="split the file or raise the limit", place=Place(str(path))
                )
            yield chunk

    def _seal(self, chunks: Iterator[bytes], target: BinaryIO) -> tuple[str, int]:
        """Each chunk is bound to the file, its place and whether it is the last: none can be moved, cut or added."""
        digest, size = hashlib.sha256(), 0
        file_id = self._ids.salt()
        target.write(_MAGIC + file_id)
        held, place = next(chunks, b""), 0
        while True:
            digest.update(held)
            size += len(held)
            following = next(chunks, None)
            sealed = self._sealer.seal(held, _context(file_id, place, last=following is None))
            target.write(len(sealed).to_bytes(4, "big") + sealed)
            if following is None:
                return digest.hexdigest(), size
            held, place = following, place + 1

    def _opened(self, stream: BinaryIO) -> Iterator[bytes]:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise BadInputError("this is no sealed evidence file")
        file_id, place = stream.read(16), 0
        head = stream.read(4)
        while True:
            length = int.from_bytes(head, "big")
            if len(head) != 4 or length > _CHUNK + 256:
                raise BadInputError("a sealed evidence file was changed or cut off")
            sealed, head = stream.read(length), stream.read(4)
            yield self._sealer.open(sealed, _context(file_id, place, last=not head))
            if not head:
                return
            place += 1


def clean_name(name: str) -> str:
    """A file's name fit to be recorded: no path, no control or direction characters, at most 150 characters."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(char for char in base if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return kept.strip()[:150] or "file"


def _context(file_id: bytes, place: int, *, last: bool) -> bytes:
    return b"evidence" + file_id + place.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def _copy(chunks: Iterator[bytes], target: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += target.write(chunk)
    return digest.hexdigest(), size


def _plain_file(path: Path) -> BinaryIO:
    """Open for reading, but no link, device or pipe: those can point elsewhere or never end."""
    place = Place(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise BadInputError(f"cannot read: {problem}", hint="give a plain file, no link", place=place) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadInputError("no plain file", hint="give a file, not a folder, device or pipe", place=place)
    return os.fdopen(handle, "rb")


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
