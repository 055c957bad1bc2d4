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
    return re.sub(re.escape(address), "…", words, flags=re.IGNORECASE) if address else words


class Line:
    """A connection to the mail server of EMAIL_URL, made when it is first needed and used again."""

    def __init__(self) -> None:
        self._smtp: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._smtp is not None:
            with contextlib.suppress(*LOST):
                self._smtp.quit()
            self.close()

    def close(self) -> None:
        """Hang up without a word: an unfinished message is none."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def hand_over(self, wire: bytes, *, sender: str, to: str, begin: Callable[[], bool]) -> Answer | None:
        """Hand one message over. ``begin`` is asked right before DATA; where it says no, nothing is sent or answered.

        Raises:
            Unreachable: there is no server to hand it to.
        """
        smtp = self._opened()
        try:
            for code, text in self._envelope(smtp, sender, to):
                if code not in ACCEPTED:
                    return self._turned_down(code, text)
            if not begin():
                smtp.rset()
                return None
            code, text = smtp.docmd("DATA")
            if code != GO_ON:
                return self._turned_down(code, text)
        except LOST as fault:
            self.close()
            return fault_words(fault)
        return self._deliver(smtp, wire)

    def _envelope(self, smtp: Any, sender: str, to: str) -> Any:
        """The answers to MAIL and RCPT, each asked for when it is wanted."""
        yield smtp.mail(sender)
        yield smtp.rcpt(to)

    def _turned_down(self, code: int, text: bytes) -> Answer:
        if code == CLOSING:
            self.close()
        else:
            self._smtp.rset()
        return answer_of(code, text)

    def _deliver(self, smtp: Any, wire: bytes) -> Answer:
        """The message itself. From here on no answer means that it may have arrived."""
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", wire) + b".\r\n")
            code, text = smtp.getreply()
        except LOST as fault:
            self.close()
            return fault_words(fault)._replace(status=LetterStatus.UNKNOWN_OUTCOME)
        if code in ACCEPTED:
            return Answer(LetterStatus.HANDED_OVER, code, printable(text.decode(errors="replace")))
        if not 400 <= code < 600:
            self.close()
            return answer_of(code, text)._replace(status=LetterStatus.UNKNOWN_OUTCOME)
        if code == CLOSING:
            self.close()
        return answer_of(code, text)

    def _opened(self) -> Any:
        if self._smtp is None:
            backend = EmailBackend()
            try:
                backend.open()
            except LOST as fault:
                with contextlib.suppress(*LOST):
                    backend.close()
                raise Unreachable(fault_words(fault)) from fault
            self._smtp = backend.connection
        return self._smtp
