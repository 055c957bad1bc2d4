"""Objections as part of the evidence of the announcement that they are against."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.casework.dossiers import as_json
from apps.casework.registers import EvidenceFile, EvidenceSource, EvidenceTable
from apps.publications.models import Announcement
from apps.trail.canonical import plain

from .models import Objection
from .queries.objections import objected_changes, told_changes

KEPT = ("reference", "channel", "name", "address", "language", "grounds", "in_time", "holds", "status", "decision")
DATED = ("received_at", "last_day", "answer_due_on", "decided_at")


def objections(announcement: Announcement) -> list[Objection]:
    found = Objection.objects.filter(announcement=announcement).order_by("pk")
    return list(found.select_related("customer", "decided_by"))


def files(announcement: Announcement) -> Iterator[EvidenceFile]:
    told = [_told(one) for one in objections(announcement)]
    yield EvidenceFile("objections.json", [as_json(told)], len(told))


def _told(objection: Objection) -> dict[str, Any]:
    return {
        **{name: getattr(objection, name) for name in KEPT},
        **{name: plain(getattr(objection, name)) for name in DATED},
        "customer": objection.customer.name,
        "derivation": objection.derivation.splitlines(),
        "against": [one.heading for one in told_changes(objected_changes(objection), "en")],
        "decided_by": str(objection.decided_by) if objection.decided_by else None,
    }


def table(announcement: Announcement) -> EvidenceTable:
    """The objections, each a line that leads to its page."""
    found = objections(announcement)
    rows: list[tuple[Any, ...]] = [
        (
            one.reference,
            one.customer.name,
            date_format(timezone.localtime(one.received_at), "DATETIME_FORMAT"),
            _("in time") if one.in_time else _("late"),
            one.get_status_display(),
        )
        for one in found
    ]
    return EvidenceTable(
        heading=_("Objections"),
        columns=(_("Reference"), _("Customer"), _("Received"), _("In time"), _("Status")),
        rows=rows,
        addresses=[reverse("admin:subprocessors_objection_change", args=[one.pk]) for one in found],
    )


EVIDENCE = [EvidenceSource(model="publications.announcement", files=files, records=objections, table=table)]
