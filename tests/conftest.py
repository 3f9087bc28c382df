"""Fixtures of the whole suite. Tests open no outside sockets: a connection to anything but loopback fails at once."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError(f"a test tried to reach {address}: tests open no outside sockets")
    _connect(self, address)


socket.socket.connect = _loopback_only  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The real files (EVENHAND_DATA); a test that needs them says loudly that it did not run where they are absent."""
    root = Path(os.environ.get("EVENHAND_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not root.is_dir():
        pytest.skip(f"REAL DATA ABSENT: {root} is no folder, set EVENHAND_DATA; this test did not run")
    return root
