"""What the page of a ticket shows of identity and tasks, and what it suggests: duplicates and canned texts."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.organisation.models import SystemData

from ..choices import OPEN, TaskStatus
from ..models import CannedText, Ticket


def duplicates_of(ticket: Ticket) -> QuerySet[Ticket]:
    """Open tickets of the same brand that name the same address. A suggestion: who named it is not known by that."""
    if not ticket.email_key:
        return Ticket.objects.none()
    same = Ticket.objects.filter(email_key=ticket.email_key, brand=ticket.brand_id, status__in=OPEN)
    return same.exclude(pk=ticket.pk).order_by("received_at", "pk")


def texts_for(ticket: Ticket) -> QuerySet[CannedText]:
    """The canned texts that fit a ticket: in its language, for its law or every law, for one of its rights or any."""
    rights = ["", *ticket.items.values_list("right", flat=True)]
    fitting = CannedText.objects.offered().filter(language=ticket.language, right__in=rights)
    return fitting.filter(Q(regime="") | Q(regime=ticket.regime)).order_by("name", "pk")


def identity_section(ticket: Ticket) -> dict[str, Any]:
    """For ``admin/dsr/identity.html``: what was asked, found and handed in, and whether the data calls for more."""
    checks = list(ticket.identity_checks.select_related("letter", "judged_by").order_by("-pk"))
    open_check = next((check for check in checks if check.is_open), None)
    days = datetime.timedelta(days=settings.DSR_LAPSE_DAYS)
    return {
        "ticket": ticket,
        "checks": checks,
        "documents": list(ticket.identity_documents.order_by("pk")),
        "lapses_at": open_check.asked_at + days if open_check and open_check.asked_at else None,
        "special": special_categories(ticket),
    }


def special_categories(ticket: Ticket) -> list[str]:
    """Special categories of data (GDPR Art. 9) that the systems searched for a ticket hold: a reason for more proof."""
    searched = ticket.tasks.exclude(status=TaskStatus.CANCELLED).values("system")
    held = SystemData.objects.current().filter(system__in=searched, category__is_special=True)
    return sorted(set(held.values_list("category__name", flat=True)))


def tasks_section(ticket: Ticket) -> dict[str, Any]:
    """For ``admin/dsr/tasks.html``: every task with its owner, and how many are left."""
    tasks = list(ticket.tasks.select_related("system", "owner", "ended_by").order_by("due_on", "pk"))
    return {"ticket": ticket, "tasks": tasks, "open_tasks": sum(task.is_open for task in tasks)}
