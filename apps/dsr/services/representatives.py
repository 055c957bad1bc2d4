"""Whether who speaks for a person may do so."""

from typing import Any

from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import Authority, FileKind
from ..models import Ticket
from .correspondence import add_file, add_note
from .tickets import lock_open


class AuthorityUnproven(RuleBroken):
    """Nobody speaks for somebody else without a proof on file."""


def judge_authority(ticket: Ticket, *, accepted: bool, words: str, file: Any = None, by: Any) -> Ticket:
    """Accept or reject the authority of a representative; the proof is a file of the ticket, handed in here or before.

    Raises:
        TicketEnded: it is answered or over.
        AuthorityUnproven: nobody represents the person, no proof is on file, or nothing says what it shows.
        FileRefused: of the proof, as of every file.
    """
    judged = Authority.ACCEPTED if accepted else Authority.REJECTED
    with act("dsr.authority_judged", by=by, about=ticket, authority_is=judged):
        ticket = lock_open(ticket)
        if not ticket.is_by_representative:
            raise AuthorityUnproven(_("The person asks for themselves: there is no authority to judge."))
        if not words.strip():
            raise AuthorityUnproven(_("Say what the proof shows, or what it lacks."))
        if file:
            add_file(ticket, file=file, kind=FileKind.AUTHORITY, by=by)
        if accepted and not ticket.files.filter(kind=FileKind.AUTHORITY).exclude(file="").exists():
            raise AuthorityUnproven(_("Put the proof on file first: a signed mandate, a power of attorney, a ruling."))
        ticket.authority = judged
        ticket.save()
        add_note(ticket, text=words, by=by)
    return ticket
