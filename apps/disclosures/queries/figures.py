"""Figures about requests, counted by the database: a constant number of queries, however many requests there are.

A period is counted by the day of receipt in the calendar of each request's office, and by what is on record at the moment
of counting. Requests under secrecy are in it: what keeps them from being found is that small counts are not told, and
that nobody but who is cleared for secrecy counts (docs/adr/0019-transparency-reports.md).
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from apps.casework.deadlines.moments import ONE_DAY, first_moment_of
from apps.organisation.models import Office

from ..choices import DISCLOSING, DataCategory, Family, NoticeStatus, Outcome, Urgency
from ..models import Demand, PackageFile, Target
from ..transparency.bands import days_of
from ..transparency.suppression import OTHER
from ..transparency.tables import (
    AFFECTED,
    BEFORE,
    CONTENT,
    DISCLOSED,
    EMERGENCY,
    EXIGENT,
    GAGGED,
    LATE,
    NON_CONTENT,
    NOTIFIED,
    PENDING,
    PRESERVED,
    UNAFFECTED,
    Figures,
    Line,
)

ONE_HOUR = datetime.timedelta(hours=1)
HAS_LEFT = Q(outcome__in=DISCLOSING, released_at__isnull=False)
REJECTED = (
    *(Outcome.REJECTED_INVALID, Outcome.REJECTED_JURISDICTION, Outcome.REJECTED_OVERBROAD, Outcome.QUASHED),
    *(Outcome.EMERGENCY_REFUSED, Outcome.UNVERIFIABLE, Outcome.REDIRECTED),
)


def count_figures(period: str, *, brand: Any = None) -> Figures:
    """The figures of a half-year or a year, of a brand or of all brands together."""
    first, last = days_of(period)
    counted = counted_demands(brand)
    within = counted.filter(received_on__range=(first, last))
    ordinary = within.exclude(legal_basis__family__in=[Family.NATIONAL_SECURITY, Family.PRESERVATION])
    preserving = within.filter(legal_basis__family=Family.PRESERVATION)
    return Figures(
        period,
        lines=_lines(ordinary),
        accounts=_accounts(ordinary),
        preservations=_preservations(preserving),
        preserved_accounts=Target.objects.current()
        .filter(demand__in=preserving.filter(outcome=Outcome.PRESERVED_ONLY))
        .count(),
        flow=_flow(counted, first, last),
        hours=_hours(ordinary),
        national_security=_national_security(within),
    )


def count_national_security(period: str, *, brand: Any = None) -> Figures:
    """Nothing but what is told in bands."""
    within = counted_demands(brand).filter(received_on__range=days_of(period))
    return Figures(period, national_security=_national_security(within))


def counted_demands(brand: Any = None) -> QuerySet:
    """The requests that are counted at all: those on automated queries are none (``LegalBasis.is_counted``)."""
    counted = Demand.objects.order_by().filter(legal_basis__is_counted=True)
    return counted if brand is None else counted.filter(brand=brand)


# --- What a request counts as ----------------------------------------------------------------------------------------


def _choice(*whens: When, default: Any = "") -> Case:
    last = default if hasattr(default, "resolve_expression") else Value(default)
    return Case(*whens, default=last, output_field=CharField())


def _instrument() -> Case:
    """An emergency is one whatever it cites."""
    return _choice(When(urgency=Urgency.EMERGENCY, then=Value(EMERGENCY)), default=F("legal_basis__family"))


def _bucket() -> Case:
    """What became of it: something was disclosed once it was released, and what is not decided for good is pending."""
    return _choice(
        When(HAS_LEFT, then=Value(DISCLOSED)),
        When(outcome=Outcome.NO_DATA, then=Value("no_data")),
        When(outcome__in=REJECTED, then=Value("rejected")),
        When(outcome=Outcome.WITHDRAWN, then=Value("withdrawn")),
        default=PENDING,
    )


def _released(**of: Any) -> Exists:
    """There are files in the package with something in them."""
    return Exists(PackageFile.objects.current().filter(rows__gt=0, **of))


def _extent() -> Case:
    """All that was asked, or less. Of an emergency the package says it: each category asked, or not."""
    lacking = Q()
    for category in DataCategory.values:
        is_sent = _released(demand=OuterRef("pk"), category=category)
        lacking |= Q(categories__contains=category) & ~Q(is_sent)
    return _choice(
        When(~HAS_LEFT, then=Value("")),
        When(outcome=Outcome.DISCLOSED_PARTIAL, then=Value("partial")),
        When(Q(outcome=Outcome.EMERGENCY_DISCLOSED) & lacking, then=Value("partial")),
        default="full",
    )


def _notice() -> Case:
    """How the customer was told of a disclosure: exactly one of four. Late is also whom nobody told, though they might."""
    return _choice(
        When(~HAS_LEFT, then=Value("")),
        When(urgency=Urgency.EMERGENCY, then=Value(EXIGENT)),
        When(notice__status=NoticeStatus.WITHHELD, then=Value(GAGGED)),
        When(notice__status=NoticeStatus.SENT, notice__sent_at__lte=F("released_at"), then=Value(BEFORE)),
        default=LATE,
    )


def _data() -> Case:
    has_content = _released(demand=OuterRef("pk"), category=DataCategory.CONTENT)
    return _choice(When(~HAS_LEFT, then=Value("")), When(has_content, then=Value(CONTENT)), default=NON_CONTENT)


# --- Counting --------------------------------------------------------------------------------------------------------


def _lines(demands: QuerySet) -> tuple[Line, ...]:
    """All that is told of requests, in one query: how many have what in common."""
    country = _choice(When(authority__isnull=True, then=Value(OTHER)), default=F("authority__country__code"))
    rows = (
        demands.annotate(
            in_country=country,
            by_instrument=_instrument(),
            in_bucket=_bucket(),
            to_extent=_extent(),
            by_notice=_notice(),
            of_data=_data(),
        )
        .values_list("in_country", "by_instrument", "in_bucket", "to_extent", "by_notice", "of_data", "is_challenged")
        .annotate(number=Count("pk"))
    )
    return tuple(sorted(Line(*row) for row in rows))


def _accounts(demands: QuerySet) -> dict[str, int]:
    """Targets by what became of them: told that their data left, not told, or none of their data left."""
    left = _released(target=OuterRef("pk"))
    was_sent = Q(demand__outcome__in=DISCLOSING, demand__released_at__isnull=False)
    kind = _choice(
        When(was_sent & Q(left) & Q(demand__notice__status=NoticeStatus.SENT), then=Value(NOTIFIED)),
        When(was_sent & Q(left), then=Value(AFFECTED)),
        default=UNAFFECTED,
    )
    targets = Target.objects.order_by().filter(Q(removed_at=None) | Q(left), demand__in=demands)
    found = dict(targets.annotate(became=kind).values_list("became").annotate(number=Count("pk")))
    return {name: found.get(name, 0) for name in (NOTIFIED, AFFECTED, UNAFFECTED)}


def _preservations(demands: QuerySet) -> dict[str, int]:
    kind = _choice(
        When(outcome=Outcome.PRESERVED_ONLY, then=Value(PRESERVED)),
        When(outcome__in=["", Outcome.CHALLENGED_PENDING], then=Value(PENDING)),
        default="not_preserved",
    )
    found = dict(demands.annotate(became=kind).values_list("became").annotate(number=Count("pk")))
    return {name: found.get(name, 0) for name in (PRESERVED, "not_preserved", PENDING)}


def _flow(counted: QuerySet, first: datetime.date, last: datetime.date) -> dict[str, int]:
    """What was pending when the period began, came, was settled in it, and was pending when it ended."""
    ordinary = counted.exclude(legal_basis__family__in=[Family.NATIONAL_SECURITY, Family.PRESERVATION])
    zones = [(zone, ZoneInfo(zone or settings.TIME_ZONE)) for zone in _time_zones()]
    begins, ends = (
        Case(
            *(When(office__time_zone=name, then=Value(first_moment_of(day, zone))) for name, zone in zones),
            output_field=DateTimeField(),
        )
        for day in (first, last + ONE_DAY)
    )
    settled = Case(
        When(HAS_LEFT, then=F("released_at")),
        When(outcome__in=["", Outcome.CHALLENGED_PENDING, *DISCLOSING], then=None),
        default=F("decided_at"),
        output_field=DateTimeField(),
    )
    dated = ordinary.filter(received_on__lte=last).annotate(settled=settled, begins=begins, ends=ends)
    before, open_at_start = Q(received_on__lt=first), Q(settled=None) | Q(settled__gte=F("begins"))
    counts_at_start = ~before | open_at_start
    return dated.aggregate(
        opening_pending=Count("pk", filter=before & open_at_start),
        received=Count("pk", filter=~before),
        decided=Count("pk", filter=counts_at_start & Q(settled__lt=F("ends"))),
        closing_pending=Count("pk", filter=Q(settled=None) | Q(settled__gte=F("ends"))),
    )


def _time_zones() -> list[str]:
    return list(Office.objects.order_by().values_list("time_zone", flat=True).distinct())


def _hours(demands: QuerySet) -> dict[str, int | None]:
    """Median hours from service until it was logged, and until the data left."""
    return {
        "acknowledge": _median_hours(demands, "logged_at"),
        "effect": _median_hours(demands.filter(HAS_LEFT), "released_at"),
    }


def _median_hours(demands: QuerySet, until: str) -> int | None:
    """The middle of the durations, or of the two in the middle; found by its place, so that none is read but these."""
    number = demands.count()
    if not number:
        return None
    lasted = ExpressionWrapper(F(until) - F("received_at"), output_field=DurationField())
    ordered = demands.annotate(lasted=lasted).order_by("lasted").values_list("lasted", flat=True)
    middle = list(ordered[(number - 1) // 2 : number // 2 + 1])
    return round(sum(middle, datetime.timedelta()) / len(middle) / ONE_HOUR)


def _national_security(demands: QuerySet) -> Mapping[str, int]:
    """Orders of the United States, which 50 USC 1874 lets us tell in bands, by their kind; with how many selectors."""
    orders = demands.filter(legal_basis__family=Family.NATIONAL_SECURITY, legal_basis__country__code="US")
    asks_content = ExpressionWrapper(Q(categories__contains=DataCategory.CONTENT), output_field=BooleanField())
    rows = (
        orders.annotate(asks_content=asks_content)
        .values_list("legal_basis__code", "asks_content")
        .annotate(
            number=Count("pk", distinct=True),
            selectors=Count("targets", distinct=True, filter=Q(targets__removed_at=None)),
        )
    )
    found: Counter[str] = Counter()
    for code, is_content, number, selectors in rows:
        kind = "nsl" if code == "nsl" else "fisa_content" if is_content else "fisa_noncontent"
        found[kind] += number
        found[f"{kind}_selectors"] += selectors
    return found
