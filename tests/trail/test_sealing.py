"""Acts enter the signed log in the order of their queue, without a gap, whoever seals and whatever fails meanwhile."""

import base64
import hashlib
import logging
import threading

import pytest
from django.db import transaction
from django.test import override_settings

from apps.organisation.services import seed_office
from apps.trail import sealing
from apps.trail.acts import act, sealing_failed
from apps.trail.canonical import EMPTY_ROOT, leaf_hash, push, top
from apps.trail.errors import KeyringMissing
from apps.trail.models import Act, Checkpoint, Entry, Unsealed, Verification
from apps.trail.queries import oldest_unsealed
from apps.trail.sealing import BadNote, Note, note_hash, public_key, read_note, seal_all, seal_batch, sign_note
from apps.trail.verification import verify
from tests.builders import a_user

from .offices import INTACT, an_act, at_once, only_postgresql

at_commit = pytest.mark.django_db(transaction=True)
EXPORT = {"register": "organisation.customer", "rows": 1, "format": "csv"}


def export(by: str = "worker", *, seal: bool = False) -> None:
    """An act that changes no row."""
    with act("backoffice.exported", by=by, seal=seal, **EXPORT):
        pass


def exports(count: int) -> None:
    honest = {"kind": "backoffice.exported", "actor": "worker", "facts": "{}", "rows": 0, "digest": EMPTY_ROOT.hex()}
    Act.objects.bulk_create([Act(**honest) for _ in range(count)])


def root_of(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1 defines it, by its own words."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def log() -> list[bytes]:
    return [bytes(one) for one in Entry.objects.order_by("seq").values_list("leaf_hash", flat=True)]


# --- The tree --------------------------------------------------------------------------------------------------------


def test_frontier_has_the_root_of_rfc_6962_at_every_size():
    leaves, frontier = [], []
    for size in range(301):
        assert top(frontier) == root_of(leaves)
        assert len(frontier) == size.bit_count()
        leaf = leaf_hash(str(size).encode())
        push(frontier, size, leaf)
        leaves.append(leaf)


def test_checkpoints_sign_the_root_of_the_entries_before_them(db, monkeypatch):
    exports(40)
    for batch in (1, 2, 5, 3, 8, 21):
        monkeypatch.setattr(sealing, "BATCH", batch)
        seal_batch()

    leaves = log()
    signed = [
        read_note(note, public_key())[:2] for note in Checkpoint.objects.order_by("size").values_list("note", flat=True)
    ]

    assert signed == [(size, root_of(leaves[:size])) for size in (1, 3, 8, 11, 19, 40)]


def test_entries_are_the_leaves_of_their_acts(db):
    seed_office(by="command:seed")
    seal_all()

    assert log() == [leaf_hash(entry.act.leaf()) for entry in Entry.objects.order_by("seq").select_related("act")]


# --- Batches and the queue -------------------------------------------------------------------------------------------


def test_entries_are_numbered_without_a_gap_over_batches(db, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 7)
    exports(20)

    assert seal_all() == 20
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(20))
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [7, 14, 20]
    assert Unsealed.objects.count() == 0


def test_acts_are_sealed_in_the_order_of_their_queue(db):
    exports(30)
    queued = list(Unsealed.objects.order_by("id").values_list("act_id", flat=True))

    seal_all()

    assert list(Entry.objects.order_by("seq").values_list("act_id", flat=True)) == queued


def test_nothing_to_seal_makes_no_checkpoint(db):
    assert seal_all() == 0
    assert Checkpoint.objects.count() == 0


def test_act_that_was_queued_late_under_an_early_number_is_sealed(db):
    """As PostgreSQL commits: numbers are taken in one order and become visible in another."""
    exports(3)
    early = Unsealed.objects.order_by("id").first()
    Unsealed.objects.filter(pk=early.pk)._raw_delete("default")
    seal_all()
    Unsealed.objects.create(pk=early.pk, act_id=early.act_id)

    assert seal_all() == 1
    assert Entry.objects.latest("seq").act_id == early.act_id


@only_postgresql
@at_commit
def test_act_committed_after_a_later_one_was_sealed_is_sealed_too():
    queued, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            export()
            queued.set()
            may_commit.wait(20)

    def quick() -> int:
        queued.wait(20)
        export()
        sealed = seal_all()
        may_commit.set()
        return sealed

    assert at_once(slow, quick) == [None, 1]
    assert seal_all() == 1
    assert Unsealed.objects.count() == 0
    assert verify().verdict == INTACT


@at_commit
def test_two_sealers_at_once_leave_no_gap_and_no_fork(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 10)
    exports(200)

    sealed = at_once(*[seal_all] * 3)

    assert sum(sealed) == 200
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(200))
    assert Checkpoint.objects.count() == 20
    assert verify().verdict == INTACT


@at_commit
def test_writers_and_sealers_at_once_lose_nothing():
    def write() -> None:
        for _ in range(25):
            export()

    at_once(write, write, write, seal_all, seal_all)
    seal_all()

    assert Entry.objects.count() == Act.objects.count() == 75
    assert verify().verdict == INTACT


# --- Sealed before the answer ----------------------------------------------------------------------------------------


@at_commit
def test_act_waits_for_the_worker():
    export()

    assert (Unsealed.objects.count(), Entry.objects.count()) == (1, 0)


@at_commit
def test_act_that_asks_for_it_is_sealed_before_the_answer():
    export(seal=True)

    assert (Unsealed.objects.count(), Entry.objects.count()) == (0, 1)
    assert sealing_failed() is False


@at_commit
def test_acts_that_wait_are_sealed_with_one_that_does_not():
    export()
    export(seal=True)

    assert (Unsealed.objects.count(), Entry.objects.count()) == (0, 2)


@at_commit
def test_act_of_a_command_is_sealed_at_once_as_there_may_be_no_worker():
    export(by="command:seed")

    assert (Unsealed.objects.count(), Entry.objects.count()) == (0, 1)


@at_commit
def test_act_within_an_act_has_the_outer_one_sealed_at_once():
    with act("backoffice.exported", by="worker", **EXPORT):
        export(seal=True)
        assert Entry.objects.count() == 0

    assert (Act.objects.count(), Unsealed.objects.count(), Entry.objects.count()) == (1, 0, 1)


@at_commit
def test_act_that_was_undone_is_not_sealed():
    with act("backoffice.exported", by="worker", seal=True, **EXPORT) as this:
        this.discard()
    with pytest.raises(KeyError), act("backoffice.exported", by="worker", seal=True, **EXPORT):
        raise KeyError

    assert (Act.objects.count(), Entry.objects.count()) == (0, 0)


@at_commit
def test_act_of_a_grant_by_two_people_is_sealed_with_their_approval():
    a_user("ada", "legal")

    assert Unsealed.objects.filter(act__kind="accounts.grant_made").count() == 0
    assert Entry.objects.filter(act__kind="accounts.grant_made").count() == 1


# --- Sealing that fails ----------------------------------------------------------------------------------------------


@at_commit
def test_answer_stands_and_says_so_once_where_sealing_fails(tmp_path, caplog):
    caplog.set_level(logging.CRITICAL, logger="apps.trail.acts")
    with override_settings(TRAIL_KEYRING=tmp_path / "gone.json"):
        export(seal=True)

    assert [sealing_failed(), sealing_failed()] == [True, False]
    assert (Act.objects.count(), Unsealed.objects.count(), Entry.objects.count()) == (1, 1, 0)
    assert (seal_all(), Entry.objects.count()) == (1, 1)
    assert verify().verdict == INTACT


@at_commit
def test_batch_that_cannot_be_signed_leaves_nothing_behind(tmp_path):
    exports(5)
    with override_settings(TRAIL_KEYRING=tmp_path / "gone.json"), pytest.raises(KeyringMissing):
        seal_batch()

    assert (Entry.objects.count(), Checkpoint.objects.count(), Unsealed.objects.count()) == (0, 0, 5)


@at_commit
def test_age_of_what_waits_is_known():
    assert oldest_unsealed() is None

    an_act("backoffice.exported")

    assert 0 <= oldest_unsealed().total_seconds() < 60


# --- Ledgers ---------------------------------------------------------------------------------------------------------


def test_rows_of_a_ledger_are_covered_two_thousand_at_a_time(db):
    rows = [Verification(code=0, records=1, size=1, seconds=0.5, faults="[]") for _ in range(5000)]
    Verification.objects.bulk_create(rows)
    first = Verification.objects.earliest("id").pk

    seal_all()

    covering = Act.objects.filter(kind="trail.ledger_covered").order_by("id")
    starts = [first, first + 2000, first + 4000]
    ranges = [[start, min(start + 1999, first + 4999)] for start in starts]
    assert [one.stated for one in covering] == [{"ledger": "trail.verification", "ranges": [one]} for one in ranges]
    assert [one.rows for one in covering] == [2000, 2000, 1000]
    assert (Unsealed.objects.count(), Entry.objects.count()) == (0, 3)
    assert verify().verdict == INTACT


def test_rows_of_a_ledger_with_gaps_are_covered_as_ranges(db):
    for pk in (3, 4, 7):
        Verification.objects.create(pk=pk, code=0, records=1, size=1, seconds=0.5, faults="[]")

    seal_all()

    assert Act.objects.get().stated["ranges"] == [[3, 4], [7, 7]]
    assert verify().verdict == INTACT


# --- Signed notes ----------------------------------------------------------------------------------------------------


def test_note_is_a_signed_checkpoint_of_the_log_by_name():
    note = sign_note(7, b"r" * 32, b"b" * 32)

    body, signature = note.split("\n\n")
    assert body.split("\n") == [
        "privacy-office/trail",
        "7",
        *(base64.b64encode(one * 32).decode() for one in (b"r", b"b")),
    ]
    assert signature.startswith("— privacy-office/trail ")
    assert read_note(note, public_key()) == Note(7, b"r" * 32, b"b" * 32)


def test_each_checkpoint_names_the_one_before_it(db, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    exports(8)
    seal_all()

    notes = list(Checkpoint.objects.order_by("size").values_list("note", flat=True))

    assert [read_note(note, public_key()).before for note in notes] == [note_hash(one) for one in ["", *notes[:-1]]]


def test_any_changed_character_of_a_note_is_refused():
    note = sign_note(7, b"r" * 32, b"b" * 32)

    for place, character in enumerate(note[:-1]):
        changed = note[:place] + ("A" if character != "A" else "B") + note[place + 1 :]
        with pytest.raises(BadNote):
            read_note(changed, public_key())


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "nonsense",
        "\n" * 9,
        "privacy-office/trail\n7\n\n— privacy-office/trail x\n",
        "é" * 100,
        "\0",
        "\ud800",
    ],
)
def test_nonsense_is_no_note(note):
    with pytest.raises(BadNote):
        read_note(note, public_key())


def test_note_of_another_office_is_refused():
    note = sign_note(7, b"r" * 32, b"b" * 32)

    with override_settings(TRAIL_ORIGIN="another/trail"), pytest.raises(BadNote, match="of another log"):
        read_note(note, public_key())


def test_note_signed_by_another_key_is_refused():
    note = sign_note(7, b"r" * 32, b"b" * 32)

    with pytest.raises(BadNote, match="signed by another key"):
        read_note(note, bytes(32))
