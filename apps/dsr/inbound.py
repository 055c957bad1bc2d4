"""What mail tells of the letters of requests: one that came back stands in the story of its ticket, unread."""

from typing import Any

from apps.casework.registers import MailListener

from . import services
from .models import Ticket
from .queries.answers import NOT_THERE

ABOUT = "dsr.ticket:"


def note_return(about: str, event: str, address: str, *, by: Any) -> None:
    """Nothing where the letter was about something else."""
    if not about.startswith(ABOUT):
        return
    ticket = Ticket.objects.filter(pk=about.removeprefix(ABOUT)).first()
    if ticket is not None:
        services.came_back(ticket, told=event, by=by)


MAIL_LISTENERS = [MailListener(events=frozenset(told.value for told in NOT_THERE), takes=note_return)]
