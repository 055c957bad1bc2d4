"""A mail provider's API on this machine: it keeps what it is handed, and answers or fails as it is told."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

#: What it may be told to do instead of answering.
SILENT, CUT = "silent", "cut"


class Handed(NamedTuple):
    """A request: where to, its headers and its body."""

    path: str
    headers: dict[str, str]
    body: bytes


class Api(ThreadingHTTPServer):
    """The server: ``handed`` is what it got; ``answers`` are (status, body) or one of the words above, the last for ever."""

    daemon_threads = True

    def __init__(self, answers: list) -> None:
        self.answers, self.handed, self.connections = answers, [], 0
        super().__init__(("127.0.0.1", 0), Talk)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Api

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.handed.append(Handed(self.path, dict(self.headers), body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == SILENT:
            time.sleep(3)
        if answer in {SILENT, CUT}:
            self.close_connection = True
            return
        status, words = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(words.encode())))
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@contextlib.contextmanager
def provider_api(*answers) -> Iterator[Api]:
    """A running API with these answers."""
    one = Api(list(answers))
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.shutdown()
        one.server_close()
        thread.join(10)
