"""Rounds: what a sender claims, the fence that it passes before each message, and what becomes of what it had claimed.

Before the content of each message one statement (``fence``) notes the answer to the message before, and that this one
begins. So whoever dies leaves one letter of unknown outcome at most: all others are told by a note or by the ledger, or were
not begun. The letters themselves follow their ledger when the round is over.
"""

import datetime
import json
import os
import secrets
import socket
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.bulk import insert_rows

from .choices import PAUSABLE, SENDING, TOLD_TOGETHER, DeliveryEvent, LetterStatus
from .fence import WINDOW, is_marked, this_run
from .handover import Answer, redacted
from .models import Delivery, Letter, Pause, Round

#: So many letters a sender claims at once.
BATCH = 200
#: What a sender reads of a letter: its other fields would take half of the time of a claim.
NEEDED = (
    *("kind", "to_address", "mould", "sealed", "sha256"),
    *("status", "give_up_at", "attempts", "faults", "unknowns", "interruptions"),
)
#: The order in which letters are claimed, and leave.
IN_TURN = ("next_try_at", "pk")
#: So often a sender may die while it opens a letter, before a person looks at that letter.
MOST_INTERRUPTIONS = 5
#: What a row of the ledger says, in the order of its columns here.
LEDGER = ("letter_id", "event", "code", "answer", "attempt", "sha256")


@dataclass(frozen=True)
class Pace:
    """How long a sender holds a letter: longer than DATA, the message and its answer may take; when one of unknown outcome
    is sent again; and when one that was put off is tried again, each time, the last of them from then on.
    """

    lease: datetime.timedelta = datetime.timedelta(seconds=3 * settings.EMAIL_TIMEOUT + 30)
    again: datetime.timedelta = datetime.timedelta(minutes=5)
    backoff: tuple[datetime.timedelta, ...] = tuple(datetime.timedelta(minutes=number) for number in (1, 5, 15, 60))

    def later(self, now: datetime.datetime, times: int) -> datetime.datetime:
        """When to try again what was put off so many times."""
        return now + self.backoff[min(times, len(self.backoff)) - 1]


USUAL = Pace()


class Told(NamedTuple):
    """What became of a letter, and what else changes in it."""

    letter: Letter
    answer: Answer
    values: dict[str, Any]
    at: datetime.datetime

    def row(self) -> tuple[Any, ...]:
        """As the ledger keeps it."""
        event, (letter, answer) = DeliveryEvent(self.answer.status.value), self[:2]
        return letter.pk, event.value, answer.code, answer.words, letter.attempts, letter.sha256


def told(letter: Letter, answer: Answer, pace: Pace, **values: Any) -> Told:
    """The outcome of an attempt: put off until when, given up, or sent once more; without the address in its words."""
    now = timezone.now()
    status, values = answer.status, {"next_try_at": None} | values
    if status == LetterStatus.DEFERRED:
        values["next_try_at"] = pace.later(now, letter.attempts)
        if values["next_try_at"] > letter.give_up_at:
            status = LetterStatus.REFUSED if answer.code else LetterStatus.FAILED
            values["next_try_at"] = None
    elif status == LetterStatus.UNKNOWN_OUTCOME:
        values["unknowns"] = letter.unknowns + 1
        values["next_try_at"] = now + pace.again if letter.unknowns == 0 else None
    elif status == LetterStatus.HANDED_OVER:
        values["handed_over_at"] = now
    SENDING.ensure(LetterStatus.SENDING, status)
    words = redacted(answer.words, letter.to_address)
    values |= {"status": status, "last_code": answer.code, "last_error": words, "round": None}
    return Told(letter, Answer(status, answer.code, words), values, now)


# --- Claims ---


class Claimed(NamedTuple):
    """A round and its letters, in the order in which they leave."""

    round: Round
    letters: list[Letter]


def claim(pace: Pace, most: int = BATCH) -> Claimed | None:
    """The next letters that are due, for this sender alone until their lease is over; committed before any is opened."""
    while Letter.objects.due(timezone.now()).exists():  # which takes no lock
        with transaction.atomic():
            due = candidates(most)
            ids = apart(hold_back(due))
            taken = take(ids, pace) if ids else None
        if taken:
            letters = Letter.objects.only(*NEEDED).in_bulk(ids)
            return Claimed(taken, [letters[pk] for pk in ids])
        if not due:  # others are claiming them
            return None
    return None


def take(ids: list[int], pace: Pace) -> Round:
    """A new round of these letters."""
    taken = Round.objects.create(
        token=secrets.token_hex(16),
        sender=f"{socket.gethostname()[:80]}:{os.getpid()}",
        until=timezone.now() + pace.lease,
        opening=ids[0],
        run=this_run(),
    )
    Letter.objects.filter(pk__in=ids).move(status=LetterStatus.SENDING, round=taken, attempts=F("attempts") + 1)
    return taken


class Due(NamedTuple):
    """What is known of a letter before it is claimed."""

    pk: int
    status: str
    about: str
    interruptions: int


def candidates(most: int) -> list[Due]:
    """The next letters that are due and that nobody else is claiming, locked."""
    free = Letter.objects.due(timezone.now()).select_for_update(skip_locked=True, no_key=True)
    found = free.order_by(*IN_TURN).values_list("pk", "status", "about", "interruptions")
    return [Due(*row) for row in found[:most]]


def hold_back(due: list[Due]) -> list[Due]:
    """Letters to claim without those about what is paused, which are held back instead."""
    if not Pause.objects.exists():
        return due
    paused = Pause.objects.filter(about__in={one.about for one in due}).order_by("pk").select_for_update()
    abouts = set(paused.values_list("about", flat=True))
    held = {one.pk for one in due if one.about in abouts and one.status in PAUSABLE}
    Letter.objects.filter(pk__in=held).move(status=LetterStatus.HELD, next_try_at=None)
    return [one for one in due if one.pk not in held]


def apart(due: list[Due]) -> list[int]:
    """The ids of letters that are claimed together; one that a sender may have died of goes alone."""
    suspect = next((place for place, one in enumerate(due) if one.interruptions), len(due))
    return [one.pk for one in due[: max(suspect, 1)]]


# --- The fence ---


def goes_on(
    round_: Round, pace: Pace, *, says: list[Told], begins: Letter | None = None, opens: Letter | None = None
) -> bool:
    """Whether the round is still this sender's: if so, what became of letters before stands in the ledger, the lease is
    renewed, and it is marked which letter is handed over now and which one is opened next; on the disk.
    """
    now = timezone.now()
    values = {
        "handing_over": begins and begins.pk,
        "opening": opens and opens.pk,
        "until": now + pace.lease,
        "notes": "",
    }
    with transaction.atomic():
        if not Round.objects.filter(pk=round_.pk, token=round_.token, until__gt=now).update(**values):
            return False
        write(says)
    return True


def goes_on_quickly(round_: Round, pace: Pace, *, says: Told, begins: Letter, opens: Letter | None) -> bool:
    """As ``goes_on`` of what was handed over, which the round itself notes for the time being: see ``fence``."""
    now = datetime.datetime.now(datetime.UTC)
    note = json.dumps([says.letter.pk, says.answer.code, says.answer.words, says.at.isoformat()]) + "\n"
    return is_marked([begins.pk, opens and opens.pk, now + pace.lease, note, round_.pk, round_.token, now])


def moment(value: datetime.datetime) -> Any:
    """A moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(value)


def write(says: list[Told]) -> None:
    """Put outcomes into the ledger; what is out of the ordinary moves its letter at once."""
    enter([[*one.row(), moment(one.at)] for one in says])
    for one in says:
        if one.answer.status not in TOLD_TOGETHER:
            Letter.objects.filter(pk=one.letter.pk).move(**one.values)


def enter(rows: list[list[Any]]) -> None:
    """Put rows into the ledger, each with its moment."""
    if rows:
        insert_rows(Delivery._meta.db_table, [*LEDGER, "moment"], rows)


def noted(round_: Round) -> list[list[Any]]:
    """The rows of the ledger that a round has noted and that are not there yet."""
    notes = [json.loads(line) for line in round_.notes.splitlines()]
    letters = Letter.objects.in_bulk([note[0] for note in notes])
    rows = []
    for pk, code, words, at in notes:
        letter, noted_at = letters[pk], datetime.datetime.fromisoformat(at)
        row = [pk, DeliveryEvent.HANDED_OVER.value, code, words, letter.attempts, letter.sha256, moment(noted_at)]
        rows.append(row)
    return rows


# --- The end of a round ---


def finish(round_: Round, says: list[Told]) -> None:
    """End a round of one's own: its letters follow the ledger, and what was not begun is free again."""
    with transaction.atomic():
        if not Round.objects.select_for_update().filter(token=round_.token).exists():
            believe_late(says)
            return
        write(says)
        disband(round_)


def believe_late(says: list[Told]) -> None:
    """Answers that came after somebody else had ended the round: what was handed over is not of unknown outcome."""
    for one in says:
        late = Letter.objects.filter(pk=one.letter.pk, status=LetterStatus.UNKNOWN_OUTCOME)
        if one.answer.status == LetterStatus.HANDED_OVER and late.move(**one.values):
            enter([[*one.row(), moment(one.at)]])


def free_interrupted(pace: Pace) -> None:
    """End the rounds of senders that have died: the letter that was being handed over is of unknown outcome."""
    while end_interrupted(pace):
        pass


def end_interrupted(pace: Pace) -> bool:
    """End one such round, if there is one."""
    with transaction.atomic():
        left = (
            Round.objects.filter(until__lte=timezone.now()).select_for_update(skip_locked=True).order_by("pk").first()
        )
        if left is None:
            return False
        enter(noted(left))
        is_broken_off = left.run not in {"", this_run()}
        begun = may_have_begun(left) if is_broken_off else [one_of(left, left.handing_over)]
        ended = Answer(LetterStatus.UNKNOWN_OUTCOME, None, _("The sender ended in the middle of it."))
        write([told(letter, ended, pace) for letter in begun if letter])
        if not is_broken_off and (opened := one_of(left, left.opening)):
            blame(opened, pace)
        disband(left)
    return True


def one_of(round_: Round, pk: int | None) -> Letter | None:
    """A letter that is still of this round."""
    return Letter.objects.filter(round=round_, pk=pk).first() if pk else None


def may_have_begun(round_: Round) -> list[Letter | None]:
    """Letters that may have left although nothing tells of them, as the database lost the marks of its last moments."""
    left = list(Letter.objects.filter(round=round_).order_by(*IN_TURN))
    last = round_.handing_over or round_.opening
    first = next((place for place, letter in enumerate(left) if letter.pk == last), 0)
    told_of = Delivery.objects.filter(letter__round=round_, attempt=F("letter__attempts"), event__in=TOLD_TOGETHER)
    known = set(told_of.values_list("letter_id", flat=True))
    return [letter for letter in left[first : first + WINDOW] if letter.pk not in known]


def blame(letter: Letter, pace: Pace) -> None:
    """Count that a sender died while it may have been opening this letter: the fifth time a person must look."""
    times = letter.interruptions + 1
    if times >= MOST_INTERRUPTIONS:
        words = _("Its sender ended %(count)d times before it could be handed over.") % {"count": times}
        write([told(letter, Answer(LetterStatus.FAILED, None, words), pace, interruptions=times)])
    else:
        again = {} if times == 1 else {"next_try_at": pace.later(timezone.now(), times - 1)}
        Letter.objects.filter(pk=letter.pk).move(**FREE, interruptions=times, **again)


#: A letter that no sender holds, and that was not begun.
FREE: dict[str, Any] = {"status": LetterStatus.QUEUED, "round": None, "attempts": F("attempts") - 1}


def disband(round_: Round) -> None:
    """Let the letters of a round follow the ledger, free the others, and end it; in the transaction under way."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [round_.pk])
    Letter.objects.filter(round=round_).move(**FREE)
    Round.objects.filter(pk=round_.pk)._raw_delete(connection.alias)


FOLLOW = """
UPDATE mailroom_letter SET status = ledger.event, last_code = ledger.code, last_error = ledger.answer,
    handed_over_at = CASE WHEN ledger.event = 'handed_over' THEN ledger.moment END, next_try_at = NULL, round_id = NULL
FROM mailroom_delivery AS ledger
WHERE mailroom_letter.round_id = %s AND ledger.letter_id = mailroom_letter.id
    AND ledger.attempt = mailroom_letter.attempts AND ledger.event IN ('handed_over', 'shown')
"""
