"""The checkpoint that the office gives away each day: signed, padded, the same all day, and noted as it was given."""

import datetime

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from apps.trail.models import Act, Anchor, Checkpoint, Entry
from apps.trail.sealing import public_key, read_note, seal_all
from apps.trail.services import FolderUnusable, give_anchor
from apps.trail.verification import verify
from tests.builders import a_contact

from .offices import INTACT, an_act, anchored, at_once, found

at_commit = pytest.mark.django_db(transaction=True)
ADDRESS = "/.well-known/trail-checkpoint"


def acts(count: int) -> None:
    for _ in range(count):
        an_act("backoffice.exported")


# --- What is given away ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("waiting", "size"), [(1, 256), (255, 256), (256, 256), (257, 512)])
def test_size_given_away_is_padded_so_that_it_tells_nothing(db, waiting, size):
    acts(waiting)

    given = give_anchor()

    note = read_note(given.note, public_key())
    assert (given.size, note.size, note.root) == (
        size,
        size,
        read_note(Checkpoint.objects.get(size=size).note, public_key()).root,
    )
    assert Act.objects.filter(kind="trail.covered").count() == size - waiting
    assert Entry.objects.filter(seq__lt=size).count() == size


def test_note_tells_no_other_size(db):
    acts(3)
    seal_all()
    acts(2)

    given = give_anchor()

    assert [line for line in given.note.splitlines() if line.isdigit()] == ["256"]


def test_giving_away_is_an_act(db):
    acts(1)

    given = give_anchor()

    one = Act.objects.get(kind="trail.anchor_given")
    assert one.stated == {"day": given.day.isoformat(), "size": 256}
    assert one.actor == "worker"


def test_same_is_given_all_day(db):
    acts(1)
    first = give_anchor()
    acts(300)
    seal_all()

    assert give_anchor() == first
    assert Anchor.objects.count() == Act.objects.filter(kind="trail.anchor_given").count() == 1


def test_each_day_has_its_own(db):
    acts(1)
    give_anchor()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        acts(1)
        give_anchor()

    assert list(Anchor.objects.order_by("day").values_list("size", flat=True)) == [256, 512]


@at_commit
def test_office_is_intact_with_what_it_gave_away(tmp_path):
    a_contact()
    outside = anchored(give_anchor().note, tmp_path)
    a_contact("bob@example.com", customer=None)
    seal_all()

    assert found(*outside) == (INTACT, set())


@at_commit
def test_two_processes_give_the_same_away():
    acts(5)

    first, second = at_once(give_anchor, give_anchor)
    seal_all()

    assert first == second
    assert Act.objects.filter(kind="trail.anchor_given").count() == 1
    assert verify().verdict == INTACT


@at_commit
def test_size_is_padded_though_others_write_and_seal_meanwhile():
    acts(5)

    def work() -> None:
        for _ in range(30):
            an_act("backoffice.exported")
            seal_all()

    given, *_done = at_once(give_anchor, work, work)
    seal_all()

    assert given.size % 256 == 0
    assert verify(anchors=[given.note]).verdict == INTACT


# --- The public page -------------------------------------------------------------------------------------------------


def test_checkpoint_is_public_plain_text_without_a_cookie(db, client):
    acts(1)
    given = give_anchor()

    answer = client.get(ADDRESS)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode() == given.note
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_checkpoint_is_the_same_however_much_is_done(db, client):
    acts(1)
    give_anchor()
    before = client.get(ADDRESS).content

    acts(300)
    seal_all()

    assert client.get(ADDRESS).content == before


def test_newest_checkpoint_is_shown(db, client):
    acts(1)
    give_anchor()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        acts(1)
        newest = give_anchor()

    assert client.get(ADDRESS).content.decode() == newest.note


def test_before_the_first_checkpoint_there_is_none(db, client):
    answer = client.get(ADDRESS)

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")


@pytest.mark.parametrize("address", [ADDRESS, "/.well-known/trail-key"])
def test_public_pages_are_read_only(db, client, address):
    acts(1)
    give_anchor()

    head = client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert [getattr(client, method)(address).status_code for method in ("post", "put", "patch", "delete")] == [405] * 4


def test_key_is_public_with_its_fingerprint(db, client):
    answer = client.get("/.well-known/trail-key")

    key, fingerprint = answer.content.decode().splitlines()
    assert bytes.fromhex(key) == public_key()
    assert fingerprint.startswith("sha256 ")
    assert not answer.cookies


# --- The file drop ---------------------------------------------------------------------------------------------------


def test_checkpoint_is_dropped_as_a_file_a_day(db, tmp_path):
    acts(1)
    with override_settings(TRAIL_ANCHOR_DIR=str(tmp_path)):
        given = give_anchor()
        give_anchor()

    [path] = tmp_path.iterdir()
    assert path.name == f"trail-checkpoint-{given.day.isoformat()}.txt"
    assert path.read_text() == given.note


def test_file_that_was_dropped_is_never_written_again(db, tmp_path):
    acts(1)
    with override_settings(TRAIL_ANCHOR_DIR=str(tmp_path)):
        give_anchor()
        [path] = tmp_path.iterdir()
        path.write_text("as the auditor left it")
        give_anchor()

    assert path.read_text() == "as the auditor left it"


def test_folder_that_is_not_there_is_told_and_tried_again(db, tmp_path):
    acts(1)
    with override_settings(TRAIL_ANCHOR_DIR=str(tmp_path / "mount")):
        with pytest.raises(
            FolderUnusable, match=r"cannot be written to .*mount/trail-checkpoint-.* \(No such file or directory\)"
        ):
            give_anchor()
        (tmp_path / "mount").mkdir()
        given = give_anchor()

    assert [path.read_text() for path in (tmp_path / "mount").iterdir()] == [given.note]
