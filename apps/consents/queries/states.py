"""What somebody agreed to: now, at a moment, and event by event."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from apps.cookies.models import Site

from ..choices import Action, State
from ..models import ConsentEvent, ConsentPurpose, CurrentState

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Holding:
    """What holds for a key: the state, the event that it follows from, and since and until when."""

    key: str
    state: State
    event: uuid.UUID
    since: datetime.datetime
    until: datetime.datetime | None = None


def timeline(subject: uuid.UUID) -> QuerySet[ConsentEvent]:
    """Every event of a subject, newest first; found by an index."""
    return ConsentEvent.objects.filter(subject=subject).select_related("site", "version", "purpose").order_by("-id")


def state_of(subject: uuid.UUID, *, at: datetime.datetime | None = None) -> dict[str, Holding]:
    """What held at a moment (now) for each key that the subject was ever asked about; others have no state."""
    moment = at or timezone.now()
    found: dict[str, Holding] = {}
    granted: set[str] = set()
    events = ConsentEvent.objects.filter(subject=subject, moment__lte=moment).exclude(action=Action.SHOW)
    for event in events.select_related("site", "purpose").order_by("id"):
        until = expiry_of(event)
        for key in event.granted.split():
            granted.add(key)
            is_over = until is not None and until <= moment
            found[key] = Holding(key, State.EXPIRED if is_over else State.GRANTED, event.pk, event.moment, until)
        for key in event.refused.split():
            state = State.WITHDRAWN if key in granted else State.REFUSED
            found[key] = Holding(key, state, event.pk, event.moment, until)
    return found


def expiry_of(event: ConsentEvent) -> datetime.datetime | None:
    """Until when a choice stands: so long as the site or the purpose says; none where nothing says it."""
    days = _days(event.site, event.purpose)
    return None if days is None else event.moment + days * DAY


def _days(site: Site | None, purpose: ConsentPurpose | None) -> int | None:
    if site is not None:
        return site.choice_days
    return purpose.stands_days if purpose is not None else None


def current(subject: uuid.UUID, key: str) -> bool | None:
    """Whether a key is granted by the newest event, in one read; none where the subject was never asked."""
    return CurrentState.objects.filter(subject=subject, key=key).values_list("is_granted", flat=True).first()


def has_grants(subject: uuid.UUID) -> bool:
    """Whether the subject has granted anything that stands, so that a refusal withdraws it."""
    return CurrentState.objects.filter(subject=subject, is_granted=True).exists()
