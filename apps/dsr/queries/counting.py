"""How requests are counted: every right that was asked for, by what is known of it. Each figure is one condition.

The numbers and the requests behind a number rest on the same conditions, so that they cannot differ.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils.translation import gettext_lazy as _

from apps.casework.deadlines.dsr_events import BEGINS, ENDS
from apps.organisation.models import Office

from ..choices import ON_SUBSTANCE, ClockKind, Decision, Status
from ..models import ClockEvent, Item

#: Counted with the request that they were merged into, or never asked of us.
NOT_COUNTED = [Status.MERGED, Status.NOT_A_REQUEST]

#: By what numbers are told apart, and where it stands.
DIMENSIONS = {
    "law": "ticket__regime",
    "right": "right",
    "brand": "ticket__brand",
    "channel": "ticket__channel",
    "month": "month",
}


@dataclass(frozen=True)
class Figure:
    """One number: what it is called, which rights are counted, in words and as a condition."""

    label: Any
    definition: Any
    condition: Q


_OPEN, _ENDED = Q(is_ended=False), Q(is_ended=True)
_LATE, _PAST = Q(is_late=True), Q(is_past_limit=True)
_ANSWERED = _ENDED & Q(decision__in=ON_SUBSTANCE)

FIGURES: Mapping[str, Figure] = {
    "received": Figure(
        _("Received"),
        _("Rights asked for, by the day of receipt in the calendar of the office; each right of a request is one."),
        Q(),
    ),
    "open": Figure(_("Open"), _("Received, and neither answered nor ended in another way."), _OPEN),
    "closed": Figure(
        _("Closed"),
        _("Answered on the substance, or ended otherwise: withdrawn, lapsed, or forwarded to the controller."),
        _ENDED,
    ),
    "in_time": Figure(_("In time"), _("Closed until the day that steers."), _ENDED & ~_LATE),
    "late": Figure(_("Late"), _("Closed after the day that steers."), _ENDED & _LATE),
    "open_in_time": Figure(_("Open in time"), _("Open, and the day that steers is not over."), _OPEN & ~_LATE),
    "open_late": Figure(_("Open late"), _("Open, and the day that steers is over."), _OPEN & _LATE),
    "in_limit": Figure(_("In time"), _("Closed until the limit of the law."), _ENDED & ~_PAST),
    "past_limit": Figure(_("Late"), _("Closed after the limit of the law."), _ENDED & _PAST),
    "open_in_limit": Figure(_("Open in time"), _("Open, and the limit of the law is not over."), _OPEN & ~_PAST),
    "open_past_limit": Figure(_("Open late"), _("Open, and the limit of the law is over."), _OPEN & _PAST),
    "stopped": Figure(
        _("Stopped"),
        _("Open, and we wait for the person: proof of identity, clarification or a fee. Also counted in time or late."),
        Q(is_stopped=True),
    ),
    "extended": Figure(_("Extended"), _("Whose extension was told, open or closed."), Q(is_extended=True)),
    "answered": Figure(
        _("Answered"), _("Closed with an answer: granted, in part, refused, or nothing is held."), _ANSWERED
    ),
    "granted": Figure(_("Complied with in whole"), _("Answered: granted."), _ENDED & Q(decision=Decision.GRANTED)),
    "in_part": Figure(
        _("Complied with in part"), _("Answered: granted in part."), _ENDED & Q(decision=Decision.IN_PART)
    ),
    "refused": Figure(_("Denied"), _("Answered: refused."), _ENDED & Q(decision=Decision.REFUSED)),
    "nothing_held": Figure(
        _("Nothing held"), _("Answered: nothing is held of the person."), _ENDED & Q(decision=Decision.NOTHING_HELD)
    ),
    "unanswered": Figure(_("Not answered"), _("Open, or ended without an answer on the substance."), ~_ANSWERED),
}


#: All that the conditions of figures ask of a right.
ASKED = ("decision", "is_ended", "is_late", "is_past_limit", "is_stopped", "is_extended")


@cache
def figures_that_count(*known: Any) -> list[str]:
    """The figures that count a right of which this is known, by the names of ``ASKED``."""
    right = dict(zip(ASKED, known, strict=True))
    return [name for name, figure in FIGURES.items() if holds(figure.condition, right)]


def holds(condition: Q, right: Mapping[str, Any]) -> bool:
    """Whether a condition holds for what is known of a right, as the database would say."""
    parts: list[Any] = condition.children
    found = [holds(one, right) if isinstance(one, Q) else _is(one[0], one[1], right) for one in parts]
    return (all(found) if condition.connector == Q.AND else any(found)) != condition.negated


def _is(lookup: str, wanted: Any, right: Mapping[str, Any]) -> bool:
    name, _in, is_one_of = lookup.partition("__")
    return right[name] in wanted if is_one_of else bool(right[name] == wanted)


@dataclass(frozen=True)
class Span:
    """The days of receipt that are looked at, and the day on which somebody looks: what is overdue depends on it."""

    first: datetime.date
    last: datetime.date
    today: datetime.date


def counted(span: Span) -> QuerySet:
    """Every right asked for in a span, with the day on which it ended and what that says of its dates."""
    items = Item.objects.filter(ticket__received_on__range=(span.first, span.last))
    known = items.exclude(ticket__status__in=NOT_COUNTED).annotate(
        answer=FilteredRelation("clock_events", condition=Q(clock_events__kind=ClockKind.ANSWERED)),
        extension=FilteredRelation("clock_events", condition=Q(clock_events__kind=ClockKind.EXTENSION_NOTICE_SENT)),
        month=TruncMonth("ticket__received_on"),
    )
    ended = known.annotate(ended_on=_day_of_the_end()).annotate(
        counts_on=Coalesce("ended_on", Value(span.today, DateField()))
    )
    return ended.annotate(
        is_ended=_whether(Q(ended_on__isnull=False)),
        is_extended=_whether(Q(extension__isnull=False)),
        is_late=_whether(Q(counts_on__gt=F("due_on"))),
        is_past_limit=_whether(Q(counts_on__gt=F("legal_limit_on"))),
        is_stopped=_whether(Q(ended_on__isnull=True) & _waits()),
    ).order_by()


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _day_of_the_end() -> Case:
    """The day of the answer; of what ends without one, the day on which that was decided, or the request closed."""
    offices = _offices()
    return Case(
        When(~Q(decision__in=[Decision.OPEN, *ON_SUBSTANCE]), then=_day_of("decided_at", offices)),
        default=Coalesce("answer__on", _day_of("ticket__closed_at", offices)),
        output_field=DateField(),
    )


def _offices() -> dict[str, list[int]]:
    """The offices by the zone of their clocks."""
    found = defaultdict(list)
    for pk, zone in Office.objects.order_by("pk").values_list("pk", "time_zone"):
        found[zone or settings.TIME_ZONE].append(pk)
    return found


def _day_of(moment: str, offices: Mapping[str, Sequence[int]]) -> Case:
    """A moment as a day in the calendar of the request's own office."""
    days = (
        When(ticket__office__in=pks, then=TruncDate(moment, tzinfo=ZoneInfo(zone))) for zone, pks in offices.items()
    )
    return Case(*days, output_field=DateField())


def _waits() -> Q:
    """That the office asked the person for something that has not come."""
    ends = {wait: kind for kind, wait in ENDS.items()}
    asked = ClockEvent.objects.filter(item=OuterRef("pk"))
    later = ClockEvent.objects.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    unmet = [
        Q(Exists(asked.filter(~Exists(later.filter(kind=ends[wait])), kind=kind))) for kind, wait in BEGINS.items()
    ]
    return reduce(or_, unmet)


# --- The requests behind a number ------------------------------------------------------------------------------------

#: Between the parts of an address that names a number; between the values of one part.
PART, OR = "~", "+"


def named_number(span: Span, figure: str, chosen: Mapping[str, Sequence[Any]]) -> str:
    """A number as an address names it: the span, which figure, and of which law, right, brand, channel or month."""
    parts = [f"{name}={OR.join(str(value) for value in values)}" for name, values in chosen.items()]
    return PART.join([span.first.isoformat(), span.last.isoformat(), figure, *parts])


def rights_behind(name: str, *, today: datetime.date) -> QuerySet:
    """The rights that a number counts, by its name in an address; none where nobody could have been given it."""
    try:
        span, figure, chosen = _read(name, today)
    except (ValueError, KeyError):
        return Item.objects.none()
    return counted(span).filter(figure.condition, **chosen)


def _read(name: str, today: datetime.date) -> tuple[Span, Figure, dict[str, Any]]:
    first, last, figure, *parts = name.split(PART)
    chosen: dict[str, Any] = {}
    for part in parts:
        dimension, _is, values = part.partition("=")
        read = _READ_AS.get(dimension, str)
        chosen[f"{DIMENSIONS[dimension]}__in"] = [read(value) for value in values.split(OR)]
    return Span(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last), today), FIGURES[figure], chosen


#: What a value in an address is, where it is no text.
_READ_AS: Mapping[str, Any] = {"month": datetime.date.fromisoformat, "brand": int}
