"""The sections of a request's page: each a template and what it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.models import AccessEntry
from apps.trail.errors import RuleBroken
from apps.trail.queries import story

from ..choices import DISCLOSING
from ..forms.review import ChecksForm
from ..models import Demand, Preservation
from ..queries.clock import due_of
from ..queries.directory import contacts_of, no_contact_words
from ..queries.packages import keeps_from_release
from ..queries.review import hindrances
from ..services import value_of
from ..services.demands import what_is_left
from .opening import OPEN
from .panel import (
    at_office,
    category_words,
    due_badge,
    facts_of,
    moment_words,
    notice_badge,
    period_words,
    sender_badge,
)
from .steps import in_review

#: So many acts stand beside the request; the history has all.
TOLD = 8


@dataclass(frozen=True)
class Section:
    """One section, as ``templates/admin/disclosures/<name>.html``; the template finds what it is given under ``told``.

    Where ``gather`` gives none it is left out. One that stands ``beside`` is narrow.
    """

    name: str
    gather: Callable[[HttpRequest, Demand], dict[str, Any] | None]
    beside: bool = False

    @property
    def template(self) -> str:
        return f"admin/disclosures/{self.name}.html"


def _emergency(request: HttpRequest, demand: Demand) -> dict[str, Any] | None:
    """Whom to call back, before everything else."""
    if not demand.is_emergency or not demand.is_open:
        return None
    contacts = list(contacts_of(demand))
    return {
        "contacts": contacts,
        "none": "" if contacts or demand.authority is None else no_contact_words(demand),
        "demand": demand,
        "left": hindrances(demand),
    }


def _asked(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    may_read = request.user.has_perm(OPEN)
    targets = [
        {"target": one, "value": _value(one) if may_read else _("not shown to you")}
        for one in demand.targets.current().order_by("kind", "pk")
    ]
    return {
        "demand": demand,
        "categories": category_words(demand.categories),
        "period": period_words(demand, demand.period_from, demand.period_to),
        "targets": targets,
    }


def _value(target: Any) -> str:
    """A target in the authority's own words; what was erased says so."""
    try:
        return value_of(target)
    except RuleBroken:
        return _("(erased)")


def _due(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    due = due_of(demand)
    return {
        "badge": due_badge(demand, timezone.now()),
        "at": at_office(demand, demand.due_at) if demand.due_at else "",
        "latest_at": at_office(demand, demand.latest_at) if demand.latest_at else "",
        "why": due.sentences,
        "is_notified": demand.is_notified,
        "agreed_at": moment_words(demand.enforcing_agreed_at) if demand.enforcing_agreed_at else "",
    }


def _sender(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    return {"demand": demand, "badge": sender_badge(demand), "contacts": list(contacts_of(demand))}


def _checks(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    form = ChecksForm(record=demand)
    return {
        "demand": demand,
        "rows": list(form.rows()),
        "left": hindrances(demand),
        "may_judge": in_review(demand) and request.user.has_perm("disclosures.change_check"),
    }


def _silence(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    return {
        "demand": demand,
        "silences": list(demand.silences.select_related("ended_by").order_by("-starts_on", "-pk")),
        "cleared": list(demand.clearances.current().select_related("user").order_by("pk")),
    }


def _notice(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    notice = demand.notice
    hold = at_office(demand, notice.hold_until) if notice.hold_until else ""
    return {"demand": demand, "notice": notice, "badge": notice_badge(notice), "hold_until": hold}


def _decision(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    decisions = demand.decisions.select_related("asked_by", "decided_by", "approval").order_by("-asked_at", "-pk")
    return {
        "decisions": [
            {"decision": one, "scope": category_words(one.scope), "is_current": one.is_current} for one in decisions
        ],
        "left": hindrances(demand) if in_review(demand) and not demand.is_emergency else [],
    }


def _package(request: HttpRequest, demand: Demand) -> dict[str, Any] | None:
    """What leaves, and in words what keeps it from leaving."""
    if demand.outcome not in DISCLOSING:
        return None
    files = demand.package_files.current().select_related("target", "added_by").order_by("added_at", "pk")
    waits = demand.released_at is None
    return {
        "demand": demand,
        "files": [{"file": one, "period": period_words(demand, one.period_from, one.period_to)} for one in files],
        "kept": keeps_from_release(demand) if waits else [],
        "left": [] if waits else what_is_left(demand),
        "release": demand.releases.current().select_related("asked_by", "released_by", "approval").first(),
        "may_open": request.user.has_perm(OPEN),
    }


def _preservation(request: HttpRequest, demand: Demand) -> dict[str, Any] | None:
    preservation = Preservation.objects.filter(demand=demand).first()
    return {"preservation": preservation} if preservation else None


def _story(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    """The last acts, and what was written to the authority and the customer."""
    tellings, has_more = story(demand, length=TOLD)
    return {
        "demand": demand,
        "tellings": tellings,
        "has_more": has_more,
        "push_backs": list(demand.push_backs.select_related("letter", "sent_by").order_by("-pk")),
        "notice": demand.notice,
        "opens_letters": request.user.has_perm("mailroom.view_letter"),
    }


def _facts(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    return {"facts": facts_of(demand)}


def _originals(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    files = list(demand.originals.order_by("added_at", "pk"))
    return {"demand": demand, "files": files, "may_open": request.user.has_perm(OPEN)}


def _costs(request: HttpRequest, demand: Demand) -> dict[str, Any] | None:
    costs = list(demand.costs.select_related("recorded_by").order_by("pk"))
    return {"costs": costs} if costs else None


def _accesses(request: HttpRequest, demand: Demand) -> dict[str, Any] | None:
    if not request.user.has_perm("casework.view_accessentry"):
        return None
    entries = list(AccessEntry.objects.of(demand).select_related("user")[: TOLD * 2])
    return {"entries": entries} if entries else None


SECTIONS = [
    Section("emergency", _emergency),
    Section("asked", _asked),
    Section("checks", _checks),
    Section("decision", _decision),
    Section("package", _package),
    Section("notice", _notice),
    Section("silence", _silence),
    Section("preservation", _preservation),
    Section("story", _story),
    Section("due", _due, beside=True),
    Section("sender", _sender, beside=True),
    Section("originals", _originals, beside=True),
    Section("facts", _facts, beside=True),
    Section("costs", _costs, beside=True),
    Section("accesses", _accesses, beside=True),
]


def sections_of(request: HttpRequest, demand: Demand) -> dict[str, list[dict[str, Any]]]:
    """The sections of a page for its reader: in the middle, and beside it."""
    shown: dict[str, list[dict[str, Any]]] = {"main_sections": [], "beside_sections": []}
    for section in SECTIONS:
        told = section.gather(request, demand)
        if told is not None:
            shown["beside_sections" if section.beside else "main_sections"].append({"section": section, "told": told})
    return shown
