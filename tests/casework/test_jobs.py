"""Periodic work of every app gets its schedule, and each job can be run at any time, again and again."""

import inspect

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from apps.casework.jobs import schedule_all
from apps.casework.registers import collect

JOBS = collect("jobs", "JOBS")


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_task_of_a_job_is_a_function_without_arguments(job):
    needed = [
        one
        for one in inspect.signature(import_string(job.task)).parameters.values()
        if one.default is inspect.Parameter.empty
    ]

    assert needed == []
    assert job.minutes > 0


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_job_does_no_harm_in_an_empty_office_nor_when_run_again(db, job):
    task = import_string(job.task)

    task()
    task()


def test_names_of_jobs_tell_them_apart():
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_schedules_are_those_of_the_jobs_however_often_they_are_made(db):
    Schedule.objects.create(name="retired: do what nobody does any more", func="apps.retired.services.work")

    schedule_all()
    schedule_all()

    assert told() == expected()


def told() -> list[tuple]:
    made = Schedule.objects.order_by("name").values_list("name", "func", "minutes", "schedule_type")
    return list(made)


def expected() -> list[tuple]:
    return sorted((job.name, job.task, job.minutes, Schedule.MINUTES) for job in JOBS)


def test_schedule_that_stands_twice_stands_once_again_and_keeps_its_turn(db):
    schedule_all()
    first = Schedule.objects.get(name=JOBS[0].name)
    Schedule.objects.create(name=first.name, func=first.func, schedule_type=Schedule.MINUTES, minutes=1)

    schedule_all()

    assert told() == expected()
    assert Schedule.objects.get(name=first.name).next_run == first.next_run
