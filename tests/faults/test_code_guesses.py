"""Many guess a code at once: all of them together get no more guesses than one would."""

import threading

import pytest
from django.db import connection

from apps.dsr import services
from apps.dsr.choices import Identity, IdentityMethod
from apps.dsr.models import IdentityCode
from apps.dsr.services import identity
from apps.trail.models import Act
from tests.builders import BUILDER
from tests.dsr.test_identity import the_code
from tests.dsr.tickets import a_ticket

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def at_once(count: int, do) -> list:
    """What each of so many threads got."""
    answers: list = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            answers.append(do())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_guesses_at_once_get_no_more_than_the_limit():
    ticket = a_ticket()
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=BUILDER)
    code = the_code(ticket)
    wrong = "00000000" if code != "00000000" else "11111111"

    answers = at_once(12, lambda: services.check_code(ticket, code=wrong))

    assert answers == [False] * 12
    assert IdentityCode.objects.get().attempts == identity.ATTEMPTS
    assert not services.check_code(ticket, code=code)


def test_the_right_code_entered_twice_at_once_is_one_check():
    ticket = a_ticket()
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=BUILDER)
    code = the_code(ticket)

    answers = at_once(2, lambda: services.check_code(ticket, code=code))

    ticket.refresh_from_db()
    assert True in answers
    assert ticket.identity == Identity.VERIFIED
    assert Act.objects.filter(kind="dsr.identity_judged").count() == 1
