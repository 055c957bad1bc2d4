"""Links of requesters, on the configured address: never on the host that a request claims."""

from django.conf import settings
from django.urls import reverse

from apps.publications.tokens import read, signed

#: What the token of a requester's page is signed for.
PURPOSE = "dsr.page"


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
