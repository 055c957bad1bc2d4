"""What mail tells of subscribers: an address that is none, a letter reported as unwanted, a wish to leave."""

from typing import Any

from apps.casework.registers import MailListener, MailTaker

from . import services

ENDS = {"bounced_hard": services.bounce, "complained": services.complain, "unsubscribed": services.leave_all}


def end_subscriptions(about: str, event: str, address: str, *, by: Any) -> None:
    """End every subscription of the address; nothing where the letter was erased, and its address with it."""
    if address:
        ENDS[event](address, by=by)


MAIL_LISTENERS = [MailListener(events=frozenset(ENDS), takes=end_subscriptions)]
#: Nobody writes to publications: subscribers have links.
MAIL_TAKERS: list[MailTaker] = []
