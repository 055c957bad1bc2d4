"""What stands behind the link of the letter that asks an address whether it filed a request."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from apps.publications.tokens import digest

from ..choices import FilingStatus
from ..models import Filing


@dataclass(frozen=True)
class FilingLink:
    """The filings that a link may confirm, and those that it was for: the newest first."""

    filings: list[Filing]

    @property
    def waiting(self) -> list[Filing]:
        return [one for one in self.filings if one.status == FilingStatus.WAITING]

    @property
    def became(self) -> list[Filing]:
        """Those that are tickets now."""
        return [one for one in self.filings if one.ticket is not None]

    @property
    def lapsed(self) -> list[Filing]:
        return [one for one in self.filings if one.status == FilingStatus.LAPSED]


def behind_filing_link(secret: str) -> FilingLink:
    """Everything filed with the address to which this secret was sent: what came after its letter too.

    So who files again on the day of a letter, or after a stranger used their address, waits for no other letter.
    """
    token = digest(secret)
    first = Filing.objects.filter(confirm_hash=token).order_by("-pk").first()
    if first is None:
        return FilingLink([])
    mine = Q(confirm_hash=token)
    if first.email_key and first.mailed_at and first.mailed_at > _oldest():
        mine |= Q(status=FilingStatus.WAITING, email_key=first.email_key)
    return FilingLink(list(Filing.objects.filter(mine).select_related("brand", "ticket").order_by("-filed_at", "-pk")))


def _oldest() -> datetime.datetime:
    """When the letter of a link that still stands was written at the earliest."""
    return timezone.now() - datetime.timedelta(days=settings.REQUEST_CONFIRM_DAYS)
