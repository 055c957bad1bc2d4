"""The answer: its files, looked through for other people's data, handed over on the person's own page, never by mail."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.mailroom.composing import LANGUAGES
from apps.mailroom.models import Letter
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import ON_SUBSTANCE, ClockKind, FileKind, Status
from ..models import AnswerReview, Item, Team, Ticket, TicketFile
from ..queries.answer_words import said_in_answer
from ..queries.answers import answer_files, hash_of_files, missing_to_answer
from ..queries.offices import day_at, is_late
from .clock import NobodyTold, record_event, stop_clock
from .correspondence import add_file, tell
from .tickets import lock_open, move_ticket


class NotAnswerable(RuleBroken):
    """Something is missing before the person can have the answer, told one by one."""


class NotInAnswer(RuleBroken):
    """The file does not belong to the answer, or its ticket is over."""


# --- Files ---


def add_answer_file(ticket: Ticket, *, file: Any, by: Any) -> TicketFile:
    """Add a file to the answer; what was reviewed before is to be looked through anew.

    Raises:
        TicketEnded: it is answered or over.
        FileRefused: see ``casework.files``.
    """
    with act("dsr.answer_file_added", by=by, about=ticket):
        return add_file(lock_open(ticket), file=file, kind=FileKind.ANSWER, by=by)


def choose_for_answer(file: TicketFile, *, by: Any) -> TicketFile:
    """Let what was found in a system belong to the answer; a second click changes nothing.

    Raises:
        TicketEnded: the ticket is answered or over.
        NotInAnswer: it is no file that was found.
    """
    with act("dsr.answer_file_chosen", by=by, about=file.ticket) as this:
        lock_open(file.ticket)
        file = lock(file)
        if file.kind == FileKind.ANSWER:
            this.discard()
            return file
        if file.kind != FileKind.FOUND:
            raise NotInAnswer(_("Only what was found in a system is handed over: choose another file."))
        file.kind = FileKind.ANSWER
        file.save()
    return file


def leave_out_of_answer(file: TicketFile, *, by: Any) -> TicketFile:
    """Keep a file from being handed over; it stays on the ticket as found.

    Raises:
        TicketEnded: the ticket is answered or over.
        NotInAnswer: it does not belong to the answer.
    """
    with act("dsr.answer_file_left_out", by=by, about=file.ticket):
        lock_open(file.ticket)
        file = _lock_of_answer(file)
        file.kind = FileKind.FOUND
        file.save()
    return file


def redact_file(original: TicketFile, *, file: Any, by: Any) -> TicketFile:
    """Put a copy without other people's data in the place of a file of the answer; the original stays, for staff alone.

    Raises:
        TicketEnded, FileRefused: as for ``add_answer_file``.
        NotInAnswer: the file does not belong to the answer, or has its copy already.
    """
    with act("dsr.answer_file_redacted", by=by, about=original.ticket):
        ticket, original = lock_open(original.ticket), _lock_of_answer(original)
        copy = add_file(ticket, file=file, kind=FileKind.ANSWER, by=by)
        copy.redacted_of = original
        copy.save()
    return copy


def _lock_of_answer(file: TicketFile) -> TicketFile:
    file = lock(file)
    if file.kind != FileKind.ANSWER or TicketFile.objects.filter(redacted_of=file).exists():
        raise NotInAnswer(_("“%(file)s” is not handed over: choose a file of the answer.") % {"file": file})
    return file


def review_answer(ticket: Ticket, *, words: str, by: Any) -> AnswerReview:
    """State that the files as they are now were looked through for data of other people, and what was found.

    Raises:
        TicketEnded: it is answered or over.
        NotAnswerable: there is no file, or no words.
    """
    with act("dsr.answer_reviewed", by=by, about=ticket) as this:
        ticket = lock_open(ticket)
        files = answer_files(ticket)
        if not files or not words.strip():
            raise NotAnswerable(_("Look through the files of the answer, and say what you looked for and found."))
        review = AnswerReview(
            ticket=ticket,
            files_hash=hash_of_files(files),
            words=words.strip(),
            reviewed_at=timezone.now(),
            reviewed_by=by,
        )
        review.save()
        this.facts["count"] = len(files)
    return review


# --- The answer itself ---


def answer_ticket(ticket: Ticket, *, lateness: str = "", late_team: Team | None = None, by: Any) -> Ticket:
    """Give the person the answer to everything they asked; the letter says where its files are, and never holds them.

    The letter is the confirmation that is kept as proof. Where no e-mail address is known it is told in another way, and
    the ticket is closed by hand.

    Raises:
        TicketEnded: it is answered or over.
        NotAnswerable: everything that is missing, in words.
    """
    with act("dsr.ticket_answered", by=by, about=ticket):
        ticket = lock_open(ticket)
        if missing := missing_to_answer(ticket, lateness=lateness):
            raise NotAnswerable(" ".join(missing))
        if is_late(ticket) and lateness.strip():
            ticket.lateness, ticket.late_team = lateness.strip(), late_team
        _offer(ticket)
        ticket.confirmation = tell(ticket, "dsr/answered", said_in_answer(ticket), by=by)
        for item in ticket.items.filter(decision__in=ON_SUBSTANCE):
            stop_clock(item, on=_today(ticket), letter=ticket.confirmation)
        if ticket.status != Status.WORKING:
            move_ticket(ticket, Status.WORKING, by=by)
        return move_ticket(ticket, Status.ANSWERED, by=by)


def _offer(ticket: Ticket) -> None:
    """Let the files of the answer stand on the person's page for the days that are set, as from now."""
    has_files = bool(answer_files(ticket))
    days = datetime.timedelta(days=settings.ANSWER_DAYS)
    ticket.answer_until = timezone.now() + days if has_files else None


def _today(ticket: Ticket) -> datetime.date:
    return max(day_at(ticket.office, timezone.now()), ticket.received_on)


def offer_again(ticket: Ticket, *, by: Any) -> Ticket:
    """Let the files of an answer stand on the person's page once more, and tell them so.

    Raises:
        NotAnswerable: it was not answered with files.
    """
    with act("dsr.answer_offered_again", by=by, about=ticket):
        ticket = lock(ticket)
        if ticket.status not in [Status.ANSWERED, Status.CLOSED] or ticket.answer_until is None:
            raise NotAnswerable(_("This request was not answered with files: there is nothing to offer again."))
        _offer(ticket)
        ticket.save()
        tell(ticket, "dsr/offered_again", {"until": ticket.answer_until.date()}, by=by)
    return ticket


# --- A fee, where the law allows one (GDPR Art. 12(5)(a)) ---


def ask_fee(item: Item, *, words: str, by: Any) -> Letter:
    """Ask for a fee, with its reason and how to pay it; the clock waits where its law lets it.

    Raises:
        NobodyTold: no e-mail address is known to write to.
        ClockStopped, CannotReckon: it is decided, or a fee was asked for before.
    """
    with act("dsr.fee_asked", by=by, about=item.ticket):
        ticket = lock_open(item.ticket)
        with override(LANGUAGES[ticket.language]):
            right = item.get_right_display()
        letter = tell(ticket, "dsr/fee", {"right": right, "words": words.strip()}, text=words.strip(), by=by)
        if letter is None:
            raise NobodyTold(_("No e-mail address is known: ask by post, and put that on record as a note."))
        record_event(item, ClockKind.FEE_REQUESTED, on=_today(ticket), letter=letter, by=by)
    return letter


def fee_paid(item: Item, *, on: datetime.date, by: Any) -> Item:
    """Record that the fee came in; the clock goes on.

    Raises:
        ClockStopped, CannotReckon: it is decided, or nobody asked for one.
    """
    return record_event(item, ClockKind.FEE_PAID, on=on, by=by)
