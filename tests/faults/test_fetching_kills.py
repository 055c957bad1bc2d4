"""Fetchers of mail killed at every place of their work: nothing that arrived is lost, and nothing is twice."""

import subprocess
import sys

import pytest
from django.db import connection

from apps.dsr.models import Entry, Ticket
from apps.mailroom.models import InboundMessage, Letter
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import a_brand, an_office
from tests.faults.test_kills import surroundings, url
from tests.mailroom.mailbox import ImapServer, mailbox
from tests.mailroom.mails import a_mail

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
MAILS = [
    a_mail(Message_ID="<one@m>", sender="ada@example.org", files=(("notes.txt", b"My notes"),)),
    a_mail(Message_ID="<two@m>", sender="bob@example.org"),
    a_mail(Message_ID="<three@m>", Auto_Submitted="auto-replied"),
]


def fetched_by_the_dying(server: ImapServer, *, most: int, step: int) -> tuple[int, int]:
    """How the last of them ended, and how many died before it."""
    command = [sys.executable, "-m", "tests.faults.fetchers", *map(str, (server.port, most, step))]
    around = surroundings(url(connection.settings_dict["NAME"]))
    done = subprocess.run(command, **around, capture_output=True, check=False, timeout=500)
    assert done.stderr == ""
    return done.returncode, done.stdout.count("died")


def each_mail_is_one_request(*, step: int) -> None:
    an_office(time_zone="Europe/Amsterdam")
    a_brand(privacy_email="privacy@acme.example")

    with mailbox(*MAILS) as server:
        ended, died = fetched_by_the_dying(server, most=10_000, step=step)

    seal_all()
    assert (ended, server.seen, died > 20) == (0, {1, 2, 3}, True)
    assert sorted(InboundMessage.objects.values_list("status", flat=True)) == ["ignored", "taken", "taken"]
    assert sorted(Ticket.objects.values_list("email", flat=True)) == ["ada@example.org", "bob@example.org"]
    assert sorted(Letter.objects.values_list("to_address", flat=True)) == ["ada@example.org", "bob@example.org"]
    assert Entry.objects.filter(kind="incoming").count() == 2
    assert verify().findings == []


def test_each_mail_is_one_request_wherever_its_fetchers_die():
    each_mail_is_one_request(step=4)


@pytest.mark.slow
def test_each_mail_is_one_request_at_whichever_place_its_fetchers_die():
    each_mail_is_one_request(step=1)


def test_a_mail_that_its_fetchers_die_of_again_and_again_is_kept_and_set_apart():
    an_office(time_zone="Europe/Amsterdam")
    a_brand(privacy_email="privacy@acme.example")

    with mailbox(MAILS[0]) as server:
        ended, _died = fetched_by_the_dying(server, most=3, step=1)

    message = InboundMessage.objects.get()
    assert (ended, server.seen) == (0, {1})
    assert (message.status, message.held_for, Ticket.objects.count()) == ("held", "unreadable", 0)
