"""One connection to the mail server, and what its answers mean for a letter."""

import contextlib
import re
import smtplib
from collections.abc import Callable
from typing import Any, NamedTuple, Self

from django.core.mail.backends.smtp import EmailBackend

from .choices import LetterStatus

#: What goes wrong on the way to the server and back.
LOST = (smtplib.SMTPException, OSError)
ACCEPTED = {250, 251, 252}
GO_ON, CLOSING = 354, 421
LONGEST_ANSWER = 300


class Answer(NamedTuple):
    """Where an answer, or that there was none, puts a letter; with its code and words."""

    status: LetterStatus
    code: int | None = None
    words: str = ""


class Unreachable(Exception):
    """The mail server cannot be reached, or does not let us in: no letter could leave, whoever it is to."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.words)


def answer_of(code: int, text: bytes | str) -> Answer:
    """4xx is tried again and 5xx is not (RFC 5321, 4.2.1); what is no answer at all is as if there were none."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    if 500 <= code < 600:
        return Answer(LetterStatus.REFUSED, code, printable(words))
    return Answer(LetterStatus.DEFERRED, code if 400 <= code < 500 else None, printable(words))


def fault_words(fault: Exception) -> Answer:
    """A letter that could not be handed over, as the connection failed: it is tried again."""
    if isinstance(fault, smtplib.SMTPResponseException):
        refusal = answer_of(fault.smtp_code, fault.smtp_error)
        return Answer(LetterStatus.DEFERRED, refusal.code, refusal.words)
    return Answer(LetterStatus.DEFERRED, None, printable(f"{type(fault).__name__}: {fault}"))


def printable(words: str) -> str:
    """An answer as one line of text, not too long."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:LONGEST_ANSWER]


def redacted(words: str, address: str) -> str:
    """An answer without the address that it repeats: the ledger keeps it for good."""
    if not address or address.lower() not in words.lower():  # as in nearly every answer
        return words
    return re.sub(re.escape(address), "…", words, flags=re.IGNORECASE)


class Envelope(NamedTuple):
    """Who a message is from and to, as the mail server is told it."""

    sender: str
    to: str


def nothing() -> None:
    """What is done while the server thinks, where there is nothing to do."""


class Line:
    """A connection to the mail server of EMAIL_URL, made when it is first needed and used again.

    Where the server takes commands in groups (PIPELINING, RFC 2920), the envelope of the message that follows leaves in one
    group with the message before it, so that each costs one round trip. Any surprise hangs up.
    """

    def __init__(self) -> None:
        self._smtp: Any = None
        self._asked: Envelope | None = None
        self._waits_for_message = False
        self._takes_groups = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._smtp is not None:
            if not self._asked and not self._waits_for_message:  # or QUIT would be a line of a message
                with contextlib.suppress(*LOST):
                    self._smtp.quit()
            self.close()

    def close(self) -> None:
        """Hang up without a word: an unfinished message is none."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._asked, self._waits_for_message = None, None, False

    def hand_over(
        self,
        wire: bytes,
        *,
        sender: str,
        to: str,
        begin: Callable[[], bool],
        following: Envelope | None = None,
        meanwhile: Callable[[], None] = nothing,
    ) -> Answer | None:
        """Hand one message over. ``begin`` is asked right before its content; where it says no, nothing is answered.

        ``following`` is the envelope that comes next, if one does; ``meanwhile`` is done while the server thinks.

        Raises:
            Unreachable: there is no server to hand it to.
        """
        envelope = Envelope(sender, to)
        if self._asked not in {None, envelope}:
            self.close()
        self._open()
        try:
            if refusal := self._ask(envelope):
                return refusal
        except LOST as fault:
            self.close()
            return fault_words(fault)
        if not begin():
            self.close()
            return None
        return self._deliver(wire, following, meanwhile)

    def _ask(self, envelope: Envelope) -> Answer | None:
        """Have the server wait for the message of an envelope, or learn why it does not."""
        was_asked, self._asked = self._asked is not None, None
        if was_asked or self._takes_groups:
            if not was_asked:
                self._smtp.send(commands(envelope))
            replies = [self._smtp.getreply() for _command in range(3)]
        else:
            replies = self._asked_step_by_step(envelope)
        self._waits_for_message = len(replies) == 3 and replies[2][0] == GO_ON
        for (code, text), wanted in zip(replies, (ACCEPTED, ACCEPTED, {GO_ON}), strict=False):
            if code not in wanted:
                return self._turned_down(code, text)
        return None

    def _asked_step_by_step(self, envelope: Envelope) -> list[tuple[int, bytes]]:
        """The replies to MAIL, RCPT and DATA, up to the first that says no."""
        replies = [self._smtp.mail(envelope.sender)]
        if replies[-1][0] in ACCEPTED:
            replies.append(self._smtp.rcpt(envelope.to))
        if replies[-1][0] in ACCEPTED and len(replies) == 2:
            replies.append(self._smtp.docmd("DATA"))
        return replies

    def _turned_down(self, code: int, text: bytes) -> Answer:
        is_usable = False
        if code != CLOSING and not self._waits_for_message:
            with contextlib.suppress(*LOST):
                is_usable = self._smtp.rset()[0] in ACCEPTED
        if not is_usable:
            self.close()
        return answer_of(code, text)

    def _deliver(self, wire: bytes, following: Envelope | None, meanwhile: Callable[[], None]) -> Answer:
        """The message itself. From here on no answer means that it may have arrived."""
        group = commands(following) if following and self._takes_groups else b""
        try:
            self._smtp.send(stuffed(wire) + b".\r\n" + group)
            meanwhile()
            code, text = self._smtp.getreply()
        except LOST as fault:
            self.close()
            return fault_words(fault)._replace(status=LetterStatus.UNKNOWN_OUTCOME)
        self._waits_for_message, self._asked = False, following if group else None
        if code in ACCEPTED:
            return Answer(LetterStatus.HANDED_OVER, code, printable(text.decode(errors="replace")))
        if not 400 <= code < 600:
            self.close()
            return answer_of(code, text)._replace(status=LetterStatus.UNKNOWN_OUTCOME)
        if code == CLOSING:
            self.close()
        return answer_of(code, text)

    def _open(self) -> None:
        if self._smtp is None:
            backend = EmailBackend()
            try:
                backend.open()
                self._smtp = backend.connection
                self._smtp.ehlo_or_helo_if_needed()
            except LOST as fault:
                with contextlib.suppress(*LOST):
                    backend.close()
                self.close()
                raise Unreachable(fault_words(fault)) from fault
            self._takes_groups = self._smtp.has_extn("pipelining")


def commands(envelope: Envelope) -> bytes:
    """The commands before a message, as one group; DATA is its last (RFC 2920, 3.1)."""
    lines = [f"MAIL FROM:<{envelope.sender}>", f"RCPT TO:<{envelope.to}>", "DATA"]
    if any(sign in line for line in lines for sign in "\r\n"):
        raise ValueError("An address of an envelope has a line break.")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def stuffed(wire: bytes) -> bytes:
    """A message whose lines cannot end it (RFC 5321, 4.5.2), with a line break at its end."""
    if b"\n." in wire or wire.startswith(b"."):
        wire = re.sub(rb"(?m)^\.", b"..", wire)
    return wire if wire.endswith(b"\r\n") else wire + b"\r\n"
