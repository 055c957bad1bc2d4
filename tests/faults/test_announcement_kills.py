"""Workers killed in the middle of a fan-out: begun again, everybody has one notice with one letter, and nobody two."""

import contextlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from apps.mailroom.models import Letter
from apps.publications import services
from apps.publications.models import Announcement, Notice
from apps.trail.verification import verify
from tests.announcing import a_subscriber, gathered, scheduled, terms
from tests.builders import a_brand, a_contact, a_customer, a_listing_in
from tests.faults.test_kills import surroundings, url

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SUBSCRIBERS, CONTACTS, WORKERS = 300, 10, 2
#: So many are written to in one act here, so that a kill falls between and within batches.
SIZE = 6
KILLS = 5
PATIENCE = 120


def start(complaints: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.faults.announcers", str(SIZE)]
    with complaints.open("a") as errors:
        return subprocess.Popen(command, **surroundings(url(connection.settings_dict["NAME"])), stderr=errors)


def wait_for_more_than(count: int) -> None:
    until = time.monotonic() + PATIENCE
    while Notice.objects.count() <= count and is_under_way() and time.monotonic() < until:
        time.sleep(0.01)


def is_under_way() -> bool:
    return Announcement.objects.filter(status="sending").exists()


def test_a_fan_out_that_is_killed_and_begun_again_misses_nobody_and_writes_to_nobody_twice(tmp_path):
    dice, brand = random.Random(5), a_brand()
    terms(brand)
    for number in range(CONTACTS):
        a_contact(f"dana.{number}@example.com", customer=a_customer(f"Customer {number}", brand=brand))
    for number in range(SUBSCRIBERS):
        a_subscriber(f"sam.{number}@example.com", brand=brand)
    announcement = services.begin_sending(
        scheduled(gathered(brand, a_listing_in("approved", brand=brand))), by="worker"
    )

    running = [start(tmp_path / "errors") for _ in range(WORKERS)]
    with contextlib.ExitStack() as stack:
        kills = 0
        while kills < KILLS and is_under_way():
            wait_for_more_than(Notice.objects.count())  # so that it dies in the middle of the work
            time.sleep(dice.uniform(0, 0.1))
            place = dice.randrange(WORKERS)
            if running[place].poll() is None:
                running[place].send_signal(signal.SIGKILL)
                kills += is_under_way()
            running[place].wait()
            running[place] = start(tmp_path / "errors")
        for one in running:
            stack.callback(one.kill)
        endings = [one.wait(timeout=PATIENCE) for one in running]

    notices = Notice.objects.filter(announcement=announcement)
    letters = Letter.objects.filter(about=f"publications.announcement:{announcement.pk}")
    assert kills >= 2
    assert endings == [0] * WORKERS
    assert Announcement.objects.get(pk=announcement.pk).status == "running"
    assert notices.count() == letters.count() == SUBSCRIBERS + CONTACTS
    assert notices.values("letter").distinct().count() == SUBSCRIBERS + CONTACTS
    assert letters.values("to_address").distinct().count() == SUBSCRIBERS + CONTACTS
    assert verify().findings == []
