"""A verification of an office at work: whole, while others write, in a process of its own, and in little memory."""

import contextlib
import io
import json
import tracemalloc

import pytest
from django.core.management import call_command

from apps.organisation import services as organisation
from apps.organisation.models import Customer, NoticeContact
from apps.trail.acts import act
from apps.trail.canonical import EMPTY_ROOT
from apps.trail.errors import Conflict
from apps.trail.models import Act, Checkpoint, Entry, Verification
from apps.trail.sealing import seal_all
from apps.trail.services import erase, give_anchor
from apps.trail.verification import verify
from tests.builders import BUILDER, a_contact, a_customer, a_legal_entity

from .offices import (
    CANNOT_CHECK,
    INTACT,
    INVALID,
    anchored,
    at_once,
    behind_the_guards,
    found,
    lived_in,
    office_process,
    told,
)

at_commit = pytest.mark.django_db(transaction=True)


@at_commit
def test_office_with_everything_that_happens_in_one_is_intact(tmp_path):
    call_command("load_demo", stdout=io.StringIO())
    lived_in()
    for contact in NoticeContact.objects.filter(removed_at=None)[:2]:
        erase(organisation.end_contact(contact, by=BUILDER), ground="GDPR art. 17(1)(b)", by=BUILDER)
    what_fails_and_what_is_undone()
    outside = anchored(give_anchor().note, tmp_path)
    call_command("load_demo", stdout=io.StringIO())

    assert found() == (INTACT, set())
    assert found(*outside) == (INTACT, set())
    assert told()["records"] > 800


def what_fails_and_what_is_undone() -> None:
    customer = Customer.objects.earliest("pk")
    stale = Customer.objects.get(pk=customer.pk)
    organisation.change(customer, name="Renamed", by=BUILDER)
    with pytest.raises(Conflict):
        organisation.change(stale, name="Other", version=stale.version, by=BUILDER)
    with pytest.raises(KeyError):
        fail(customer)
    with act("organisation.customer_changed", by=BUILDER, about=customer):
        with contextlib.suppress(KeyError):
            fail(customer)
        a_contact("kept@example.com", customer=customer)
    with act("organisation.customer_changed", by=BUILDER) as rehearsal:
        a_contact("rehearsed@example.com", customer=customer)
        rehearsal.discard()


def fail(customer: Customer) -> None:
    """An act that ends in an error."""
    with act("organisation.customer_changed", by=BUILDER):
        a_contact("never@example.com", customer=customer)
        raise KeyError


@at_commit
def test_empty_office_is_intact():
    answer = told()

    assert [answer[key] for key in ("exit", "records", "size", "faults", "last_anchor")] == [INTACT, 0, 0, [], None]


@at_commit
def test_verification_writes_nothing():
    a_contact()
    before = [list(model.objects.order_by("pk").values()) for model in (Act, Entry, Checkpoint, Verification)]

    assert told()["exit"] == INTACT
    assert [list(model.objects.order_by("pk").values()) for model in (Act, Entry, Checkpoint, Verification)] == before


@at_commit
def test_writers_and_a_sealer_during_a_verification_raise_no_false_alarm():
    customer, entity = a_customer(), a_legal_entity(registered_address="Kanaalweg 1")
    seal_all()

    def write(name: str) -> None:
        for number in range(12):
            contact = a_contact(f"{name}{number}@example.com", customer=customer)
            organisation.change(contact, name=f"{name} {number}", by=BUILDER)
            erase(entity, ground="GDPR art. 17(1)(b)", by=BUILDER)
            with act("backoffice.exported", by="worker", register="organisation.customer", rows=1, format="csv"):
                pass

    def look() -> set[tuple[int, str, str]]:
        return {(report.verdict, report.obstacle, str(report.findings)) for report in (verify() for _ in range(12))}

    *_written, first, second = at_once(lambda: write("ada"), lambda: write("bob"), seal_all, look, look)

    assert first | second == {(INTACT, "", "[]")}


@at_commit
def test_exit_status_of_the_process_is_the_verdict(tmp_path):
    office = lived_in()
    intact = office_process("verify_trail", "--json")
    nonsense = office_process("verify_trail", "--json", "--anchor", str(tmp_path))
    behind_the_guards("UPDATE organisation_noticecontact SET name = 'Mallory' WHERE id = %s", office.victim.pk)
    invalid = office_process("verify_trail", "--json", PYTHONIOENCODING="ascii")

    assert [one.returncode for one in (intact, invalid, nonsense)] == [INTACT, INVALID, CANNOT_CHECK]
    assert [json.loads(one.stdout.splitlines()[-1])["code"] for one in (intact, invalid, nonsense)] == [0, 40, 50]
    assert "Traceback" not in intact.stderr + invalid.stderr + nonsense.stderr


def test_memory_does_not_grow_with_the_trail(db):
    peaks = [peak_of_verifying(acts) for acts in (5_000, 35_000)]

    assert Act.objects.count() == 40_000
    assert peaks[1] / peaks[0] <= 1.3


def peak_of_verifying(more: int) -> int:
    """Bytes at most, once so many acts more stand in the log."""
    honest = {"kind": "backoffice.exported", "actor": "user:1", "facts": '{"format":"csv"}', "rows": 0}
    Act.objects.bulk_create([Act(**honest, digest=EMPTY_ROOT.hex()) for _ in range(more)], batch_size=2000)
    seal_all()
    tracemalloc.start()
    try:
        assert verify().verdict == INTACT
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
