"""What the list and the page of tickets show: badges in words and colours, facts, items, the story."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.backoffice.records import badge
from apps.casework.deadlines.dsr_laws import DSR_LAWS

from ..choices import Decision, Priority, Right, Status
from ..laws import article_for, words_for
from ..models import Item, ProposedRefusal, Ticket

STATUS_TONES = {
    Status.RECEIVED: "warning",
    Status.CLARIFYING: "warning",
    Status.ANSWERED: "good",
    Status.CLOSED: "good",
}
PRIORITY_TONES = {Priority.CHILDREN: "danger", Priority.HIGH: "warning"}
DECISION_TONES = {
    Decision.GRANTED: "good",
    Decision.NOTHING_HELD: "good",
    Decision.IN_PART: "warning",
    Decision.REFUSED: "danger",
}
#: So many days before it is due a badge warns.
SOON = 7


def day_words(day: datetime.date | None) -> str:
    return date_format(day, "j M Y") if day else "—"


def days_left_words(left: int) -> str:
    """How long there is, in words: a colour alone says nothing to some."""
    if left == 0:
        return _("due today")
    if left < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -left) % {"count": -left}
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}


def due_badge(ticket: Ticket, today: datetime.date) -> str:
    """Days to the date that steers; the limit of the law beside it. Empty where nothing is due any more."""
    left = ticket.days_left(today)
    return "" if left is None else _due_badge(get_language(), left, ticket.due_on, ticket.legal_limit_on)


@lru_cache(maxsize=1000)
def _due_badge(_language: str | None, left: int, due_on: datetime.date, limit_on: datetime.date | None) -> str:
    """Made once for all rows of a list that have the same dates."""
    title = _("Due on %(due)s; limit of the law: %(limit)s") % {"due": day_words(due_on), "limit": day_words(limit_on)}
    return badge(days_left_words(left), "danger" if left < 0 else "warning" if left <= SOON else "good", title)


def status_badge(ticket: Ticket) -> str:
    return _status_badge(get_language(), ticket.status)


@cache
def _status_badge(_language: str | None, status: str) -> str:
    return badge(Status(status).label, STATUS_TONES.get(Status(status), "neutral"))


def priority_badge(ticket: Ticket) -> str:
    return _priority_badge(get_language(), ticket.priority)


@cache
def _priority_badge(_language: str | None, priority: str) -> str:
    tone = PRIORITY_TONES.get(Priority(priority))
    return badge(Priority(priority).label, tone) if tone else ""


def right_words(item: Item) -> str:
    return _right_words(get_language(), item.right)


@cache
def _right_words(_language: str | None, right: str) -> str:
    return str(Right(right).label)


def person_words(ticket: Ticket) -> str:
    return ticket.name or ticket.email or ticket.phone or _("(not named)")


def page_of(ticket: Ticket) -> str:
    return reverse("admin:dsr_ticket_change", args=[ticket.pk])


# --- Items -----------------------------------------------------------------------------------------------------------


def told_items(
    ticket: Ticket, items: Iterable[Item], proposals: Mapping[int, ProposedRefusal], today: datetime.date
) -> list[dict[str, Any]]:
    """Each right with its dates, why they are what they are, and what was decided, or what a second person is asked."""
    return [
        {
            "item": item,
            "heading": words_for(ticket.regime, item.right),
            "article": article_for(ticket.regime, item.right),
            "clock": DSR_LAWS[item.law].title,
            "badge": _item_badge(item, today),
            "is_due": item.is_open and ticket.is_open,
            "why": item.derivation.splitlines(),
            "proposal": proposals.get(item.pk),
        }
        for item in items
    ]


def _item_badge(item: Item, today: datetime.date) -> str:
    if not item.is_open:
        return badge(item.get_decision_display(), DECISION_TONES.get(Decision(item.decision), "neutral"))
    left = (item.due_on - today).days
    return badge(days_left_words(left), "danger" if left < 0 else "warning" if left <= SOON else "good")


# --- Facts -----------------------------------------------------------------------------------------------------------


def facts_of(ticket: Ticket) -> list[dict[str, Any]]:
    """What is decided and known of a ticket, by label; what is not known is left out."""
    stands = [
        (_("Looked after by"), ticket.assignee or _("nobody yet")),
        (_("Team"), ticket.team),
        (_("Priority"), ticket.get_priority_display()),
        (_("Brand"), ticket.brand),
        (_("Law"), ticket.get_regime_display()),
        (_("Why this law"), ticket.regime_reason),
        (_("Our role"), ticket.get_our_role_display() or _("not decided")),
        (_("Customer"), ticket.customer),
        (_("Representative"), ticket.representative),
        (_("Who asks"), ticket.get_group_display()),
        (_("How it came"), ticket.get_channel_display()),
        (_("Received"), _received_words(ticket)),
        (_("Office"), ticket.office),
        (_("Answered"), day_words(ticket.answered_at) if ticket.answered_at else ""),
        (_("Closed"), day_words(ticket.closed_at) if ticket.closed_at else ""),
        (_("Why it ended"), ticket.ending),
        (_("Why it was late"), ticket.lateness),
    ]
    return [{"label": label, "value": value} for label, value in stands if value]


def _received_words(ticket: Ticket) -> str:
    if ticket.is_taken_over:
        return _("%(day)s, taken over from before") % {"day": day_words(ticket.received_on)}
    return day_words(ticket.received_on)
