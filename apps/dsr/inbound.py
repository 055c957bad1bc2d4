"""What mail makes of requests: one that comes in is a ticket or an entry of one, a letter that came back is told there."""

from typing import Any

from apps.casework.registers import MailListener, MailTaker

from . import services
from .models import Ticket
from .queries.answers import NOT_THERE
from .services.incoming import join_mail, open_from_mail, take_mail

ABOUT = "dsr.ticket:"


def note_return(about: str, event: str, address: str, *, by: Any) -> None:
    """Nothing where the letter was about something else."""
    if not about.startswith(ABOUT):
        return
    ticket = Ticket.objects.filter(pk=about.removeprefix(ABOUT)).first()
    if ticket is not None:
        services.came_back(ticket, told=event, by=by)


MAIL_LISTENERS = [MailListener(events=frozenset(told.value for told in NOT_THERE), takes=note_return)]
MAIL_TAKERS = [MailTaker(takes=take_mail, opens=open_from_mail, joins=join_mail)]
