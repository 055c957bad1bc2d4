"""What a report tells once it is published, beside the periods that are told already, and what speaks against it."""

import datetime
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.organisation.calendars import day_at
from apps.organisation.models import Brand, Office
from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.queries import newest

from ..choices import Family, Scope
from ..models import TransparencyReport
from ..transparency.bands import BandsRefused, days_of, earliest_on, ensure_one_option
from ..transparency.identities import halves_of
from ..transparency.told import faults_of_document, year_of
from .figures import counted_demands

KIND = DocumentKind.TRANSPARENCY


def is_over(period: str, now: datetime.datetime) -> bool:
    """Whether the last day of a period is past in every office."""
    _first, last = days_of(period)
    return all(day_at(office, now) > last for office in Office.objects.all()) and timezone.localdate(now) > last


def halves_told(report: TransparencyReport) -> list[dict[str, Any]]:
    """The published halves of the year of a report, counted of the same brands."""
    said = published_periods(report.brand)
    halves = [said[half] for half in halves_of(report.period) if half in said]
    return [half for half in halves if half["scope"] == report.scope]


def published_periods(brand: Brand) -> dict[str, Any]:
    """Every period that a brand tells of now, as its newest version has it."""
    version = newest(KIND, brand)
    return dict(PublishedVersion.objects.get(pk=version.pk).said["periods"]) if version else {}


def document_with(report: TransparencyReport) -> dict[str, Any]:
    """What the next version says: every period told so far, this one in its place, years added up from their halves."""
    periods = published_periods(report.brand)
    periods[report.period] = report.said | {"note": report.note}
    for year in sorted({period.partition("-")[0] for period in periods}):
        halves = [periods[half] for half in halves_of(year) if half in periods]
        if len(halves) == 2 and halves[0]["scope"] == halves[1]["scope"]:
            told = periods.get(year, {})
            periods[year] = summed_year(year, halves) | {name: told[name] for name in ("bands", "note") if name in told}
    brand = report.brand
    return {"brand": brand.key, "name": brand.name, "periods": {period: periods[period] for period in sorted(periods)}}


def summed_year(year: str, halves: list[dict[str, Any]]) -> dict[str, Any]:
    """A year as it is told: the sum of what its halves tell, with what is said of it."""
    names = {code: name for half in halves for code, name in half["countries"].items()}
    return {
        **year_of(year, halves),
        "scope": halves[0]["scope"],
        "counted_on": max(half["counted_on"] for half in halves),
        "countries": names,
        "note": "",
    }


# --- What speaks against it --------------------------------------------------------------------------------------------


def hindrances_of(report: TransparencyReport, now: datetime.datetime) -> list[str]:
    """Everything that keeps a draft from being published at a moment, in words: each fault with its cell."""
    faults = [fault.words for fault in faults_of_document(document_with(report)["periods"])]
    return [*faults, *_of_other_reports(report), *_of_the_bands(report, now)]


def _others(report: TransparencyReport) -> QuerySet:
    """The published reports that tell of days of this one, but for the one that it corrects."""
    year = report.period.partition("-")[0]
    same_days = {year, report.period} if "-" in report.period else {year, *halves_of(year)}
    others = TransparencyReport.objects.published().filter(period__in=same_days).select_related("brand")
    return others.exclude(brand=report.brand, scope=report.scope, period=report.period)


def _of_other_reports(report: TransparencyReport) -> list[str]:
    """Brands told one by one and together for the same days would tell the difference."""
    crossing = Q(scope=Scope.ALL) & ~Q(brand=report.brand)
    clash = Q(scope=Scope.BRAND) | crossing if report.scope == Scope.ALL else Q(scope=Scope.ALL)
    words = _(
        "%(other)s is published for days of %(period)s and counts other brands: subtracting one from the other would "
        "tell what both keep back."
    )
    return [words % {"other": other, "period": report.period} for other in _others(report).filter(clash)]


def _of_the_bands(report: TransparencyReport, now: datetime.datetime) -> list[str]:
    if report.option is None:
        return []
    told = _others(report).exclude(option=None).values_list("option", "period")
    try:
        ensure_one_option(report.option, report.period, told)
        earliest = earliest_on(report.option, report.period, new_product_on=_new_product_on(report))
    except BandsRefused as refused:
        return [str(refused)]
    if timezone.localdate(now) >= earliest:
        return []
    words = _("National-security orders of %(period)s are told from %(day)s on (50 USC 1874(b)).")
    return [words % {"period": report.period, "day": date_format(earliest, "j F Y")}]


def _new_product_on(report: TransparencyReport) -> datetime.date | None:
    """The day of the latest first order for a brand, where it lies in the period."""
    orders = counted_demands(report.brand if report.scope == Scope.BRAND else None).filter(
        legal_basis__family=Family.NATIONAL_SECURITY, legal_basis__country__code="US"
    )
    first, last = days_of(report.period)
    begun = orders.values("brand").annotate(begun_on=Min("received_on")).values_list("begun_on", flat=True)
    return max((day for day in begun if first <= day <= last), default=None)
