"""A publisher's web server on loopback: validators, ranges, and the ways in which a download goes wrong."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Publisher:
    """What is served. `cut` ends each body after so many bytes; `asked` holds method, path and headers of each request."""

    files: dict[str, bytes]
    address: str = ""
    cut: int | None = None
    encoding: str = ""
    status: int = 0
    endless: bool = False
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Publisher]:
    """Serve files by name until the context closes."""
    publisher = Publisher(files)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            answer(publisher, self)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    publisher.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()


def answer(publisher: Publisher, request: BaseHTTPRequestHandler) -> None:
    name = request.path.rpartition("/")[2]
    publisher.asked.append((name, {key.lower(): value for key, value in request.headers.items()}))
    data = publisher.files.get(name)
    if publisher.status or data is None:
        request.send_response(publisher.status or 404)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    etag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
    if request.headers.get("If-None-Match") == etag:
        request.send_response(304)
        request.send_header("ETag", etag)
        request.end_headers()
        return
    begin = 0
    if request.headers.get("If-Range") == etag:
        begin = int(request.headers["Range"].removeprefix("bytes=").partition("-")[0])
    request.send_response(206 if begin else 200)
    if begin:
        request.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
    if publisher.encoding:
        request.send_header("Content-Encoding", publisher.encoding)
    request.send_header("ETag", etag)
    if publisher.endless:
        request.send_header("Connection", "close")
        request.end_headers()
        for _ in range(4_096):
            request.wfile.write(b"x" * 65_536)
        request.close_connection = True
        return
    request.send_header("Content-Length", str(len(data) - begin))
    request.end_headers()
    body = data[begin:] if publisher.cut is None else data[begin : begin + publisher.cut]
    request.wfile.write(body)
    if publisher.cut is not None:
        request.close_connection = True
