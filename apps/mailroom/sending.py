"""Letters leave, one after the other, each in a round of its sender; every answer is written down.

Any number of senders drain side by side, and each may die at any moment: see ``rounds``. A letter of unknown outcome is
sent once more under the same Message-ID; a second unknown outcome waits for a person.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from apps.trail.acts import object_name

from .choices import LetterStatus
from .composing import NotALetter, sender_of
from .fence import WINDOW
from .handover import Answer, Envelope, Line, Unreachable
from .models import Letter
from .opening import Opener
from .providers import ProviderLine, leaves, open_line
from .rounds import USUAL, Claimed, Pace, Told, claim, finish, free_interrupted, goes_on, goes_on_quickly, told

#: So often a letter is tried that cannot be opened or read here.
MOST_FAULTS = 10
#: So long, in seconds, a round goes on: its letters show where they stand when it is over.
LONGEST_ROUND = 5.0

logger = logging.getLogger(__name__)


def send_for_a_minute() -> int:
    """The job of every minute, which ends before the next."""
    until = time.monotonic() + 50
    return drain(is_told_to_end=lambda: time.monotonic() > until)


def drain(*, pace: Pace = USUAL, is_told_to_end: Callable[[], bool] = lambda: False) -> int:
    """Send until nothing is due; how many letters were dealt with."""
    free_interrupted(pace)
    handled = 0
    with open_line() as line:
        while not is_told_to_end() and (claimed := claim(pace)):
            try:
                handled += Trip(claimed, line, pace).go(is_told_to_end) if leaves() else show(claimed, pace)
            except Unreachable:
                break
    return handled


def show(claimed: Claimed, pace: Pace) -> int:
    """Where nothing leaves, letters are kept here, and say so."""
    finish(claimed.round, [told(letter, Answer(LetterStatus.SHOWN), pace) for letter in claimed.letters])
    return len(claimed.letters)


class Opened(NamedTuple):
    """The bytes of a letter as they were made, and the address that it is from."""

    wire: bytes
    sender: str


def opened(letter: Letter, opener: Opener) -> Opened:
    """Open a letter, which must be the one that was queued."""
    wire = opener.wire(letter)
    if hashlib.sha256(wire).hexdigest() != letter.sha256:
        raise NotALetter("The message is not the one that was queued.")
    return Opened(wire, sender_of(wire))


class Trip:
    """A round on its way. What it has to say of a letter is noted with the mark that the next one begins; ``says`` is what
    is not in the ledger yet.
    """

    def __init__(self, claimed: Claimed, line: Line | ProviderLine, pace: Pace) -> None:
        self.round, self.letters = claimed
        self.line, self.pace = line, pace
        self.says: list[Told] = []
        self.opener = Opener(self.letters)
        self.ahead: dict[int, Opened | Exception] = {}

    def go(self, is_told_to_end: Callable[[], bool]) -> int:
        """Send what was claimed, and end the round; how many letters were dealt with.

        What fails here in any other way than these leaves the round as it is, for who finds its lease over.

        Raises:
            Unreachable: there is no server; what was left of the round is put off.
        """
        began, done = time.monotonic(), 0
        try:
            while done < len(self.letters) and not is_told_to_end() and time.monotonic() - began < LONGEST_ROUND:
                if not self._send(self.letters[done], following=next(iter(self.letters[done + 1 :]), None)):
                    break
                done += 1
        except Unreachable as fault:
            self.says += [told(letter, fault.answer, self.pace) for letter in self.letters[done:]]
            finish(self.round, self.says)
            raise
        finish(self.round, self.says)
        return done

    def _send(self, letter: Letter, *, following: Letter | None) -> bool:
        """Send one letter; whether the round is still this sender's."""
        ready = self._opened(letter)
        if isinstance(ready, Exception):
            return self._tell(fault_of(letter, ready, self.pace), following)
        answer = self.line.hand_over(
            ready.wire,
            sender=ready.sender,
            to=letter.to_address,
            begin=lambda: self._goes_on(letter, following),
            following=Envelope(ready.sender, following.to_address) if following else None,
            meanwhile=lambda: self._open_ahead(following),
        )
        return answer is not None and self._tell(told(letter, answer, self.pace), following)

    def _tell(self, one: Told, following: Letter | None) -> bool:
        """Keep an outcome for the next mark; one that is out of the ordinary is written down at once."""
        self.says.append(one)
        return one.answer.status == LetterStatus.HANDED_OVER or self._goes_on(None, following)

    def _goes_on(self, letter: Letter | None, following: Letter | None) -> bool:
        """Mark what begins; what was handed over is noted, and stands in the ledger from time to time."""
        if letter and 0 < len(self.says) < WINDOW and self.round.run:
            return goes_on_quickly(self.round, self.pace, says=self.says[-1], begins=letter, opens=following)
        if not goes_on(self.round, self.pace, says=self.says, begins=letter, opens=following):
            return False
        self.says = []
        return True

    def _opened(self, letter: Letter) -> Opened | Exception:
        if letter.pk not in self.ahead:
            self.ahead[letter.pk] = opened_or_fault(letter, self.opener)
        return self.ahead.pop(letter.pk)

    def _open_ahead(self, letter: Letter | None) -> None:
        if letter is not None:
            self.ahead[letter.pk] = opened_or_fault(letter, self.opener)


def opened_or_fault(letter: Letter, opener: Opener) -> Opened | Exception:
    """A letter opened, or why it cannot be: one that cannot stops no other."""
    try:
        return opened(letter, opener)
    except Exception as fault:
        logger.exception("%s cannot be opened or read.", object_name(letter))
        return fault


def fault_of(letter: Letter, fault: Exception, pace: Pace) -> Told:
    """A letter that cannot be opened or read here: it is put off, and after ten times waits for a person."""
    faults = letter.faults + 1
    status = LetterStatus.DEFERRED if faults < MOST_FAULTS else LetterStatus.FAILED
    words = f"{type(fault).__name__}: {fault}"[:300]
    return told(letter, Answer(status, None, words), pace, faults=faults)
