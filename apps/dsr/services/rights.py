"""What a request asks for, where its words left that open."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import Decision, Right
from ..models import Ticket
from .clock import set_dates
from .tickets import NothingAsked, add_item, lock_open


class NothingUnclear(RuleBroken):
    """What this request asks for is settled."""


def settle_rights(ticket: Ticket, *, rights: Sequence[str], by: Any) -> Ticket:
    """Say what a request asks for that was to be clarified: each right gets its clock, from the same receipt.

    Raises:
        NothingAsked: no right is chosen, or again the one that says that it is open.
        NothingUnclear: it was settled already.
        TicketEnded: it is answered or over.
    """
    if not rights or Right.UNCLEAR in rights:
        raise NothingAsked(_("Choose what is asked: one right at least."))
    with act("dsr.rights_settled", by=by, about=ticket, count=len(set(rights))):
        unclear = lock_open(ticket).items.open().filter(right=Right.UNCLEAR).first()
        if unclear is None:
            raise NothingUnclear(_("What %(reference)s asks for is settled already.") % {"reference": ticket})
        known = set(ticket.items.values_list("right", flat=True))
        for right in dict.fromkeys(rights):
            if right not in known:
                add_item(ticket, right=right, by=by)
        unclear.refresh_from_db()
        unclear.decision, unclear.decided_at = Decision.ELSEWHERE, timezone.now()
        unclear.save()
        ticket = lock_open(ticket)
        set_dates(ticket)
        ticket.save()
    return ticket
