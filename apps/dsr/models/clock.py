"""The events of an item's clock: only ever added to, and the only thing that its dates follow from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Ledger

from ..choices import ClockKind, DelayGround
from .items import Item


class ClockEvent(Ledger):
    """One event on the clock of one item, on a day of the office's calendar. What was recorded stays.

    ``letter`` is the one that told the person, where the event is something we told.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="clock_events", editable=False)
    kind = models.CharField(_("what happened"), max_length=30, choices=ClockKind, editable=False)
    on = models.DateField(_("on"), editable=False)
    reason = models.CharField(_("reason"), max_length=40, choices=DelayGround, blank=True, editable=False)
    letter = models.ForeignKey(
        "mailroom.Letter",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("letter"),
    )
    is_before_take_over = models.BooleanField(_("before the taking over"), default=False, editable=False)

    class Meta:
        verbose_name = _("event of the clock")
        verbose_name_plural = _("events of the clock")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_clockevent_received_once", fields=["item"], condition=Q(kind=ClockKind.RECEIVED)
            ),
            models.UniqueConstraint(
                name="dsr_clockevent_answered_once", fields=["item"], condition=Q(kind=ClockKind.ANSWERED)
            ),
            models.UniqueConstraint(
                name="dsr_clockevent_extended_once",
                fields=["item"],
                condition=Q(kind=ClockKind.EXTENSION_NOTICE_SENT),
            ),
            models.CheckConstraint(
                name="dsr_clockevent_extended_on_a_ground",
                condition=~Q(kind=ClockKind.EXTENSION_NOTICE_SENT) | Q(reason__in=DelayGround.values),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
