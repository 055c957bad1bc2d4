"""A mail server on this machine that takes what it is given, or fails as its script says; it keeps whole messages only."""

import asyncio
import contextlib
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

#: What a script may say besides an answer such as “451 Greylisted”.
SILENT, HANG, CUT, HALF = "silent", "hang", "cut", "half"


class Received(NamedTuple):
    """A message whose end arrived: to whom, its Message-ID and its bytes."""

    to: str
    message_id: str
    wire: bytes


#: At a place (banner, EHLO, MAIL, RCPT, DATA, END), about a recipient: an answer, one of the words above, or "" for yes.
Script = Callable[[str, str], str]


class Sink:
    """The server: ``received`` is what arrived, ``connections`` how often somebody called."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None, *, takes_groups: bool = False) -> None:
        self.script, self.tls, self.port, self.connections = script, tls, 0, 0
        self.takes_groups = takes_groups
        self.received: list[Received] = []
        self.unanswered = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls))
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
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await Talk(self, reader, writer).hold()
        writer.close()


class Talk:
    """One connection."""

    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer, self.to = sink, reader, writer, ""
        self.is_addressed = False

    async def say(self, words: str) -> None:
        self.writer.write(words.encode() + b"\r\n")
        await self.writer.drain()

    async def answer(self, place: str, usual: str) -> bool:
        """Whether it answered as usual; ends the talk where the script says so."""
        return await self.follow(self.sink.script(place, self.to), usual)

    async def follow(self, scripted: str, usual: str) -> bool:
        if scripted in {SILENT, HANG}:
            await asyncio.sleep(3600)
        if scripted == CUT:
            raise ConnectionError
        if scripted == HALF:
            self.writer.write_eof()
            await asyncio.sleep(3600)
        await self.say(scripted or usual)
        return not scripted

    async def hold(self) -> None:
        await self.answer("banner", "220 sink")
        while line := await self.reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                await self.say("221 Bye")
                return
            if verb == b"RCPT":
                self.to = re.search(rb"<(.*?)>", line)[1].decode()
            if verb == b"EHLO" and self.sink.takes_groups:
                await self.answer("EHLO", "250-sink\r\n250 PIPELINING")
            elif verb != b"DATA":
                taken = await self.answer(verb.decode(), "250 Fine")
                self.is_addressed = verb == b"RCPT" and taken
            elif not self.is_addressed:
                await self.say("503 To whom?")
            elif await self.answer("DATA", "354 Go on"):
                await self.take()
                self.is_addressed = False

    async def take(self) -> None:
        """A message, kept only when its end arrived: half of one is no delivery."""
        lines: list[bytes] = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionError
            lines.append(line[1:] if line.startswith(b".") else line)
        wire = b"".join(lines)
        scripted = self.sink.script("END", self.to)
        if scripted[:1] not in {"4", "5"}:
            message_id = re.search(rb"(?mi)^Message-ID:\s*(<[^>]+>)", wire)[1].decode()
            self.sink.received.append(Received(self.to, message_id, wire))
            self.sink.unanswered += bool(scripted)
        await self.follow(scripted, "250 Taken")


@contextlib.contextmanager
def sink(
    script: Script = lambda _place, _to: "", tls: ssl.SSLContext | None = None, *, takes_groups: bool = False
) -> Iterator[Sink]:
    """A running server with a script; it may take commands in groups (PIPELINING)."""
    one = Sink(script, tls, takes_groups=takes_groups)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def once(at: str, words: str, to: str = "") -> Script:
    """A script that fails once, at a place, about a recipient (or any)."""
    left: list[Any] = [words]

    def script(place: str, about: str) -> str:
        return left.pop() if left and place == at and (not to or about == to) else ""

    return script
