"""What the page of a listing shows beside its form: its checklist, its places, what lint finds, and the chain below."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.backoffice.records import badge

from ..choices import CLOSED, EDITABLE
from ..models import ChainMember, Evidence, Listing, Location, ThirdParty
from ..queries import Finding, checklist, lint, places_with_cover, soon


def page_of(record: Any) -> str:
    """The page of a record."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def step_of(record: Any, name: str, **given: Any) -> str:
    """The page of a step, with what is filled in already."""
    address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_step", args=[record.pk, name])
    return address + "".join(
        f"{'&' if number else '?'}{key}={value}" for number, (key, value) in enumerate(given.items())
    )


def where_to_mend(finding: Finding) -> str:
    """The page on which a finding is mended."""
    record: Any = finding.record
    if isinstance(record, Location):
        return step_of(record.listing, "record-transfer")
    if isinstance(record, ThirdParty) and finding.field.startswith("evidence:"):
        return step_of(record, "add-evidence")
    if isinstance(record, ThirdParty) and finding.field == "group_members":
        return step_of(record, "add-group-member")
    if isinstance(record, Listing) and finding.field == "locations" and record.status in EDITABLE:
        return step_of(record, "add-location")
    if isinstance(record, Listing) and finding.field == "description":
        return step_of(record, "describe-processing")
    return page_of(record)


def told_of(findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings for a template, what blocks first."""
    ordered = sorted(findings, key=lambda finding: not finding.is_blocker)
    return [
        {
            "words": finding.words,
            "url": where_to_mend(finding),
            "badge": badge(_("blocks"), "danger") if finding.is_blocker else badge(_("look"), "warning"),
        }
        for finding in ordered
    ]


def findings_of(listing: Listing) -> list[Finding]:
    """What lint says today; found once for a page."""
    if "_findings" not in listing.__dict__:
        listing.__dict__["_findings"] = lint(listing, on=timezone.localdate())
    return listing.__dict__["_findings"]


def vetting_panel(listing: Listing, request: HttpRequest) -> dict[str, Any]:
    """Vetting and transfers of a listing that is not closed, as they stand today."""
    if listing.status in CLOSED:
        return {}
    today = timezone.localdate()
    may_add = request.user.has_perm("subprocessors.add_evidence")
    may_record = request.user.has_perm("subprocessors.add_transfer")
    return {
        "vetting_lines": [_line(listing, line, today, may_add) for line in checklist(listing, today)],
        "vetting_places": [_place(listing, place, today, may_record) for place in places_with_cover(listing, today)],
        "vetting_findings": told_of(findings_of(listing)),
        "chain": chain_of(listing),
    }


def _line(listing: Listing, line: Any, today: datetime.date, may_add: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"words": line.requirement.words}
    evidence: Evidence | None = line.evidence
    if evidence is None:
        kind = line.requirement.kinds[0]
        url = step_of(listing.third_party, "add-evidence", kind=kind.value) if may_add else ""
        return told | {"badge": badge(_("missing"), "danger"), "add_url": url}
    until = evidence.last_day
    shown = {"document": evidence.get_kind_display(), "issuer": evidence.issuer, "url": page_of(evidence)}
    return told | shown | {"until": until, "badge": _tone(until, today)}


def _place(listing: Listing, place: Any, today: datetime.date, may_record: bool) -> dict[str, Any]:
    told = {"words": str(place.location), "rests_on": place.words, "scope": place.scope, "until": place.until}
    if not place.is_covered:
        url = step_of(listing, "record-transfer") if may_record else ""
        return told | {"badge": badge(_("not covered"), "danger"), "add_url": url}
    return told | {"badge": _tone(place.until, today), "url": page_of(place.record) if place.record else ""}


def _tone(until: datetime.date | None, today: datetime.date) -> str:
    if until is not None and until <= soon(today):
        return badge(_("ends soon"), "warning")
    return badge(_("met"), "good")


def chain_of(listing: Listing) -> list[dict[str, Any]]:
    """The chain as rows from above to below, each under the one that engages it."""
    members = ChainMember.objects.current().filter(listing=listing).select_related("third_party", "country")
    below: dict[int | None, list[ChainMember]] = {}
    for member in members:
        below.setdefault(member.parent_id, []).append(member)
    rows, waiting = [], list(reversed(below.get(None, [])))
    while waiting:
        member = waiting.pop()
        rows.append({"member": member, "url": page_of(member)})
        waiting += reversed(below.get(member.pk, []))
    return rows
