"""Tasks: what somebody does for a ticket, mostly a search in one system, with an answer or a nil return."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import OPEN, TaskStatus
from .tickets import Ticket


class TaskQuerySet(TrackedQuerySet):
    def open(self) -> "TaskQuerySet":
        """To be done, for a request on which work is left."""
        return self.filter(status=TaskStatus.OPEN, ticket__status__in=OPEN)

    def due(self, day: datetime.date) -> "TaskQuerySet":
        return self.open().filter(due_on__lte=day)


class Task(Tracked):
    """A piece of work for one ticket, given to one person, due before the ticket is."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="tasks", verbose_name=_("request"))
    system = models.ForeignKey(
        "organisation.System",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dsr_tasks",
        verbose_name=_("system"),
    )
    details = models.TextField(_("what is to be done"), max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dsr_tasks",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=20, choices=TaskStatus, default=TaskStatus.OPEN, editable=False)
    answer = models.TextField(_("answer"), blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )
    chased_on = models.DateField(_("last reminder"), null=True, editable=False)
    chased = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()
    history = Trail(
        personal=["details", "answer"],
        kept=["ticket", "system", "owner", "due_on", "status", "ended_at", "ended_by", "chased_on", "chased"],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="dsr_task_all"),
            models.Index(fields=["due_on", "id"], condition=Q(status=TaskStatus.OPEN), name="dsr_task_due"),
            models.Index(fields=["owner", "due_on", "id"], condition=Q(status=TaskStatus.OPEN), name="dsr_task_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dsr_task_each_system_once",
                fields=["ticket", "system"],
                condition=~Q(status=TaskStatus.CANCELLED),
                violation_error_message=_("This system is searched for this request already."),
            ),
            models.CheckConstraint(
                name="dsr_task_ended_at_a_moment",
                condition=Q(status=TaskStatus.OPEN, ended_at=None)
                | ~Q(status=TaskStatus.OPEN) & Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.system}" if self.system_id else f"{self.ticket}: {_('task')} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == TaskStatus.OPEN
