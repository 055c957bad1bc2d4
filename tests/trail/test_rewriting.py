"""Who cuts the log off, rewrites it or puts an older copy back is found, if need be by a checkpoint given away.

Each test begins with an office that is intact, and ends with what a verification says of it.
"""

import base64
import json
import os
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from apps.organisation import services as organisation
from apps.organisation.models import NoticeContact
from apps.trail import sealing
from apps.trail.acts import act
from apps.trail.keyring import keyring
from apps.trail.models import Anchor, Checkpoint
from apps.trail.sealing import seal_all
from tests.builders import BUILDER

from .offices import DIVERGED, INTACT, INVALID, anchored, behind_the_guards, found, guards_down, last_note, sql

pytestmark = pytest.mark.usefixtures("office")
LIVE = NoticeContact._meta.db_table


def forget_acts(kind: str) -> None:
    sql("DELETE FROM trail_entry WHERE act_id IN (SELECT id FROM trail_act WHERE kind = %s)", kind)
    sql("DELETE FROM trail_act WHERE kind = %s", kind)


def test_tail_cut_off_is_found_by_an_anchor_alone(office, anchor):
    """Back to an older checkpoint, the newer acts in the queue as if they had never been sealed."""
    size = Checkpoint.objects.filter(size__lt=Anchor.objects.get().size).latest("size").size
    with guards_down():
        sql("DELETE FROM trail_anchor")
        forget_acts("trail.anchor_given")
        sql("INSERT INTO trail_unsealed (act_id) SELECT act_id FROM trail_entry WHERE seq >= %s", size)
        sql("DELETE FROM trail_entry WHERE seq >= %s", size)
        sql("DELETE FROM trail_checkpoint WHERE size > %s", size)

    assert found() == (INTACT, set())
    assert found(*anchor) == (DIVERGED, {"anchor_beyond"})


def test_tail_cut_off_with_its_acts_is_found_by_an_anchor_alone(office, tmp_path):
    outside = anchored(last_note(), tmp_path)
    size = Anchor.objects.get().size
    with guards_down():
        sql("DELETE FROM trail_anchor")
        for kind in ("trail.anchor_given", "backoffice.exported", "organisation.customer_changed"):
            forget_acts(kind)
        past = "organisation_historicalcustomer"
        sql(f"DELETE FROM {past} WHERE version = 2")
        sql("UPDATE organisation_customer SET name = 'Globex', version = 1")
        sql("DELETE FROM trail_checkpoint WHERE size > %s", size)

    assert found() == (INTACT, set())
    assert found(*outside) == (DIVERGED, {"anchor_beyond"})


def test_older_copy_put_back_is_found_by_an_anchor_alone(office, tmp_path):
    with transaction.atomic():
        organisation.change(office.victim, name="Victor", by=BUILDER)
        seal_all()
        outside = anchored(last_note(), tmp_path)
        transaction.set_rollback(True)

    assert found() == (INTACT, set())
    assert found(*outside) == (DIVERGED, {"anchor_beyond"})


def test_older_copy_put_back_and_worked_on_is_found_by_an_anchor_alone(office, tmp_path):
    with transaction.atomic():
        organisation.change(office.victim, name="Victor", by=BUILDER)
        seal_all()
        outside = anchored(last_note(), tmp_path)
        transaction.set_rollback(True)
    organisation.change(office.victim, name="Victoria", by=BUILDER)
    seal_all()

    assert found() == (INTACT, set())
    assert found(*outside) == (DIVERGED, {"anchor"})


def test_log_rewritten_with_another_key_is_found(monkeypatch, tmp_path, anchor):
    rewrite(monkeypatch, tmp_path, os.urandom(32))

    assert found() == (INVALID, {"signature", "unsigned"})
    assert found(*anchor) == (DIVERGED, {"signature", "unsigned", "anchor"})


def test_log_rewritten_with_the_stolen_key_is_found_by_an_anchor_alone(monkeypatch, tmp_path, anchor):
    rewrite(monkeypatch, tmp_path, keyring().signing)

    assert found() == (INTACT, set())
    assert found(*anchor) == (DIVERGED, {"anchor"})


def rewrite(monkeypatch: pytest.MonkeyPatch, folder: Path, signing: bytes) -> None:
    """Another actor for an act, and the whole log built over it again: the same sizes, the same days given away."""
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    with guards_down():
        sql("UPDATE trail_act SET actor = 'user:666' WHERE kind = 'organisation.customer_added'")
        sql("INSERT INTO trail_unsealed (act_id) SELECT act_id FROM trail_entry ORDER BY seq")
        sql("DELETE FROM trail_entry")
        sql("DELETE FROM trail_checkpoint")
    with override_settings(TRAIL_KEYRING=stolen_keyring(folder, signing)):
        for before, size in zip([0, *sizes], sizes, strict=False):
            monkeypatch.setattr(sealing, "BATCH", size - before)
            sealing.seal_batch()
    behind_the_guards(
        "UPDATE trail_anchor SET note = (SELECT c.note FROM trail_checkpoint c WHERE c.size = trail_anchor.size)"
    )


def stolen_keyring(folder: Path, signing: bytes) -> Path:
    ring = keyring()
    secrets = {"signing": signing, "index": ring.indexing}
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    body = {"current": ring.current, "keys": keys} | {
        name: base64.b64encode(one).decode() for name, one in secrets.items()
    }
    path = folder / "stolen.json"
    path.write_text(json.dumps(body))
    return path


def test_what_differs_outside_outranks_what_differs_inside(office, anchor):
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)
    behind_the_guards("DELETE FROM trail_checkpoint")
    behind_the_guards("DELETE FROM trail_entry")

    said = found(*anchor)

    assert said.code == DIVERGED
    assert {"live", "anchor_beyond", "unqueued"} <= said.faults


def test_rest_is_verified_where_one_act_is_tampered_with(office):
    behind_the_guards("UPDATE trail_act SET actor = 'user:666' WHERE kind = 'backoffice.exported'")
    with act("backoffice.exported", by=BUILDER, register="organisation.customer", rows=1, format="csv"):
        pass
    seal_all()
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"leaf", "live"})
