"""Many who ask at once, and workers that die: one letter to one address, and nothing that was asked is lost."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from apps.mailroom.models import Letter
from apps.publications import services
from apps.publications.models import SignUp, Subscriber
from tests.builders import a_brand
from tests.faults.test_concurrent_writes import at_once
from tests.faults.test_kills import surroundings, url
from tests.publications.mail import ask, letters, link_to, visitor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PROCESSES, POSTS = 4, 250
WORKER = (
    "import django; django.setup(); from apps.publications.services import take_sign_ups\nwhile True: take_sign_ups()"
)


def test_a_thousand_posts_for_one_address_from_four_processes_send_one_letter():
    a_brand()
    office = surroundings(url(connection.settings_dict["NAME"]))
    command = [sys.executable, "-m", "tests.faults.visitors"]

    running = [
        subprocess.Popen([*command, str(number), str(POSTS)], **office, stdout=subprocess.PIPE)
        for number in range(PROCESSES)
    ]
    answers = {one.communicate(timeout=300)[0] for one in running}
    while SignUp.objects.exists():
        services.take_sign_ups()
        time.sleep(0.1)

    assert answers == {"{(302, '/acme/subscribe/asked/', b'')}\n"}
    assert [(one.email, one.status) for one in Subscriber.objects.all()] == [("ada@example.org", "pending")]
    assert [one.kind for one in letters()] == ["publications/confirm"]


def test_workers_killed_at_any_moment_lose_nothing_and_write_to_nobody_twice():
    brand, dice = a_brand(), random.Random(5)
    asked = [f"person.{number}@example.org" for number in range(60)]
    now = timezone.now()
    SignUp.objects.bulk_create(
        SignUp(brand=brand, topics="statement,subprocessors", email=one, language="en", asked_at=now, next_try_at=now)
        for one in asked
    )
    office = surroundings(url(connection.settings_dict["NAME"]))

    until, kills = time.monotonic() + 120, 0
    while Letter.objects.count() < len(asked) and time.monotonic() < until:
        worker = subprocess.Popen([sys.executable, "-c", WORKER], **office)
        enough = Letter.objects.count() + dice.randint(1, 12)
        while Letter.objects.count() < min(enough, len(asked)) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(dice.random() / 50)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        kills += 1
    services.take_sign_ups()

    assert sorted(Letter.objects.values_list("to_address", flat=True)) == sorted(asked)
    assert set(Subscriber.objects.values_list("email", "topic", "status")) == {
        (one, topic, "pending") for one in asked for topic in ("statement", "subprocessors")
    }
    assert (SignUp.objects.count(), kills >= 5) == (0, True)


def test_the_button_pressed_by_many_at_once_confirms_once_and_writes_one_letter():
    ask()
    services.take_sign_ups()
    link = link_to("confirm", letters()[0])

    codes = at_once([lambda: visitor().post(link).status_code] * 4)

    assert codes == [200] * 4
    assert [one.kind for one in letters()] == ["publications/confirm", "publications/subscribed"]
    assert list(Subscriber.past.objects.order_by("version").values_list("status", flat=True)) == [
        *("pending", "pending"),
        "confirmed",
    ]
