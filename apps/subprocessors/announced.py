"""What customers and subscribers are told of the register: listings that will start, changes of them, and ends.

Each listing is told once: what changed several times since anybody was told is told from the first to the last, and
what came to nothing is not told at all.
"""

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.registers import AnnouncedTopic, WaitingChange
from apps.publications.choices import Topic
from apps.publications.models import Announcement
from apps.trail.acts import object_name

from . import services
from .choices import APPROVED_ONCE, ChangeKind, ChangeStatus, ListingStatus, Materiality
from .models import ListChange, Listing
from .queries import blockers, uncovered_gains
from .queries.telling import Telling, entry_before_and_after, told_listings

_S = ListingStatus
#: So long after it ended, the end of a listing is still told.
RECENT = datetime.timedelta(days=30)


def gather(brand: Any, told: Collection[tuple[str, str]]) -> list[WaitingChange]:
    """What waits to be told of a brand's register, listing by listing."""
    return [change for telling in told_listings(brand) for change in _of(telling, told)]


def _of(telling: Telling, told: Collection[tuple[str, str]]) -> Iterator[WaitingChange]:
    listing = telling.listing
    kind = "replaced" if listing.replaces_id else ChangeKind.ADDED.value
    if listing.status == _S.APPROVED and (object_name(listing), kind) not in told:
        said = telling.said_of_coming()
        yield _waiting(listing, kind, Materiality.NOTICE_REQUIRED, said, listing.approved_at)
    if listing.status in APPROVED_ONCE and listing.status != _S.ENDED:
        yield from _changes(telling, told)
    if _is_ending(listing, told):
        since = telling.ending_since or timezone.now()
        yield _waiting(listing, ChangeKind.REMOVED.value, Materiality.INFORMATIONAL, telling.said_of_ending(), since)


def _is_ending(listing: Listing, told: Collection[tuple[str, str]]) -> bool:
    if (object_name(listing), ChangeKind.REMOVED.value) in told:
        return False
    recently = timezone.localdate() - RECENT
    return listing.status == _S.ENDING or bool(
        listing.status == _S.ENDED and listing.ended_on and listing.ended_on >= recently
    )


def _changes(telling: Telling, told: Collection[tuple[str, str]]) -> Iterator[WaitingChange]:
    """The changes of one listing that nobody was told of: the first carries the words for all of them."""
    untold = [one for one in telling.changes if (object_name(one), one.kind) not in told]
    before, after = entry_before_and_after(telling, untold)
    if before == after:
        return
    said = telling.said_of_change(before, after, untold)
    for change in untold:
        yield _waiting(change, change.kind, change.materiality, said, change.decided_at)
        said = {}


def _waiting(record: Any, kind: str, materiality: str, said: dict[str, Any], since: Any) -> WaitingChange:
    snapshot = {"reference": record.reference, "said": said}
    return WaitingChange(object_name(record), kind, str(materiality), snapshot, since)


def hindrances(subject: str, day: datetime.date) -> list[str]:
    """What the register has against a change on a day."""
    record = _record(subject)
    if isinstance(record, ListChange):
        if record.status == ChangeStatus.EFFECTIVE:
            return []
        names = ", ".join(country.name for country in uncovered_gains(record, day))
        words = _("%(change)s: nothing covers transfers to %(countries)s on %(day)s: record a mechanism first.")
        told = {"change": record.reference, "countries": names, "day": day.isoformat()}
        return [words % told] if names else []
    if record.status in {_S.APPROVED, _S.ANNOUNCED}:
        return [finding.words for finding in blockers(record, on=day)]
    return []


def announced(subject: str, announcement: Announcement, by: Any) -> None:
    """Let the record wait for the day; what is told for information only waits for nothing."""
    record, day = _record(subject), announcement.effective_on or timezone.localdate()
    if isinstance(record, ListChange) and record.status in {ChangeStatus.ACCEPTED, ChangeStatus.APPROVED}:
        services.announce_change(record, announcement=announcement, effective_on=day, by=by)
    elif isinstance(record, Listing) and record.status in {_S.APPROVED, _S.ANNOUNCED}:
        services.announce_listing(record, announcement=announcement, effective_on=day, by=by)


def effective(subject: str, by: Any) -> None:
    """Put the record in force."""
    record = _record(subject)
    if isinstance(record, ListChange) and record.status == ChangeStatus.APPROVED:
        services.start_change(record, by=by)
    elif isinstance(record, Listing) and record.status == _S.ANNOUNCED:
        services.start_announced(record, by=by)


def withdrawn(subject: str, reason: str, by: Any) -> None:
    """Nothing of it will take effect; the record waits again."""
    record = _record(subject)
    if isinstance(record, ListChange) and record.status == ChangeStatus.APPROVED:
        services.reopen_change(record, reason=reason, by=by)
    elif isinstance(record, Listing) and record.status == _S.ANNOUNCED:
        services.withdraw_announcement(record, reason=reason, by=by)


def _record(subject: str) -> Any:
    label, _colon, pk = subject.partition(":")
    model: Any = {"subprocessors.listing": Listing, "subprocessors.listchange": ListChange}[label]
    return model.objects.get(pk=pk)


TOPICS = [AnnouncedTopic(Topic.SUBPROCESSORS.value, gather, hindrances, announced, effective, withdrawn)]
