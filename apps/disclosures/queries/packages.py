"""What may leave, and what keeps a package from leaving."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.organisation.calendars import place_of

from ..choices import DISCLOSING, NoticeStatus, Objection, Status, TargetKind
from ..models import Demand, PackageFile
from .clock import reckoned


def outside(demand: Demand, file: PackageFile) -> list[str]:
    """What of a file lies outside what the instrument and the decision allow, in words."""
    told = []
    decision = demand.decisions.current().exclude(decided_at=None).first()
    if decision is None or file.category not in decision.scope.split():
        told.append(_("%(category)s is not among what may leave.") % {"category": file.get_category_display()})
    if demand.period_from is None or demand.period_to is None:
        told.append(_("The request names no period."))
    elif file.period_from < demand.period_from or file.period_to > demand.period_to:
        told.append(_("Its period lies outside the one that is asked."))
    if file.target.demand_id != demand.pk or not file.target.is_current:
        told.append(_("It is about somebody who is no target of this request."))
    if file.target.kind == TargetKind.IP and (file.target.port is None or file.target.seen_at is None):
        told.append(_("Its IP address has no port or moment."))
    return told


def keeps_from_release(demand: Demand, now: datetime.datetime | None = None) -> list[str]:
    """Everything that keeps the package of a request from leaving at a moment, in words; nothing where it may."""
    now = now or timezone.now()
    told = []
    if demand.status != Status.DECIDED or demand.outcome not in DISCLOSING:
        return [_("It is not decided that anything is disclosed.")]
    files = list(demand.package_files.current().select_related("target"))
    if not files:
        told.append(_("The package is empty: put the files in first."))
    for file in files:
        told += [f"{file}: {words}" for words in outside(demand, file)]
    return told + _of_the_notice(demand, now) + _of_the_clock(demand, now)


def _of_the_notice(demand: Demand, now: datetime.datetime) -> list[str]:
    """The customer was told before, or a cited prohibition stands (privacy statement 4.5)."""
    notice = demand.notice
    if notice.status == NoticeStatus.NONE_NEEDED:
        return [] if demand.customer is None else [_("The customer is to be told first.")]
    if notice.status == NoticeStatus.WITHHELD:
        stands = demand.silences.standing().exists() and notice.prohibition
        return [] if stands else [_("The notice is withheld, though no silence stands.")]
    if notice.status != NoticeStatus.SENT:
        return [_("The customer is to be told first, or a silence with its ground put on record.")]
    if notice.objection == Objection.HOLDS:
        return [_("The customer has objected: settle that first.")]
    if notice.hold_until is not None and now < notice.hold_until:
        return [_("The customer may object until %(moment)s.") % {"moment": _shown(notice.hold_until, demand)}]
    return []


def _of_the_clock(demand: Demand, now: datetime.datetime) -> list[str]:
    """Where the enforcing authority was notified, its time to refuse is over, or it agreed (2023/1543 Art. 10(2))."""
    if not demand.is_notified or demand.enforcing_agreed_at is not None:
        return []
    earliest = reckoned(demand).moments.get("early_release_at")
    if earliest is not None and now < earliest:
        words = _("The enforcing authority may still refuse: not before %(moment)s, unless it agrees.")
        return [words % {"moment": _shown(earliest, demand)}]
    return []


def _shown(moment: datetime.datetime, demand: Demand) -> str:
    return date_format(moment.astimezone(place_of(demand.office).zone), "j F Y H:i")
