"""Filters of the register's lists: what dated records are worth today."""

from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .. import queries
from ..choices import APPROVED_ONCE, CLOSED, Standing
from ..models import Transfer

TONES = {
    Standing.VALID: "good",
    Standing.DUE: "warning",
    Standing.UNREVIEWED: "warning",
    Standing.LAPSED: "danger",
    Standing.AGAINST: "danger",
}


class StandingFilter(SimpleListFilter):
    """What documents or assessments are worth today."""

    title = gettext_lazy("today")
    parameter_name = "standing"
    offered: ClassVar[Any] = list(Standing)
    found_by: ClassVar[Any] = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(standing.value, standing.label) for standing in self.offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {standing.value for standing in self.offered}:
            return queryset
        return queryset.filter(pk__in=type(self).found_by(self.value(), timezone.localdate()).values("pk"))


class EvidenceStandingFilter(StandingFilter):
    found_by = queries.evidence_that_is


class AssessmentStandingFilter(StandingFilter):
    offered = [standing for standing in Standing if standing != Standing.UNREVIEWED]
    found_by = queries.assessments_that_are


class EndingSoonFilter(SimpleListFilter):
    """The documents that the home page counts: of listed companies, ending soon, with nothing newer in their place."""

    title = gettext_lazy("to be asked for")
    parameter_name = "ask"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", gettext_lazy("Ends soon, and nothing newer is there"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "soon":
            return queryset
        return queryset.filter(pk__in=queries.ending_soon(timezone.localdate()).values("pk"))


class HoldsFilter(SimpleListFilter):
    """Whether a transfer holds today."""

    title = gettext_lazy("today")
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("yes", gettext_lazy("Holds")),
            ("no", gettext_lazy("Does not hold")),
            ("withdrawn", gettext_lazy("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "withdrawn":
            return queryset.filter(withdrawn_at__isnull=False)
        if self.value() not in {"yes", "no"}:
            return queryset
        holding = queries.holding_transfers(timezone.localdate()).values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=holding)
        return queryset.filter(pk__in=Transfer.objects.current().exclude(pk__in=holding).values("pk"))


class OverlayFilter(SimpleListFilter):
    """What is wrong today with listings that were approved and have not closed."""

    title = gettext_lazy("wrong today")
    parameter_name = "wrong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("stale", gettext_lazy("Evidence stale")),
            ("uncovered", gettext_lazy("Transfer invalid")),
            ("held_back", gettext_lazy("Announced and held back")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        approved = queryset.filter(status__in=APPROVED_ONCE).exclude(status__in=CLOSED)
        if self.value() == "stale":
            return approved.filter(queries.stale(today))
        if self.value() == "uncovered":
            return approved.filter(queries.uncovered(today))
        if self.value() == "held_back":
            return queryset.filter(pk__in=queries.held_back(today).values("pk"))
        return queryset
