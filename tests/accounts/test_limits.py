"""Limits of attempts: never more than the capacity, whoever asks, and no address in their keys."""

import os
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from apps.accounts import services
from apps.accounts.models import Bucket
from apps.accounts.services import SIGN_INS_PER_ADDRESS, SIGN_INS_PER_PLACE, Limit, take_token

from .people import PASSWORD, is_in, kinds, last_act, sign_in, someone

pytestmark = pytest.mark.django_db

HOUR = 60 * 60


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def taken(times: int, **limit) -> list[bool]:
    return [take_token("door", **limit) for _time in range(times)]


def test_a_bucket_gives_its_capacity_and_no_more(clock):
    assert taken(5, capacity=3, seconds=HOUR) == [True, True, True, False, False]


@pytest.mark.parametrize(("minutes", "given"), [(0, 0), (19, 0), (20, 1), (40, 2), (60, 3), (600, 3)])
def test_a_bucket_fills_with_time_up_to_its_capacity(clock, minutes, given):
    taken(3, capacity=3, seconds=HOUR)

    clock.shift(minutes * 60 + 1 if minutes else 0)

    assert sum(taken(5, capacity=3, seconds=HOUR)) == given


def test_a_refused_attempt_takes_nothing(clock):
    taken(20, capacity=3, seconds=HOUR)

    clock.shift(20 * 60 + 1)

    assert take_token("door", capacity=3, seconds=HOUR)


@pytest.mark.parametrize("hours", [-1, -48, 48])
def test_a_clock_that_was_set_otherwise_locks_nobody_out(clock, hours):
    taken(3, capacity=3, seconds=HOUR)

    clock.shift(hours * HOUR)

    assert sum(taken(5, capacity=3, seconds=HOUR)) == 3


def test_buckets_are_apart():
    assert [take_token(key, capacity=1, seconds=HOUR) for key in ("a", "b", "a")] == [True, True, False]


def test_an_attempt_given_back_can_be_taken_again_and_no_bucket_overflows():
    limit = Limit("door", 2, HOUR)
    services.take_attempts((limit, "ada"))
    for _time in range(5):
        services.give_back_attempts((limit, "ada"))

    assert [services.take_attempts((limit, "ada")) for _time in range(3)] == [True, True, False]


RACE = """
import sys, django
django.setup()
from django.db import connection
from apps.accounts.models import Bucket
from apps.accounts.services import take_token
if sys.argv[1] == "make":
    with connection.schema_editor() as editor:
        editor.create_model(Bucket)
else:
    print(sum(take_token("race", capacity=100, seconds=10**9) for _time in range(200)))
"""


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_four_processes_at_once_get_the_capacity_together(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}"}
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        at = connection.connection.info
        environment["DATABASE_URL"] = f"postgres://{at.user}:{at.password}@/{at.dbname}?host={at.host}&port={at.port}"

    def process(what: str) -> subprocess.Popen:
        command = [sys.executable, "-c", RACE, what]
        return subprocess.Popen(command, env=environment, cwd=settings.ROOT, stdout=subprocess.PIPE, text=True)

    if connection.vendor == "sqlite":
        process("make").communicate(timeout=120)
    running = [process("take") for _number in range(4)]
    counts = [int(one.communicate(timeout=120)[0]) for one in running]

    assert sum(counts) == 100


def test_an_address_is_tried_so_often_and_then_not_even_with_the_right_password(client):
    ada = someone("ada")
    for _time in range(SIGN_INS_PER_ADDRESS.capacity):
        sign_in(client, ada, "wrong")

    answer = sign_in(client, ada)

    assert "Too many attempts" in answer.content.decode()
    assert not is_in(client)
    assert last_act("accounts.sign_in_refused").about == f"accounts.user:{ada.pk}"


def test_another_address_is_not_locked_with_it(client):
    ada, bob = someone("ada"), someone("bob")
    for _time in range(SIGN_INS_PER_ADDRESS.capacity + 1):
        sign_in(client, ada, "wrong")

    sign_in(client, bob)

    assert is_in(client)


def test_a_place_tries_so_many_addresses():
    ada = someone("ada")
    for number in range(SIGN_INS_PER_PLACE.capacity):
        Client().post("/accounts/login/", {"login": f"person{number}@example.org", "password": "wrong"})

    here, elsewhere = Client(), Client(REMOTE_ADDR="192.0.2.7")
    sign_in(here, ada)
    sign_in(elsewhere, ada)

    assert (is_in(here), is_in(elsewhere)) == (False, True)


def test_a_header_that_anybody_can_send_is_no_place():
    for number in range(SIGN_INS_PER_PLACE.capacity + 5):
        Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").post(
            "/accounts/login/", {"login": f"person{number}@example.org", "password": "wrong"}
        )

    assert kinds().count("accounts.sign_in_failed") == SIGN_INS_PER_PLACE.capacity


def test_right_passwords_count_for_nothing():
    ada = someone("ada")

    for _time in range(SIGN_INS_PER_ADDRESS.capacity + 2):
        client = Client()
        sign_in(client, ada)
        assert is_in(client)


def test_the_password_typed_again_is_limited_alike(client):
    ada = someone("ada")
    sign_in(client, ada)
    for _time in range(SIGN_INS_PER_ADDRESS.capacity):
        client.post("/accounts/reauthenticate/", {"password": "wrong"})

    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert "Too many attempts" in answer.content.decode()


def test_a_flood_of_refused_attempts_is_told_once(client):
    ada = someone("ada")

    for _time in range(SIGN_INS_PER_ADDRESS.capacity + 20):
        sign_in(client, ada, "wrong")

    assert kinds().count("accounts.sign_in_failed") == SIGN_INS_PER_ADDRESS.capacity
    assert kinds().count("accounts.sign_in_refused") == 1


def test_keys_tell_neither_address_nor_place(client):
    client.post("/accounts/login/", {"login": "lovelace@example.org", "password": "wrong"})

    keys = " ".join(Bucket.objects.values_list("key", flat=True))

    assert Bucket.objects.count() == 2
    assert not any(word in keys for word in ("lovelace", "@", "127.0.0.1"))


def test_buckets_that_are_long_full_are_forgotten(clock):
    take_token("old", capacity=1, seconds=HOUR)
    clock.shift(25 * HOUR)
    take_token("new", capacity=1, seconds=HOUR)

    services.clear_sessions()

    assert list(Bucket.objects.values_list("key", flat=True)) == ["new"]
