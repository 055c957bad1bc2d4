"""Data that is preserved while an authority gets its order."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.deadlines.laws import law
from apps.organisation.calendars import day_at, place_of
from apps.retention.choices import HoldGround, Scope
from apps.retention.services import place_hold
from apps.trail.acts import act, object_name
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import PreservationStatus, TargetKind, Verification
from ..models import Demand, Preservation
from .access import lock_open, lock_visible
from .targets import value_of

ONE_DAY = datetime.timedelta(days=1)
#: By which word a hold finds a person whom an authority names so.
HELD_BY = {TargetKind.EMAIL: "email", TargetKind.MSISDN: "phone"}


class NotPreserved(RuleBroken):
    """It asks for nothing to be preserved, its sender is not verified, or it is over."""


def begin_preservation(demand: Demand, *, by: Any) -> Preservation:
    """Preserve what a request to preserve asks for, from its receipt and by the clock of its legal basis.

    Raises:
        NotPreserved: it is none, the sender is not verified, or data is preserved for it already.
        DemandEnded, NotCleared: see there.
    """
    with act("disclosures.preservation_begun", by=by, about=demand):
        demand = lock_open(demand, by=by)
        if not demand.legal_basis.is_preservation or not demand.legal_basis.clock:
            raise NotPreserved(_("Its legal basis is none on which data is preserved."))
        if demand.verification != Verification.VERIFIED:
            raise NotPreserved(_("Verify the sender first, through the directory: such letters are forged too."))
        if Preservation.objects.filter(demand=demand).exists():
            raise NotPreserved(_("Data is preserved for it already."))
        preservation = Preservation(
            demand=demand,
            law=demand.legal_basis.clock,
            since=demand.received_on,
            until=_until(demand),
        )
        preservation.full_clean()
        preservation.save()
        _hold_people(demand, preservation, by=by)
    return preservation


def _hold_people(demand: Demand, preservation: Preservation, *, by: Any) -> None:
    """Nothing of the people it is about is erased here meanwhile; the hold is as secret as the request."""
    review_on = max(preservation.until, timezone.localdate() + ONE_DAY)
    for target in demand.targets.current().filter(kind__in=HELD_BY):
        place_hold(
            scope=Scope.PERSON,
            **{HELD_BY[target.kind]: value_of(target)},
            ground_kind=HoldGround.AUTHORITY,
            ground=f"{demand.legal_basis.citation}: {demand}",
            owner=by,
            review_on=review_on,
            clearance=object_name(demand),
            by=by,
        )


def _until(demand: Demand, extended_on: datetime.date | None = None) -> datetime.date:
    """The last day: where a rule may extend the period over a weekend, data goes only after that."""
    taken = {"extended_on": extended_on} if extended_on else {}
    clock = law(demand.legal_basis.clock)
    dates = clock.reckon(received_at=demand.received_at, office=place_of(demand.office), **taken).dates
    return dates.get("latest_on", dates["due_on"])


def extend_preservation(demand: Demand, *, extended_on: datetime.date, by: Any) -> Preservation:
    """Record the extension that came on a day; one that comes after the end extends nothing.

    Raises:
        NotPreserved: nothing is preserved, it was extended before, or it came too late.
    """
    with act("disclosures.preservation_extended", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        preservation = _active(demand)
        if preservation.extended_on is not None:
            raise NotPreserved(_("It was extended once already, and cannot be again."))
        until = _until(demand, extended_on)
        if until <= preservation.until:
            raise NotPreserved(_("The extension came after the end, and extends nothing."))
        preservation.extended_on, preservation.until = extended_on, until
        preservation.save()
    return preservation


def confirm_preservation(demand: Demand, *, by: Any) -> Preservation:
    """Record that a request to produce the data is on its way: it is preserved until it is produced (2023/1543 Art. 11).

    Raises:
        NotPreserved: nothing is preserved.
    """
    with act("disclosures.preservation_extended", by=by, about=demand):
        preservation = _active(lock_visible(demand, by=by))
        preservation.is_confirmed = True
        preservation.save()
    return preservation


def end_preservation(demand: Demand, *, words: str, by: Any) -> Preservation:
    """End a preservation; what routine would have purged goes with the next run.

    Raises:
        NotPreserved: nothing is preserved, or it is not said why.
    """
    with act("disclosures.preservation_ended", by=by, about=demand):
        preservation = _active(lock_visible(demand, by=by))
        if not words.strip():
            raise NotPreserved(_("Say why it ends."))
        _end(preservation, words.strip(), by=by)
    return preservation


def end_preservations() -> int:
    """End every preservation that is past its last day and not confirmed; how many ended."""
    now = timezone.now()
    latest = (now + datetime.timedelta(days=1)).date()
    due = Preservation.objects.over(latest).filter(is_confirmed=False).select_related("demand__office")
    return sum(_end_if_over(one.demand, now) for one in due if one.until < day_at(one.demand.office, now))


def _end_if_over(demand: Demand, now: datetime.datetime) -> int:
    with act("disclosures.preservation_ended", by="worker", about=demand) as this:
        lock(demand)
        preservation = lock(Preservation.objects.get(demand=demand))
        is_over = preservation.until < day_at(demand.office, now) and not preservation.is_confirmed
        if preservation.status != PreservationStatus.ACTIVE or not is_over:
            this.discard()
            return 0
        _end(preservation, "", by="worker")
    return 1


def _end(preservation: Preservation, words: str, *, by: Any) -> None:
    preservation.status, preservation.ended_at = PreservationStatus.ENDED, timezone.now()
    preservation.ended_by, preservation.ending = None if isinstance(by, str) else by, words
    preservation.save()


def _active(demand: Demand) -> Preservation:
    preservation = Preservation.objects.filter(demand=demand).first()
    if preservation is None or preservation.status != PreservationStatus.ACTIVE:
        raise NotPreserved(_("Nothing is preserved for this request."))
    return lock(preservation)
