"""An OpenAI-compatible endpoint on this machine: answers as told, in turn, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, bytes]


@dataclass
class Endpoint:
    """`answer` makes the reply to a request body; `asked` holds bodies and headers in order."""

    answer: Callable[[dict[str, Any], int], Reply]
    asked: list[tuple[dict[str, Any], dict[str, str]]] = field(default_factory=list)
    url: str = ""


def said(content: Any) -> Reply:
    """A chat completion that says this."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return 200, json.dumps({"choices": [{"message": {"content": text}}], "usage": usage}).encode()


def late(seconds: float, reply: Reply) -> Reply:
    """The reply after a while."""
    time.sleep(seconds)
    return reply


@contextmanager
def endpoint(answer: Callable[[dict[str, Any], int], Reply]) -> Iterator[Endpoint]:
    """A running endpoint on a free port of the loopback."""
    state = Endpoint(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((body, dict(self.headers)))
            status, data = state.answer(body, len(state.asked))
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the judge did not wait

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
