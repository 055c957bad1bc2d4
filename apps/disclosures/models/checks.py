"""The tests of a request, and what it costs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail

from ..choices import HARD, Result, Test
from .demands import Demand
from .unguessable import Unguessable


class Check(Unguessable):
    """What came of one test: by whom, when, and why. A later judgement replaces it; the history keeps both."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="checks", verbose_name=_("demand"))
    test = models.CharField(_("test"), max_length=20, choices=Test, editable=False)
    result = models.CharField(_("result"), max_length=4, choices=Result, editable=False)
    note = models.TextField(_("note"), blank=True, editable=False)
    recorded_at = models.DateTimeField(_("at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(
        personal=["note"], kept=["demand", "test", "result", "recorded_at", "recorded_by"], part_of="demand"
    )

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")
        ordering = ["demand", "pk"]
        constraints = [
            models.UniqueConstraint(name="disclosures_check_each_test_once", fields=["demand", "test"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_test_display()}: {self.get_result_display()}"

    @property
    def is_hard(self) -> bool:
        return self.test in HARD


class Cost(Unguessable):
    """Work on a request, and what is charged for it."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="costs", verbose_name=_("demand"))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    fee = models.DecimalField(_("fee"), max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    invoice = models.CharField(_("invoice"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(
        kept=["demand", "hours", "fee", "currency", "invoice", "recorded_at", "recorded_by"], part_of="demand"
    )

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["demand", "pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosures_cost_is_not_negative",
                condition=Q(hours__gte=0, fee__gte=0),
                violation_error_message=_("Hours and fee are not below zero."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.hours} h, {self.fee} {self.currency}"
