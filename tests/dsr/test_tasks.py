"""Tasks: a search in each system of the services concerned, each with an owner, a date, a reminder and an answer."""

import datetime

import pytest
from django.utils import timezone

from apps.casework.lifecycle import TransitionNotAllowed
from apps.dsr import services
from apps.dsr.choices import TaskStatus
from apps.dsr.models import Task
from apps.dsr.services.tasks import NoAnswer, NothingToSearch
from apps.dsr.services.tickets import TicketEnded
from apps.mailroom.models import Letter
from apps.organisation import services as organisation
from tests.builders import BUILDER, a_brand, a_category, a_service, a_system, a_user
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db


def a_service_in(*systems: str, owner=None, **values):
    service = a_service(**values)
    for name in systems:
        system = a_system(name, owner=owner)
        organisation.link_system(system, service, by=BUILDER)
        organisation.record_holding(system, a_category(f"Data of {name}"), by=BUILDER)
    return service


def a_task(**values) -> Task:
    ticket = values.pop("ticket", None) or a_ticket()
    return services.add_task(ticket, details="Look in the cellar.", by=BUILDER, **values)


def chasers():
    return Letter.objects.filter(kind="dsr/task_chase")


def test_each_system_of_the_services_concerned_is_searched_by_its_owner():
    ada = a_user("ada")
    ticket, service = a_ticket(), a_service_in("Message store", "Archive", owner=ada)

    tasks = services.plan_tasks(ticket, services=[service], by=BUILDER)

    assert [(task.system.name, task.owner) for task in tasks] == [("Archive", ada), ("Message store", ada)]
    assert "Data of Archive" in tasks[0].details
    assert {task.due_on for task in tasks} == {ticket.due_on - datetime.timedelta(days=10)}
    assert chasers().count() == 2


def test_planning_again_adds_only_what_is_missing():
    ticket, service = a_ticket(), a_service_in("Message store")
    services.plan_tasks(ticket, services=[service], by=BUILDER)
    other = a_service_in("Archive", name="Voice")

    again = services.plan_tasks(ticket, services=[service], by=BUILDER)
    more = services.plan_tasks(ticket, services=[service, other], by=BUILDER)

    assert again == []
    assert [task.system.name for task in more] == ["Archive"]


def test_a_search_is_planned_only_where_the_asked_brand_has_data():
    ticket = a_ticket()

    with pytest.raises(NothingToSearch, match="brand"):
        services.plan_tasks(ticket, services=[a_service_in("Else", brand=a_brand("other"))], by=BUILDER)
    with pytest.raises(NothingToSearch, match="on record"):
        services.plan_tasks(ticket, services=[a_service("Voice")], by=BUILDER)


def test_a_task_is_never_due_in_the_past():
    assert a_task(ticket=a_ticket(at=timezone.now() - datetime.timedelta(days=200))).due_on >= timezone.localdate()


@pytest.mark.parametrize(("is_nil", "status"), [(False, TaskStatus.DONE), (True, TaskStatus.NIL)])
def test_an_answer_says_what_was_found_or_how_was_searched(is_nil, status):
    ada, task = a_user("ada"), a_task()
    with pytest.raises(NoAnswer):
        services.answer_task(task, answer=" ", is_nil=is_nil, by=ada)

    task = services.answer_task(task, answer="Searched by number.", is_nil=is_nil, by=ada)

    assert (task.status, task.ended_by) == (status, ada)
    with pytest.raises(TransitionNotAllowed):
        services.answer_task(task, answer="Again.", by=ada)


def test_a_cancelled_search_can_be_planned_again():
    ticket, service = a_ticket(), a_service_in("Message store")
    [task] = services.plan_tasks(ticket, services=[service], by=BUILDER)
    services.cancel_task(task, words="Not this one.", by=BUILDER)

    assert len(services.plan_tasks(ticket, services=[service], by=BUILDER)) == 1


def test_the_owner_of_what_is_due_is_reminded_once_a_day():
    task = a_task(owner=a_user("ada"), due_on=timezone.localdate())
    a_task(owner=a_user("bob"), due_on=timezone.localdate() + datetime.timedelta(days=1))
    before = chasers().count()

    reminded = [services.chase_tasks(), services.chase_tasks()]

    task.refresh_from_db()
    assert (reminded, task.chased, task.chased_on) == ([1, 0], 1, timezone.localdate())
    assert [letter.to_address for letter in chasers().order_by("pk")[before:]] == ["ada@example.org"]


def test_nobody_is_reminded_of_what_is_done_or_over():
    ada, today = a_user("ada"), timezone.localdate()
    services.answer_task(a_task(owner=ada, due_on=today), answer="Done.", by=ada)
    over = a_task(owner=ada, due_on=today)
    services.withdraw_ticket(over.ticket, by=BUILDER)

    assert services.chase_tasks() == 0
    over.refresh_from_db()
    assert over.status == TaskStatus.CANCELLED
    with pytest.raises(TicketEnded):
        services.answer_task(over, answer="Late.", by=ada)


def test_who_gets_a_task_gets_a_letter():
    task = a_task()

    task = services.assign_task(task, owner=a_user("ada"), by=BUILDER)
    services.assign_task(task, owner=a_user("ada"), by=BUILDER)

    assert chasers().get().to_address == "ada@example.org"
