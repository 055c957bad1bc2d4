"""A mailbox on this machine: as much of IMAP4rev1 as a client needs that fetches what is unread."""

import asyncio
import contextlib
import re
import threading
from collections.abc import Iterator

from privacy_office.mail import Mailbox


class ImapServer:
    """``messages`` are its mails by UID, ``seen`` those that were marked as read, ``fetched`` what was asked of them."""

    def __init__(self, messages: list[bytes]) -> None:
        self.messages = dict(enumerate(messages, start=1))
        self.seen: set[int] = set()
        self.fetched: list[tuple[int, str]] = []
        self.refuses = False
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def box(self, **values: str) -> Mailbox:
        """How this office knows it."""
        return Mailbox("127.0.0.1", self.port, "privacy@acme.example", "secret", is_tls=False, **values)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while line := await reader.readline():
                tag, _space, command = line.decode().strip().partition(" ")
                untagged, words = self.answer(command)
                for one in untagged:
                    writer.write(b"* " + one + b"\r\n")
                writer.write(f"{tag} {words}\r\n".encode())
                await writer.drain()
        writer.close()

    def answer(self, command: str) -> tuple[list[bytes], str]:
        """The untagged lines and the last words of an answer."""
        verb = command.split()[0].upper()
        if verb == "LOGIN" and self.refuses:
            return [], "NO [AUTHENTICATIONFAILED] Not you"
        if verb == "CAPABILITY":
            return [b"CAPABILITY IMAP4rev1"], "OK done"
        if verb == "SELECT":
            return [f"{len(self.messages)} EXISTS".encode()], "OK [READ-WRITE] done"
        if verb == "LOGOUT":
            return [b"BYE"], "OK done"
        return (self.by_uid(command) if verb == "UID" else []), "OK done"

    def by_uid(self, command: str) -> list[bytes]:
        if command.upper() == "UID SEARCH UNSEEN":
            return [" ".join(["SEARCH", *map(str, sorted(set(self.messages) - self.seen))]).encode()]
        verb, uid = command.split()[1].upper(), int(command.split()[2])
        if verb == "STORE":
            self.seen.add(uid)
            return []
        return self.fetch(uid, command)

    def fetch(self, uid: int, command: str) -> list[bytes]:
        wanted = re.search(r"\((.*)\)", command)[1].upper()
        self.fetched.append((uid, wanted))
        if uid not in self.messages:
            return []
        raw = self.messages[uid]
        if wanted == "RFC822.SIZE":
            return [f"{uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode()]
        section = wanted.replace(".PEEK", "")
        shown = raw.split(b"\n\n", 1)[0] + b"\n\n" if "HEADER" in wanted else raw
        return [f"{uid} FETCH (UID {uid} {section} {{{len(shown)}}}\r\n".encode() + shown + b")"]


@contextlib.contextmanager
def mailbox(*messages: bytes) -> Iterator[ImapServer]:
    """A running mailbox with these messages in it, none of them read."""
    one = ImapServer(list(messages))
    one.start()
    try:
        yield one
    finally:
        one.stop()
