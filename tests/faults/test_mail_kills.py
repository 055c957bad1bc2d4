"""Senders killed at any moment: nobody is missed, and nobody gets more than a kill or a lost answer explains."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.mailroom import services
from apps.mailroom.composing import kinds
from apps.mailroom.fanout import Recipient
from apps.mailroom.models import Delivery, Letter, Round
from tests.builders import BUILDER
from tests.faults.test_kills import surroundings, url
from tests.mailroom.sink import CUT, sink

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SENDERS = 3
LEASE = 4.0
#: So long, in seconds, a run may take: nothing waits for ever.
PATIENCE = 120 + int(os.environ.get("LETTERS", "10000")) / 50
#: Of all recipients: put off the first time. Of all messages: taken without an answer.
PUT_OFF, UNANSWERED = 0.02, 0.002


class Senders:
    """Three senders at work, each begun again when it was killed."""

    def __init__(self, port: int, complaints: Path, dice: random.Random) -> None:
        self.port, self.complaints, self.dice, self.kills = port, complaints, dice, 0
        self.running = [self.start() for _ in range(SENDERS)]

    def start(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.faults.senders", str(LEASE), str(self.port)]
        with self.complaints.open("a") as errors:
            return subprocess.Popen(command, **surroundings(url(connection.settings_dict["NAME"])), stderr=errors)

    def kill_one(self) -> None:
        """Any of them, at any moment of its work; another takes its place."""
        place = self.dice.randrange(SENDERS)
        if self.running[place].poll() is None:
            self.running[place].send_signal(signal.SIGKILL)
            self.kills += 1
        self.running[place].wait()
        self.running[place] = self.start()

    def wait(self) -> list[int]:
        return [one.wait(timeout=PATIENCE) for one in self.running]


def script_of(dice: random.Random) -> Any:
    """Some recipients are put off once, and some messages are taken without an answer."""
    seen: Counter[str] = Counter()

    def script(place: str, to: str) -> str:
        if place == "RCPT" and not seen[to]:
            seen[to] += 1
            return "451 Greylisted" if dice.random() < PUT_OFF else ""
        return CUT if place == "END" and dice.random() < UNANSWERED else ""

    return script


def queue(count: int) -> None:
    kind = "subprocessors/evidence_due"
    context = {name: value for name, value in kinds()[kind].example.items() if name != "address"}
    people = (
        Recipient(f"person.{number}@example.org", fills={"address": f"https://example.org/{number}"})
        for number in range(count)
    )
    services.queue_letters(kind, people, context=context, by=BUILDER)


def killed(tmp_path: Path, letters: int, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    queue(letters)
    with sink(script_of(dice), takes_groups=True) as here:
        senders = Senders(here.port, tmp_path / "complaints", dice)
        begun = time.monotonic()
        while senders.kills < kills and time.monotonic() - begun < PATIENCE and Letter.objects.waiting().exists():
            before = len(here.received)
            aim = before + dice.randint(0, max(1, letters // (2 * kills)))
            while len(here.received) < aim and Letter.objects.waiting().exists():
                assert time.monotonic() - begun < PATIENCE, senders.complaints.read_text()
                time.sleep(0.002)
            time.sleep(dice.uniform(0, 0.01))
            senders.kill_one()
        assert senders.wait() == [0] * SENDERS
        for letter in Letter.objects.needing_a_person():
            services.retry_letter(letter, by=BUILDER)
        again = Senders(here.port, tmp_path / "complaints", dice)
        assert again.wait() == [0] * SENDERS
        received = list(here.received)
        unanswered = here.unanswered

    assert senders.kills >= kills / 2
    told = {(one.to, one.message_id) for one in received}
    assert told == set(Letter.objects.values_list("to_address", "message_id"))
    assert len(told) == letters == Letter.objects.filter(status="handed_over").count()
    assert len(received) - letters <= senders.kills + unanswered
    copies = Counter(one.message_id for one in received)
    unknown = Counter(Delivery.objects.filter(event="unknown_outcome").values_list("letter__message_id", flat=True))
    unnamed = {message_id for message_id, times in copies.items() if times - 1 > unknown[message_id]}
    assert unnamed == set()
    assert Delivery.objects.filter(event="handed_over").count() == letters
    assert not Round.objects.exists()
    with contextlib.suppress(FileNotFoundError):
        assert (tmp_path / "complaints").read_text() == ""


def test_nobody_is_missed_or_written_to_without_need_when_senders_are_killed(tmp_path):
    killed(tmp_path, letters=200, kills=10, seed=20)


@pytest.mark.slow
def test_nobody_is_missed_of_ten_thousand_or_as_many_as_are_asked_for(tmp_path):
    letters = int(os.environ.get("LETTERS", "10000"))
    killed(tmp_path, letters=letters, kills=20, seed=letters)


def test_a_sender_that_stood_still_for_longer_than_its_lease_sends_nothing_more(tmp_path):
    queue(60)
    with sink() as here:
        senders = Senders(here.port, tmp_path / "complaints", random.Random(0))
        begun = time.monotonic()
        while len(here.received) < 10:
            assert time.monotonic() - begun < PATIENCE, senders.complaints.read_text()
            assert ({one.poll() for one in senders.running}, senders.complaints.read_text()) == ({None}, "")
            time.sleep(0.002)
        first = senders.running[0]
        first.send_signal(signal.SIGSTOP)
        time.sleep(LEASE + 2)
        first.send_signal(signal.SIGCONT)
        assert senders.wait() == [0] * SENDERS
        copies = Counter(one.message_id for one in here.received)

    assert len(copies) == 60
    assert sum(copies.values()) - 60 <= 1


def test_the_worker_sends_what_is_queued_within_seconds_and_ends_when_it_is_told_to():
    queue(3)
    command = [sys.executable, "manage.py", "worker", "--only", "mail"]
    with subprocess.Popen(command, **surroundings(url(connection.settings_dict["NAME"]))) as worker:
        until = time.monotonic() + 60
        while Letter.objects.waiting().exists() and time.monotonic() < until:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        ended = worker.wait(timeout=30)

    assert (ended, set(Letter.objects.values_list("status", flat=True))) == (0, {"shown"})
