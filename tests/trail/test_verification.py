"""A verification finds nothing in an honest office, says what it cannot check, and goes on from where one ended."""

import datetime
import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from apps.organisation.models import NoticeContact
from apps.trail.keyring import make_keyring
from apps.trail.models import Act, Checkpoint, Entry, Verification
from apps.trail.sealing import public_key
from apps.trail.services import MOST_FAULTS, verify_and_record, verify_nightly

from .offices import (
    CANNOT_CHECK,
    INTACT,
    INVALID,
    IS_SQLITE,
    an_act,
    anchored,
    behind_the_guards,
    found,
    last_note,
    sql,
    told,
)

LIVE = NoticeContact._meta.db_table


# --- What it says ----------------------------------------------------------------------------------------------------


def test_json_is_one_object_on_the_last_line(office, anchor):
    out = io.StringIO()
    call_command("verify_trail", *anchor, "--json", stdout=out)

    *words, last = out.getvalue().splitlines()
    answer = json.loads(last)

    assert {key: answer[key] for key in ("verdict", "code", "faults", "obstacle")} == {
        "verdict": "intact",
        "code": 0,
        "faults": [],
        "obstacle": None,
    }
    assert answer["records"] == answer["acts"] + answer["rows"]
    assert (answer["acts"], answer["size"]) == (Act.objects.count(), Entry.objects.count())
    assert answer["last_anchor"] == {"size": 256, "day": timezone.localdate().isoformat()}
    assert [line[:8] for line in words] == ["Intact: "]


def test_faults_are_told_as_kind_place_and_words(office):
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"^Contradicts itself: 1 faults\.$") as refusal:
        call_command("verify_trail", "--json", stdout=out)

    *words, last = out.getvalue().splitlines()
    place, meaning = f"organisation.noticecontact:{office.victim.pk}", "A record differs from its newest history row"
    assert refusal.value.returncode == INVALID
    assert [line.partition(", it was")[0] for line in words] == [
        f"{place}: {meaning}: it was changed past the application."
    ]
    assert [(fault["kind"], fault["where"]) for fault in json.loads(last)["faults"]] == [("live", place)]


def test_many_faults_are_counted_behind_the_first_fifty(office):
    behind_the_guards("UPDATE trail_act SET actor = 'user:666'")
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("verify_trail", stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == 51
    assert lines[-1] == f"… and {Act.objects.count() - 50} faults more."


def test_what_an_attacker_wrote_does_not_reach_the_terminal(office):
    behind_the_guards("UPDATE trail_act SET kind = %s, digest = 'x'", "\x1b[2J\x1b]0;owned\x07\u202e")

    assert all(fault["where"].isprintable() for fault in told()["faults"])


# --- What cannot be checked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\xff\xfe", b"privacy-office/trail\n1\nAAAA\n\n\xe2\x80\x94 x y\n"]
)
def test_anchor_that_is_none_cannot_be_checked(office, tmp_path, content):
    path = tmp_path / "anchor.txt"
    path.write_bytes(content)

    assert found("--anchor", str(path)) == (CANNOT_CHECK, set())


def test_anchor_whose_file_is_not_there_cannot_be_checked(office, tmp_path):
    assert found("--anchor", str(tmp_path / "gone.txt")) == (CANNOT_CHECK, set())
    assert found("--anchor", str(tmp_path)) == (CANNOT_CHECK, set())


def test_anchor_of_another_office_cannot_be_checked(office, anchor):
    with override_settings(TRAIL_ORIGIN="another/trail"):
        assert found(*anchor).code == CANNOT_CHECK


def test_anchor_that_went_through_a_mail_is_read(office, tmp_path):
    path = tmp_path / "anchor.txt"
    path.write_bytes(office.anchor.replace("\n", "\r\n").encode().removesuffix(b"\r\n"))

    assert found("--anchor", str(path)) == (INTACT, set())


def test_several_anchors_are_read(office, anchor, tmp_path):
    assert found(*anchor, *anchored(last_note(), tmp_path)) == (INTACT, set())
    assert found(*anchor, "--anchor", str(tmp_path / "gone.txt")) == (CANNOT_CHECK, set())


@pytest.mark.parametrize("key", ["nonsense", "00", "zz" * 32, "00" * 31, "00" * 33])
def test_key_that_is_none_cannot_be_checked_with(office, key):
    assert found("--public-key", key) == (CANNOT_CHECK, set())


def test_true_key_from_outside_is_enough(office, anchor):
    assert found("--public-key", public_key().hex(), *anchor) == (INTACT, set())


def test_signatures_of_another_key_than_the_one_from_outside_are_told(office, anchor):
    assert found("--public-key", "11" * 32) == (INVALID, {"signature", "unsigned"})
    assert found("--public-key", "11" * 32, *anchor).code == CANNOT_CHECK


@pytest.mark.parametrize(
    "content", [None, "", "{}", "nonsense", '{"current": "k1", "keys": {}, "signing": "", "index": ""}']
)
def test_nothing_is_checked_without_the_keyring(office, tmp_path, content):
    path = tmp_path / "keyring.json"
    if content is not None:
        path.write_text(content)

    with override_settings(TRAIL_KEYRING=path):
        assert found() == (CANNOT_CHECK, set())
        assert found("--public-key", "11" * 32) == (CANNOT_CHECK, set())
        assert "keyring" in told()["obstacle"]


def test_keyring_of_another_office_is_told_as_what_it_looks_like(office, tmp_path):
    make_keyring(tmp_path / "keyring.json")

    with override_settings(TRAIL_KEYRING=tmp_path / "keyring.json"):
        said = found()

    assert said.code == INVALID
    assert {"signature", "key_bad"} <= said.faults


@pytest.mark.parametrize(
    "table", ["trail_entry", "trail_checkpoint", "trail_objectkey", "organisation_historicalbrand"]
)
def test_table_that_is_gone_cannot_be_checked(office, table):
    with transaction.atomic():
        sql(f"DROP TABLE {table}" if IS_SQLITE else f"DROP TABLE {table} CASCADE")
        code = told()["exit"]
        transaction.set_rollback(True)

    assert code == CANNOT_CHECK


# --- The queue -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "faults"), [(30, set()), (90, {"late"}), (90_000, {"late"})])
def test_act_may_wait_for_a_minute(office, seconds, faults):
    an_act("backoffice.exported", moment=timezone.now() - datetime.timedelta(seconds=seconds))

    assert found() == (INVALID if faults else INTACT, faults)


# --- From a checkpoint on --------------------------------------------------------------------------------------------


def test_acts_up_to_a_checkpoint_are_not_read_again(office):
    size = Checkpoint.objects.order_by("size")[3].size

    answer = told("--since", str(size))

    assert (answer["exit"], answer["faults"], answer["acts"]) == (INTACT, [], Act.objects.count() - size)
    assert answer["size"] == Entry.objects.count()


def test_every_checkpoint_can_be_gone_on_from(office, anchor):
    """Erasures that were verified before are known, though their acts are not read again."""
    for size in Checkpoint.objects.values_list("size", flat=True):
        assert found("--since", str(size)) == (INTACT, set())


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE trail_act SET actor = 'user:666' WHERE kind = 'backoffice.exported'", {"leaf"}),
        ("DELETE FROM trail_entry WHERE seq = (SELECT max(seq) FROM trail_entry)", {"beyond", "unqueued", "unsigned"}),
        ("UPDATE organisation_historicalcustomer SET name = 'M' WHERE version = 2", {"rows", "live"}),
        (f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = (SELECT min(id) FROM {LIVE})", {"live"}),
        ("UPDATE trail_checkpoint SET frontier = '' WHERE size = (SELECT max(size) FROM trail_checkpoint)", {"root"}),
    ],
)
def test_rest_is_verified_as_ever(office, statement, faults):
    size = Checkpoint.objects.filter(size__lte=256).latest("size").size
    behind_the_guards(statement)

    assert found() == (INVALID, faults)
    assert found("--since", str(size)) == (INVALID, faults)


@pytest.mark.parametrize("size", ["-1", "90001"])
def test_checkpoint_that_is_not_there_cannot_be_gone_on_from(office, size):
    assert found("--since", size) == (CANNOT_CHECK, set())


@pytest.mark.parametrize(
    "statement", ["frontier = '" + "00" * 32 + "'", "frontier = 'nonsense'", "note = replace(note, '=', '')"]
)
def test_checkpoint_that_does_not_fit_cannot_be_gone_on_from(office, statement):
    size = Checkpoint.objects.order_by("size")[3].size
    behind_the_guards(f"UPDATE trail_checkpoint SET {statement} WHERE size = %s", size)

    assert found("--since", str(size)).code == CANNOT_CHECK


# --- Put down, and every night ---------------------------------------------------------------------------------------


def test_what_was_found_is_put_down(office):
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)

    report = verify_and_record()

    put_down = Verification.objects.latest("id")
    assert (put_down.code, put_down.records, put_down.size) == (INVALID, report.records, report.size)
    assert put_down.told == [finding.told() for finding in report.findings]


def test_no_more_faults_are_put_down_than_anybody_reads(office):
    behind_the_guards("UPDATE trail_act SET actor = 'user:666'")

    verify_and_record()

    assert len(Verification.objects.latest("id").told) == MOST_FAULTS


def test_what_could_not_be_checked_is_put_down_with_the_reason(office):
    report = verify_and_record(anchors=["nonsense"])

    put_down = Verification.objects.latest("id")
    assert put_down.code == CANNOT_CHECK
    assert put_down.told == [{"kind": "obstacle", "where": "", "words": report.obstacle}]


def test_night_has_one_verification_after_three(office):
    before = Verification.objects.count()
    behind_the_guards("DELETE FROM trail_verification")
    today = timezone.localtime().replace(minute=0, second=0, microsecond=0)

    with time_machine.travel(today.replace(hour=2), tick=False):
        assert verify_nightly() == 0
        assert Verification.objects.count() == 0
    with time_machine.travel(today.replace(hour=4), tick=False):
        assert [verify_nightly(), verify_nightly()] == [INVALID, 0]

    assert (before, Verification.objects.count()) == (2, 1)
