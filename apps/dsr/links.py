"""Links of requesters, on the configured address: never on the host that a request claims."""

import hmac
import re

from django.conf import settings
from django.urls import reverse

from apps.publications.tokens import read, signed
from apps.trail.envelopes import signature

#: What the token of a requester's page is signed for.
PURPOSE = "dsr.page"
#: What the tag in the address of an answer is signed for.
MAIL = "dsr.mail"
TAG = re.compile(r"\+([0-9a-f]{32})([0-9a-f]{16})@", re.IGNORECASE)


def page_link(public_id: str) -> str:
    """The requester's own page: good as long as the ticket stands. What it shows depends on a short session."""
    return settings.SITE_URL + page_path(public_id)


def page_path(public_id: str) -> str:
    """The same page, on whatever host it is being read."""
    return f"/privacy-request/{signed(PURPOSE, public_id)}/"


def confirm_link(secret: str) -> str:
    """Where an address confirms what was filed with it."""
    return settings.SITE_URL + reverse("dsr:confirm", args=[secret])


def named_by(token: str) -> str | None:
    """The ticket's public id in a token; none where it was forged, altered, or made for something else."""
    return read(PURPOSE, token)


def mail_tag(public_id: str) -> str:
    """What stands behind the plus sign of the address that answers about a ticket go to: mailboxes keep no case."""
    return public_id + _mail_mac(public_id)


def named_by_address(address: str) -> str | None:
    """The ticket's public id in the tag of an address; none where there is none, or a forged one."""
    found = TAG.search(address)
    if found is None:
        return None
    public_id, mac = found.group(1).lower(), found.group(2).lower()
    return public_id if hmac.compare_digest(mac, _mail_mac(public_id)) else None


def _mail_mac(public_id: str) -> str:
    return signature(MAIL, public_id).hex()[:16]
