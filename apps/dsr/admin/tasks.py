"""Tasks in the admin: “My tasks”, each with whom it is about, and the answer."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.backoffice.records import badge
from apps.backoffice.steps import Step

from .. import services
from ..choices import TaskStatus
from ..models import Task
from .by_request import FoundByRequest
from .work_forms import AnswerForm, OwnerForm, WordsForm

TONES = {TaskStatus.OPEN: "warning", TaskStatus.DONE: "good", TaskStatus.NIL: "good"}


class WhoseFilter(SimpleListFilter):
    """One’s own to do first; the rest on demand."""

    title = gettext_lazy("which")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("Everybody’s, to do")), ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *rest = super().choices(changelist)
        yield {**first, "display": _("Mine, to do")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        left = queryset.filter(status=TaskStatus.OPEN)
        return left if self.value() == "open" else left.filter(owner=request.user)


def of_another(task: Task, user: Any) -> str:
    """Who neither has the task nor looks after requests does not answer it."""
    if task.owner == user or user.has_perm("dsr.change_task"):
        return ""
    return _("This task is %(owner)s’s.") % {"owner": task.owner or _("nobody")}


@admin.register(Task)
class TaskAdmin(FoundByRequest):
    """Who looks after requests sees every task; who only searches a system sees their own."""

    pages_by = "due_on"
    list_display = ["due_on", "request_words", "what", "owner_words", "status_badge", "due_badge"]
    list_prefetch = ["ticket", "system", "owner"]
    list_filter = [WhoseFilter]
    fields = [
        ("request_words", "due_on", "due_badge"),
        *("system", "details", "person", "account", "rights", "owner"),
        ("answer", "ended_at", "ended_by"),
    ]
    readonly_fields = [
        *("request_words", "due_on", "due_badge", "system", "details", "person", "account", "rights", "owner"),
        *("answer", "ended_at", "ended_by"),
    ]
    empty_words = gettext_lazy("Nothing to do: what is given to you comes here, and by letter.")
    steps = [
        Step(
            "answer",
            gettext_lazy("Answer the task"),
            gettext_lazy("What you found and where it is; or how you searched, if there is nothing."),
            services.answer_task,
            "dsr.answer_task",
            available=lambda task: task.is_open and task.ticket.is_open,
            obstacle=of_another,
            form=AnswerForm,
        ),
        Step(
            "assign",
            gettext_lazy("Give to somebody"),
            gettext_lazy("They get a letter."),
            services.assign_task,
            "dsr.change_task",
            available=lambda task: task.is_open and task.ticket.is_open,
            form=OwnerForm,
        ),
        Step(
            "cancel",
            gettext_lazy("Cancel the task"),
            gettext_lazy("It falls away, for a reason that you give."),
            services.cancel_task,
            "dsr.change_task",
            available=lambda task: task.is_open and task.ticket.is_open,
            form=WordsForm,
            is_danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request)
        return found if request.user.has_perm("dsr.view_ticket") else found.filter(owner=request.user)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup == WhoseFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("Request"))
    def request_words(self, task: Task) -> str:
        return task.ticket.reference

    @admin.display(description=gettext_lazy("What is to be done"))
    def what(self, task: Task) -> str:
        """The system that is searched, or what else it is about."""
        if task.system is not None:
            return _("Search %(system)s") % {"system": task.system}
        return Truncator(task.details).chars(80) or "—"

    @admin.display(description=gettext_lazy("Who does it"))
    def owner_words(self, task: Task) -> str:
        return str(task.owner or _("nobody yet"))

    @admin.display(description=gettext_lazy("Status"))
    def status_badge(self, task: Task) -> str:
        return badge(task.get_status_display(), TONES.get(TaskStatus(task.status), "neutral"))

    @admin.display(description=gettext_lazy("Time left"))
    def due_badge(self, task: Task) -> str:
        """How long there is, in words; what has ended has no date to warn of."""
        if not task.is_open:
            return "–"
        left = (task.due_on - timezone.localdate()).days
        if left < 0:
            words = ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left}
            return badge(words, "danger")
        if left == 0:
            return badge(_("due today"), "danger")
        words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        return badge(words, "warning" if left <= 3 else "neutral")

    @admin.display(description=gettext_lazy("About"))
    def person(self, task: Task) -> str:
        """Whom to search for: no more of the request than that takes."""
        ticket = task.ticket
        return ", ".join(filter(None, [ticket.name, ticket.email, ticket.phone])) or _("(erased)")

    @admin.display(description=gettext_lazy("Account or number"))
    def account(self, task: Task) -> str:
        return task.ticket.account or "–"

    @admin.display(description=gettext_lazy("What is asked"))
    def rights(self, task: Task) -> str:
        asked = ", ".join(str(item.get_right_display()) for item in task.ticket.items.all())
        by = date_format(task.ticket.due_on) if task.ticket.due_on else "–"
        return format_html("{} ({})", asked, _("due %(day)s") % {"day": by})
