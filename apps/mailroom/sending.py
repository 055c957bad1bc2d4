"""Letters leave: claimed under a lease, fenced right before each hand-over, every answer written down.

Any number of senders drain side by side, and each may die at any moment. What one had claimed is free again once its
lease is over. That it begins to hand a letter over is marked before it does: only such a letter is of unknown outcome,
and is sent once more under the same Message-ID; a second unknown outcome waits for a person.
"""

import datetime
import hashlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .choices import SENDING, DeliveryEvent, LetterStatus
from .composing import NotALetter, parse
from .handover import Answer, Line, Unreachable, redacted
from .models import Delivery, Letter
from .providers import ProviderLine, leaves, open_line
from .services import sealed_bytes

#: So often a letter is tried that cannot be opened or read here.
MOST_FAULTS = 10
BATCH = 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How long a sender holds a letter: longer than DATA, the message and its answer may take; when one of unknown outcome
    is sent again; and when one that was put off is tried again, each time, the last of them from then on.
    """

    lease: datetime.timedelta = datetime.timedelta(seconds=3 * settings.EMAIL_TIMEOUT + 30)
    again: datetime.timedelta = datetime.timedelta(minutes=5)
    backoff: tuple[datetime.timedelta, ...] = tuple(datetime.timedelta(minutes=number) for number in (1, 5, 15, 60))


USUAL = Pace()


def send_for_a_minute() -> int:
    """The job of every minute, which ends before the next."""
    until = time.monotonic() + 50
    return drain(is_told_to_end=lambda: time.monotonic() > until)


def drain(*, pace: Pace = USUAL, is_told_to_end: Callable[[], bool] = lambda: False) -> int:
    """Send until nothing is due; how many letters were dealt with. A claim is committed before anything is sent."""
    free_interrupted(pace)
    handled = 0
    with open_line() as line:
        while not is_told_to_end() and (batch := claim(pace)):
            try:
                handled += send_batch(batch, line, pace, is_told_to_end)
            except Unreachable:
                break
            finally:
                release(batch)
    return handled


def send_batch(
    batch: Sequence[Letter], line: Line | ProviderLine, pace: Pace, is_told_to_end: Callable[[], bool]
) -> int:
    """Send what was claimed, one after the other.

    Raises:
        Unreachable: there is no server; what was left of the batch is put off.
    """
    for place, letter in enumerate(batch):
        if is_told_to_end():
            return place
        try:
            send(letter, line, pace)
        except Unreachable as fault:
            for one in batch[place:]:
                settle(one, fault.answer, pace)
            raise
    return len(batch)


def send(letter: Letter, line: Line | ProviderLine, pace: Pace) -> None:
    """Send one letter and write down the answer.

    Raises:
        Unreachable: there is no server to hand it to.
    """
    if not leaves():
        settle(letter, Answer(LetterStatus.SHOWN), pace)
        return
    try:
        wire, sender = opened(letter)
    except Exception as fault:
        logger.exception("%s cannot be opened or read.", letter)
        settle_fault(letter, fault, pace)
        return
    answer = line.hand_over(wire, sender=sender, to=letter.to_address, begin=lambda: begins(letter, pace))
    if answer is not None:
        settle(letter, answer, pace)


def opened(letter: Letter) -> tuple[bytes, str]:
    """The bytes of a letter as they were made, and the address that it is from."""
    wire = sealed_bytes(letter)
    if hashlib.sha256(wire).hexdigest() != letter.sha256:
        raise NotALetter("The message is not the one that was queued.")
    return wire, parse(wire)["From"].addresses[0].addr_spec


# --- Claims ---


def claim(pace: Pace) -> list[Letter]:
    """The next letters that are due, for this sender alone until their lease is over."""
    now, token = timezone.now(), secrets.token_hex(16)
    if not Letter.objects.due(now).exists():  # which takes no lock
        return []
    with transaction.atomic():
        free = Letter.objects.due(now).select_for_update(skip_locked=True, no_key=True).order_by("next_try_at", "pk")
        ids = list(free.values_list("pk", flat=True)[:BATCH])
        Letter.objects.filter(pk__in=ids).move(
            status=LetterStatus.SENDING,
            claim=token,
            claimed_by=f"{socket.gethostname()[:80]}:{os.getpid()}",
            claimed_until=now + pace.lease,
            attempts=F("attempts") + 1,
        )
    return list(Letter.objects.filter(claim=token).order_by("next_try_at", "pk"))


def begins(letter: Letter, pace: Pace) -> bool:
    """The fence: whether the letter is still this sender's; if so, renew the lease and mark that it is handed over now."""
    now = timezone.now()
    held = Letter.objects.filter(pk=letter.pk, claim=letter.claim, status=LetterStatus.SENDING, claimed_until__gt=now)
    return held.move(claimed_until=now + pace.lease, handing_over_at=now) == 1


def release(batch: Sequence[Letter]) -> None:
    """Give back at once what a sender that ends early has not begun."""
    tokens = {letter.claim for letter in batch}
    unbegun = Letter.objects.filter(claim__in=tokens, status=LetterStatus.SENDING, handing_over_at=None)
    unbegun.move(status=LetterStatus.QUEUED, attempts=F("attempts") - 1, **FREE)


#: A letter that no sender holds.
FREE: dict[str, Any] = {"claim": "", "claimed_by": "", "claimed_until": None, "handing_over_at": None}


def free_interrupted(pace: Pace) -> None:
    """Free what a sender held that has died: queued again, or of unknown outcome where a hand-over had begun."""
    for letter in Letter.objects.interrupted(timezone.now()).order_by("pk")[: 10 * BATCH]:
        if letter.handing_over_at is None:
            unbegun = Letter.objects.filter(pk=letter.pk, claim=letter.claim, handing_over_at=None)
            unbegun.filter(claimed_until__lte=timezone.now()).move(status=LetterStatus.QUEUED, **FREE)
        else:
            settle(letter, Answer(LetterStatus.UNKNOWN_OUTCOME, None, "The sender ended in the middle of it."), pace)


# --- Outcomes ---


def settle(letter: Letter, answer: Answer, pace: Pace, **values: Any) -> None:
    """Write down the outcome of an attempt in a transaction of its own, if the letter is still this sender's."""
    now = timezone.now()
    values["next_try_at"] = None
    status = answer.status
    if status == LetterStatus.DEFERRED:
        values["next_try_at"] = now + pace.backoff[min(letter.attempts, len(pace.backoff)) - 1]
        if values["next_try_at"] > letter.give_up_at:
            status = LetterStatus.REFUSED if answer.code else LetterStatus.FAILED
            values["next_try_at"] = None
    elif status == LetterStatus.UNKNOWN_OUTCOME:
        values["unknowns"] = letter.unknowns + 1
        values["next_try_at"] = now + pace.again if letter.unknowns == 0 else None
    elif status == LetterStatus.HANDED_OVER:
        values["handed_over_at"] = now
    _write(letter, answer._replace(status=status), values)


def settle_fault(letter: Letter, fault: Exception, pace: Pace) -> None:
    """A letter that cannot be opened or read here: it is put off, and after ten times waits for a person."""
    words = f"{type(fault).__name__}: {fault}"[:300]
    faults = letter.faults + 1
    status = LetterStatus.DEFERRED if faults < MOST_FAULTS else LetterStatus.FAILED
    settle(letter, Answer(status, None, words), pace, faults=faults)


def _write(letter: Letter, answer: Answer, values: dict[str, Any]) -> None:
    SENDING.ensure(LetterStatus.SENDING, answer.status)
    words = redacted(answer.words, letter.to_address)
    values |= {"status": answer.status, "last_code": answer.code, "last_error": words, **FREE}
    held = Letter.objects.filter(pk=letter.pk, claim=letter.claim, status=LetterStatus.SENDING)
    with transaction.atomic():
        moved = held.move(**values)
        if not moved and answer.status == LetterStatus.HANDED_OVER:  # the answer came after the lease was over
            late = Letter.objects.filter(pk=letter.pk, status=LetterStatus.UNKNOWN_OUTCOME)
            moved = late.move(**values)
        if moved:
            Delivery.objects.create(
                letter=letter,
                event=DeliveryEvent(answer.status.value),
                code=answer.code,
                answer=words,
                attempt=letter.attempts,
                sha256=letter.sha256,
            )
