"""Where the log's private key is kept: a file beside the workspace that only its owner can read, never in the database.

Whoever can change the database must not be able to sign the change; that is why the key is another file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.ledger.checkpoints import Signer, parse_signer

KEY_VARIABLE: Final = "EVENHAND_LEDGER_KEY"
DEFAULT_KEY_PATH: Final = "evenhand-ledger.key"  # for a workspace that is no file


def key_path(url: URL) -> Path:
    """The key's file: `EVENHAND_LEDGER_KEY`, else the SQLite file's name and `.key`, else ./evenhand-ledger.key."""
    given = os.environ.get(KEY_VARIABLE, "")
    if given:
        return Path(given)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(f"{url.database}.key")
    return Path(DEFAULT_KEY_PATH)


def save_signer(path: Path, signer: Signer) -> None:
    """Write a new key file (mode 0600), durably. Raises ConflictError when one is there: a key is never overwritten."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConflictError(f"a key is there already: {path}", hint="keep it, or move it away first") from None
    except OSError as error:
        raise BadInputError(
            f"the key cannot be written to {path}: {error.strerror}", hint=f"set {KEY_VARIABLE}"
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(signer.to_text())
        stream.flush()
        os.fsync(stream.fileno())


def load_signer(path: Path, *, signing: bool = True) -> Signer:
    """The log's signer. Raises BadInputError when the file is missing, damaged or, for signing, open to others."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""
    except OSError as error:
        raise BadInputError(
            f"the log's key cannot be read from {path}: {error.strerror}",
            hint=f"run evenhand init for a new workspace; else restore the file or point {KEY_VARIABLE} to it",
        ) from None
    if signing and mode & 0o077:
        raise BadInputError(
            f"the log's key {path} is open to other users (mode {mode & 0o777:04o})", hint=f"chmod 600 {path}"
        )
    return parse_signer(text, str(path))
