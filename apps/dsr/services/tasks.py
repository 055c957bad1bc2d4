"""Tasks: searches planned from the services concerned, and other work; given, chased, and answered or returned nil."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.mailroom.composing import LONGEST_NAME, NotALetter, legible
from apps.mailroom.services import queue_letter
from apps.organisation.models import Service
from apps.organisation.queries import systems_to_search
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import TASKS, TaskStatus
from ..models import Task, Ticket
from ..queries.offices import day_at
from .tickets import lock_open


class NothingToSearch(RuleBroken):
    """No system is known that holds data of these services."""


class NoAnswer(RuleBroken):
    """A task ends with words: what was found, where it lies, or why it falls away."""


def plan_tasks(ticket: Ticket, *, services: Iterable[Service], by: Any) -> list[Task]:
    """A search in each system that holds data of these services, for its owner; those that stand already stay.

    Raises:
        TicketEnded: it is answered or over.
        NothingToSearch: no system holds data of them, or one of them is of another brand.
    """
    services = list(services)
    with act("dsr.tasks_planned", by=by, about=ticket) as this:
        ticket = lock_open(ticket)
        if any(service.brand_id != ticket.brand_id for service in services):
            raise NothingToSearch(_("Choose services of the brand that was asked."))
        found = systems_to_search(services)
        if not found:
            raise NothingToSearch(
                _("No system is on record that holds data of these services: say so in the register of systems first.")
            )
        standing = set(ticket.tasks.exclude(status=TaskStatus.CANCELLED).values_list("system_id", flat=True))
        made = [_search(ticket, one, by=by) for one in found if one.system.pk not in standing]
        this.facts["count"] = len(made)
        if not made:
            this.discard()
    return made


def _search(ticket: Ticket, found: Any, *, by: Any) -> Task:
    held = ", ".join(category.name for category in found.categories)
    served = ", ".join(service.name for service in found.services)
    details = _("Look for data of this person. It serves: %(services)s. It holds: %(categories)s.")
    owner = found.system.owner if found.system.owner and found.system.owner.is_active else None
    task = Task(
        ticket=ticket,
        system=found.system,
        owner=owner,
        details=details % {"services": served, "categories": held or _("not on record")},
        due_on=task_due_on(ticket),
    )
    return _put(task, by=by)


def task_due_on(ticket: Ticket) -> datetime.date:
    """So many days before the ticket is due that its answer can be made, and never in the past."""
    today = day_at(ticket.office, timezone.now())
    due_on = (ticket.due_on or today) - datetime.timedelta(days=settings.DSR_TASK_DAYS)
    return max(due_on, today)


def add_task(ticket: Ticket, *, details: str, owner: Any = None, due_on: datetime.date | None = None, by: Any) -> Task:
    """Give somebody another piece of work for a ticket.

    Raises:
        TicketEnded: it is answered or over.
        NoAnswer: nothing says what is to be done.
    """
    if not details.strip():
        raise NoAnswer(_("Say what is to be done."))
    with act("dsr.task_added", by=by, about=ticket):
        ticket = lock_open(ticket)
        task = Task(ticket=ticket, details=details.strip(), owner=owner, due_on=due_on or task_due_on(ticket))
        return _put(task, by=by)


def _put(task: Task, *, by: Any) -> Task:
    task.full_clean()
    task.save()
    _write_to_owner(task, is_new=True, by=by)
    return task


def assign_task(task: Task, *, owner: Any, by: Any) -> Task:
    """Give a task to somebody else, who gets a letter.

    Raises:
        TransitionNotAllowed: it has ended.
    """
    with act("dsr.task_assigned", by=by, about=task.ticket) as this:
        lock_open(task.ticket)
        task = lock(task)
        TASKS.ensure(task.status, TaskStatus.DONE)
        if task.owner == owner:
            this.discard()
            return task
        task.owner, task.chased_on = owner, None
        task.save()
        _write_to_owner(task, is_new=True, by=by)
    return task


def answer_task(task: Task, *, answer: str, is_nil: bool = False, by: Any) -> Task:
    """The answer to a task: what was found and where it is, or that nothing was found (a nil return).

    Raises:
        NoAnswer: there are no words; how was searched is part of a nil return.
        TransitionNotAllowed: it has ended.
        TicketEnded: its request is answered or over.
    """
    if not answer.strip():
        raise NoAnswer(_("Say what was found and where it is; or how you searched, where there is nothing."))
    return _end(task, TaskStatus.NIL if is_nil else TaskStatus.DONE, answer, by=by)


def cancel_task(task: Task, *, words: str, by: Any) -> Task:
    """A task falls away; say why.

    Raises:
        NoAnswer: nothing says why.
        TransitionNotAllowed: it has ended.
    """
    if not words.strip():
        raise NoAnswer(_("Say why it falls away."))
    return _end(task, TaskStatus.CANCELLED, words, by=by)


def _end(task: Task, status: TaskStatus, words: str, *, by: Any) -> Task:
    with act("dsr.task_ended", by=by, about=task.ticket, task_ended=status):
        lock_open(task.ticket)
        return _close(lock(task), status, words, by=by)


def _close(task: Task, status: TaskStatus, words: str, *, by: Any) -> Task:
    TASKS.ensure(task.status, status)
    task.status, task.answer = status, words.strip()
    task.ended_at, task.ended_by = timezone.now(), None if isinstance(by, str) else by
    task.save()
    return task


def cancel_open_tasks(ticket: Ticket, *, by: Any) -> None:
    """Nobody searches for a request that is over; in the act that ends it."""
    for task in ticket.tasks.filter(status=TaskStatus.OPEN):
        with act("dsr.task_ended", by=by, about=ticket, task_ended=TaskStatus.CANCELLED):
            _close(lock(task), TaskStatus.CANCELLED, _("The request is over."), by=by)


# --- Reminders ---


def chase_tasks() -> int:
    """Remind the owners of what is due or overdue, once a day each; how many were reminded."""
    today = timezone.localdate()
    due = Task.objects.due(today).filter(Q(chased_on=None) | Q(chased_on__lt=today), owner__is_active=True)
    return sum(_chase(task, today) for task in due.select_related("ticket").order_by("due_on", "pk")[:500])


def _chase(task: Task, today: datetime.date) -> int:
    """One reminder, unless somebody sent it or did the task meanwhile. An address that takes no letter stops no other."""
    with act("dsr.task_chased", by="worker", about=task.ticket) as this:
        task = lock(task)
        if not task.is_open or task.chased_on == today:
            this.discard()
            return 0
        task.chased_on, task.chased = today, task.chased + 1
        task.save()
        _write_to_owner(task, is_new=False, by="worker")
    return 1


def _write_to_owner(task: Task, *, is_new: bool, by: Any) -> None:
    """A letter to the person who is to do it, unless they gave it to themselves."""
    owner = task.owner
    if owner is None or not owner.is_active or owner == by:
        return
    today = day_at(task.ticket.office, timezone.now())
    context = {
        "reference": task.ticket.reference,
        "system": str(task.system) if task.system_id else "",
        "due_on": task.due_on,
        "days_over": max(0, (today - task.due_on).days),
        "is_new": is_new,
        "address": settings.SITE_URL + reverse("admin:dsr_task_change", args=[task.pk]),
    }
    name = legible(owner.name, LONGEST_NAME)
    try:
        queue_letter("dsr/task_chase", to=owner.email, name=name, about=task.ticket, context=context, by=by)
    except NotALetter:
        return  # the task stands under “My tasks” all the same
