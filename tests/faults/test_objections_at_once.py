"""Several objections of one customer at once: one is on record, with one receipt, and the notice is held once."""

import datetime
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.mailroom.models import Letter
from apps.subprocessors.models import Objection
from apps.subprocessors.objecting import link_token
from apps.trail.models import Act
from tests.announced import a_told_customer, an_announcement, some_terms
from tests.builders import a_brand, a_contact

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_objections_of_a_customer_at_once_leave_one():
    brand = a_brand()
    some_terms(brand, holds=True)
    announcement = an_announcement(brand=brand, sent_at=timezone.now() - datetime.timedelta(hours=1))
    customer, contact = a_told_customer(announcement)
    people = [contact, a_contact("kim@globex.example", customer=customer)] * 2
    changes = [change.pk for change in announcement.changes.all()]
    answers: list[int] = []
    start = threading.Barrier(len(people))

    def post(person) -> None:
        address = reverse("subprocessors:object", args=[link_token(announcement, person)])
        start.wait()
        try:
            said = {"changes": changes, "grounds": "Our data must stay here.", "name": "Dana"}
            answers.append(Client().post(address, said).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    announcement.refresh_from_db()
    assert (len(answers), set(answers) <= {200, 303}) == (4, True)
    assert (Objection.objects.count(), announcement.status) == (1, "held")
    assert Letter.objects.filter(kind="subprocessors/objection_received").count() == 1
    assert Act.objects.filter(kind="subprocessors.objection_logged").count() == 1
