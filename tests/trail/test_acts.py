"""``act()``: one transaction, one Act that says who did what, and signs for every row that was written."""

import contextlib
import contextvars
import datetime
import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils.functional import SimpleLazyObject

from apps.accounts.models import User
from apps.organisation.models import LegalEntity
from apps.trail import acts
from apps.trail.acts import act, current_act, time_ordered_id
from apps.trail.canonical import EMPTY_ROOT, canonical
from apps.trail.errors import WrittenOutsideAct
from apps.trail.history import TRACKED, row_hash
from apps.trail.models import Act
from tests.builders import BUILDER, a_country, a_legal_entity, a_user
from tests.trail.test_canonical import naive_root

KIND = "organisation.legalentity_changed"
INNER = "organisation.brand_changed"
pytestmark = pytest.mark.django_db


def newest() -> Act:
    return Act.objects.latest("pk")


def rewrite(entity: LegalEntity, *names: str) -> None:
    for name in names:
        entity.name = name
        entity.save()


def rows_of(one: Act) -> list[bytes]:
    """The hashes of an act's history rows as they stand in the database, over every tracked table."""
    return sorted(row_hash(model, row) for model in TRACKED for row in model.past.objects.filter(act=one))


# --- What an act says ------------------------------------------------------------------------------------------------


def test_act_says_who_did_what_about_which_record_on_which_facts():
    ada, entity = a_user("ada"), a_legal_entity()

    with act(KIND, by=ada, about=entity, ground="merger", since=datetime.date(2026, 3, 1)) as this:
        this.facts["count"] = 2

    one = newest()
    assert (one.id, one.kind, one.actor) == (this.id, KIND, f"user:{ada.pk}")
    assert one.about == f"organisation.legalentity:{entity.pk}"
    assert one.facts == (
        f'{{"about":"organisation.legalentity:{entity.pk}","count":2,"ground":"merger","since":"2026-03-01"}}'
    )
    assert (one.rows, one.digest) == (0, EMPTY_ROOT.hex())


def test_act_can_be_about_a_record_that_it_makes():
    country = a_country()

    with act(KIND, by=BUILDER) as this:
        this.about = LegalEntity.objects.create(name="Acme", country=country)

    assert newest().about == f"organisation.legalentity:{LegalEntity.objects.get().pk}"


def test_outermost_act_is_one_row_and_every_history_row_names_it():
    entity = a_legal_entity()
    before = Act.objects.count()

    with act(KIND, by=BUILDER):
        rewrite(entity, "One", "Two")
        LegalEntity.objects.create(name="Three", country=entity.country)

    assert Act.objects.count() == before + 1
    written = LegalEntity.past.objects.filter(act=newest()).order_by("history_id").values_list("name", flat=True)
    assert list(written) == ["One", "Two", "Three"]


def test_digest_is_the_root_over_the_history_rows():
    entity = a_legal_entity(registered_address="Kanaalweg 1")

    with act(KIND, by=BUILDER):
        rewrite(entity, "One", "Two")
        LegalEntity.objects.create(name="Three", country=entity.country, registered_address="Kanaalweg 3")
        a_country("DE")

    one = newest()
    assert (one.rows, one.digest) == (4, naive_root(rows_of(one)).hex())


@pytest.mark.usefixtures("seeded")
def test_digest_of_every_act_of_a_seeded_office_holds():
    wrong = [one for one in Act.objects.all() if (one.rows, one.digest) != count_and_root(one)]

    assert wrong == []
    assert Act.objects.get(kind="organisation.seeded").rows > 100


def count_and_root(one: Act) -> tuple[int, str]:
    hashes = rows_of(one)
    return len(hashes), naive_root(hashes).hex()


def test_leaf_is_the_canonical_act():
    with act(KIND, by="worker", ground="merger"):
        pass

    one = newest()
    assert json.loads(one.leaf()) == {
        "v": 1,
        "id": str(one.id),
        "kind": KIND,
        "actor": "worker",
        "moment": one.moment.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "facts": '{"ground":"merger"}',
        "rows": 0,
        "digest": EMPTY_ROOT.hex(),
    }
    assert one.leaf() == canonical(json.loads(one.leaf()))


def test_moment_of_an_act_is_of_the_clock_of_the_database():
    with time_machine.travel(datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)), act(KIND, by="worker"):
        pass

    assert abs(newest().moment - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)


# --- Acts within acts ------------------------------------------------------------------------------------------------


def test_inner_act_joins_the_outer_one_and_stands_in_its_facts():
    entity = a_legal_entity()
    before = Act.objects.count()

    with act(KIND, by=BUILDER):
        with act(INNER, by="worker", about=entity, ground="merger"):
            rewrite(entity, "One")
        rewrite(entity, "Two")

    one = newest()
    assert Act.objects.count() == before + 1
    assert (one.kind, one.actor, one.rows) == (KIND, BUILDER, 2)
    assert one.stated["within"] == [
        {"kind": INNER, "facts": {"about": f"organisation.legalentity:{entity.pk}", "ground": "merger"}}
    ]


def test_acts_at_any_depth_stand_in_the_outermost_one_in_the_order_they_ended():
    with act(KIND, by=BUILDER), act(INNER, by=BUILDER, depth=1), act(INNER, by=BUILDER, depth=2):
        pass

    assert [inner["facts"] for inner in newest().stated["within"]] == [{"depth": 2}, {"depth": 1}]


def test_rows_of_an_undone_savepoint_are_not_counted():
    entity = a_legal_entity()

    with act(KIND, by=BUILDER):
        rewrite(entity, "One")
        with contextlib.suppress(KeyError), transaction.atomic():
            rewrite(entity, "Undone")
            raise KeyError
        entity.refresh_from_db()
        rewrite(entity, "Two")

    one = newest()
    assert (one.rows, one.digest) == count_and_root(one)
    assert list(LegalEntity.past.objects.order_by("version").values_list("name", flat=True)[1:]) == ["One", "Two"]


def test_inner_act_that_fails_leaves_nothing_and_the_outer_one_goes_on():
    entity = a_legal_entity()

    with act(KIND, by=BUILDER):
        with contextlib.suppress(KeyError), act(INNER, by=BUILDER):
            rewrite(entity, "Undone")
            raise KeyError
        entity.refresh_from_db()
        rewrite(entity, "One")

    one = newest()
    assert (one.rows, one.digest, "within" in one.stated) == (*count_and_root(one), False)
    assert LegalEntity.objects.get().name == "One"


def test_inner_act_that_is_discarded_leaves_nothing_and_the_outer_one_goes_on():
    entity = a_legal_entity()

    with act(KIND, by=BUILDER):
        with act(INNER, by=BUILDER) as inner:
            rewrite(entity, "Undone")
            inner.discard()
        entity.refresh_from_db()
        rewrite(entity, "One")

    one = newest()
    assert (one.rows, one.digest, "within" in one.stated) == (*count_and_root(one), False)
    assert LegalEntity.objects.get().name == "One"


# --- What is put off until the end ----------------------------------------------------------------------------------


def test_what_is_put_off_is_done_once_at_the_end_of_the_outermost_act_and_sees_all_that_it_wrote():
    entity, seen = a_legal_entity("Acme"), []

    with act(KIND, by=BUILDER):
        for name in ("Acme Two", "Acme Three"):
            with act(INNER, by=BUILDER):
                current_act().before_the_end("names", lambda: seen.append(LegalEntity.objects.get().name))
                rewrite(entity, name)
        assert seen == []

    assert seen == ["Acme Three"]


def test_what_is_put_off_is_done_in_the_order_of_the_keys():
    done = []

    with act(KIND, by=BUILDER) as this:
        for key in ("b", "a", "c"):
            this.before_the_end(key, partial(done.append, key))

    assert done == ["a", "b", "c"]


def test_acts_of_what_is_put_off_are_told_within_the_act():
    entity = a_legal_entity()

    def rename() -> None:
        with act(INNER, by=BUILDER):
            rewrite(entity, "Acme At Last")

    with act(KIND, by=BUILDER) as this:
        this.before_the_end("rename", rename)

    assert ([inner["kind"] for inner in newest().stated["within"]], newest().rows) == ([INNER], 1)


def test_an_act_whose_put_off_work_fails_never_was():
    entity, before = a_legal_entity("Acme"), Act.objects.count()

    def fail() -> None:
        raise ValueError("refused")

    def rename() -> None:
        with act(KIND, by=BUILDER) as this:
            this.before_the_end("fail", fail)
            rewrite(entity, "Acme Two")

    with pytest.raises(ValueError, match="refused"):
        rename()

    assert (Act.objects.count(), LegalEntity.objects.get().name) == (before, "Acme")


@pytest.mark.parametrize("ending", ["discarded", "failed"])
def test_an_act_that_leaves_no_trace_does_nothing_that_was_put_off(ending):
    done = []

    with contextlib.suppress(ValueError), act(KIND, by=BUILDER) as this:
        this.before_the_end("late", lambda: done.append("late"))
        if ending == "failed":
            raise ValueError
        this.discard()

    assert done == []


def test_twenty_acts_within_one_are_told_one_by_one():
    with act(KIND, by=BUILDER):
        for number in range(20):
            with act(INNER, by=BUILDER, number=number):
                pass

    assert newest().stated["within"] == [{"kind": INNER, "facts": {"number": number}} for number in range(20)]


def test_more_than_twenty_acts_within_one_are_counted_by_kind():
    with act(KIND, by=BUILDER):
        for number in range(21):
            with act(INNER if number % 7 else KIND, by=BUILDER, number=number):
                pass

    assert newest().stated["within"] == [
        {"kind": INNER, "facts": {}, "times": 18},
        {"kind": KIND, "facts": {}, "times": 3},
    ]


# --- Acts that leave nothing -----------------------------------------------------------------------------------------


def test_discarded_act_leaves_nothing():
    entity = a_legal_entity(name="Acme")
    before = Act.objects.count()

    with act(KIND, by=BUILDER) as this:
        rewrite(entity, "Undone")
        this.discard()

    assert Act.objects.count() == before
    assert LegalEntity.objects.values_list("name", "version").get() == ("Acme", 1)
    assert LegalEntity.past.objects.count() == 1


def test_act_that_fails_leaves_nothing():
    entity = a_legal_entity(name="Acme")
    before = Act.objects.count()

    with contextlib.suppress(KeyError), act(KIND, by=BUILDER):
        rewrite(entity, "Undone")
        raise KeyError

    assert Act.objects.count() == before
    assert LegalEntity.objects.values_list("name", "version").get() == ("Acme", 1)
    assert LegalEntity.past.objects.count() == 1


def test_no_act_is_under_way_after_one_that_failed():
    with contextlib.suppress(KeyError), act(KIND, by=BUILDER):
        raise KeyError

    with pytest.raises(WrittenOutsideAct, match=r"inside act\(\) only"):
        current_act()


@pytest.mark.parametrize("kind", ["", "organisation.legalentity_chnaged", "legalentity_changed"])
def test_kind_in_no_catalogue_is_refused(kind):
    with pytest.raises(ValueError, match="is in no catalogue of acts"), act(kind, by=BUILDER):
        raise AssertionError("never here")


@pytest.mark.parametrize(
    "by",
    [
        None,
        AnonymousUser(),
        User(email="new@example.org"),
        "",
        "ada",
        "user:",
        "user:x",
        "user:1 ",
        "user:١",
        "command:",
    ],
    ids=lambda one: type(one).__name__,  # the same in every process
)
def test_actor_that_is_none_is_refused(by):
    with pytest.raises(ValueError, match="is no actor"), act(KIND, by=by):
        raise AssertionError("never here")


def test_person_of_a_web_request_is_an_actor():
    ada = a_user("ada")

    with act(KIND, by=SimpleLazyObject(lambda: ada)):
        pass

    assert newest().actor == f"user:{ada.pk}"


def test_every_word_for_an_actor_is_told_apart():
    for name in ("visitor", "worker", "command:seed", "user:7"):
        with act(KIND, by=name):
            pass

    assert [one.actor for one in Act.objects.order_by("pk")] == ["visitor", "worker", "command:seed", "user:7"]


# --- One connection, one act -----------------------------------------------------------------------------------------


def in_a_thread(work: Callable[[], Any]) -> Any:
    """What the work gives back, or the error that it raises, in a thread that was handed this one's context."""

    def done() -> Any:
        try:
            return work()
        except WrittenOutsideAct as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(contextvars.copy_context().run, done).result()


def test_threads_do_not_share_an_act():
    with act(KIND, by=BUILDER) as this:
        assert current_act() is this
        assert in_a_thread(current_act) is WrittenOutsideAct


@pytest.mark.django_db(transaction=True)
def test_act_that_has_ended_signs_for_nothing_more():
    entity = a_legal_entity(name="Acme")
    with act(KIND, by=BUILDER):
        context = contextvars.copy_context()

    def write() -> None:
        with transaction.atomic():
            rewrite(entity, "Other")

    assert in_a_thread(lambda: context.run(write)) is WrittenOutsideAct
    assert LegalEntity.objects.values_list("name", "version").get() == ("Acme", 1)


# --- Ids -------------------------------------------------------------------------------------------------------------


def test_ids_are_uuids_of_version_7():
    made = time_ordered_id()

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert abs((made.int >> 80) / 1000 - datetime.datetime.now(datetime.UTC).timestamp()) < 5


def test_ids_sort_in_the_order_they_were_made_even_within_a_millisecond(monkeypatch):
    instant = 1_764_000_000_123_000_000
    moments = [instant + 1000 * microsecond for microsecond in range(0, 2000, 7)]
    ticks = iter(moments)
    monkeypatch.setattr(acts.time, "time_ns", lambda: next(ticks))

    made = [time_ordered_id() for _moment in moments]

    assert made == sorted(made)
    assert len(set(made)) == len(moments)
