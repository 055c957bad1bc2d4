"""Several writers at once, each on a connection of its own: nothing is lost or given twice, nobody decides alone."""

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection, transaction
from django_q.models import Schedule

from apps.accounts import services as accounts
from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.jobs import schedule_all
from apps.casework.models import Approval
from apps.casework.references import next_reference
from apps.casework.registers import collect
from apps.casework.services import ApprovalStale, NotASecondPerson
from apps.organisation import services as organisation
from apps.organisation.models import LegalEntity
from apps.subprocessors import services as subprocessors
from apps.subprocessors.models import Listing, ListReading
from apps.subprocessors.queries.versions import Version
from apps.trail.acts import act
from apps.trail.envelopes import key_of
from apps.trail.errors import Conflict
from apps.trail.history import personal_values, row_hash
from apps.trail.models import Act, ObjectKey, lock
from apps.trail.services import erase
from tests.builders import BUILDER, a_legal_entity, a_user
from tests.subprocessors.versions import CLOUD, MAIL, a_brand_with_countries, a_list, version_of
from tests.subprocessors.versions import accept as accepted
from tests.trail.test_canonical import naive_root

KIND = "organisation.legalentity_changed"
#: Long enough for another thread to have done what nothing keeps it from, in seconds.
A_WHILE = 0.5

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


class Worker(threading.Thread):
    """Work on a connection of its own; what it gave back, or the error that it raised, is the outcome."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.work, self.outcome = work, None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = self.work()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()


def at_once(works: Iterable[Callable[[], Any]]) -> list[Any]:
    """The outcomes of these works, begun together."""
    works = list(works)
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        start.wait(10)
        return work()

    workers = [Worker(lambda work=work: begin(work)) for work in works]
    for worker in workers:
        worker.join()
    return [worker.outcome for worker in workers]


def kinds(outcomes: list[Any]) -> Counter:
    return Counter(type(one).__name__ for one in outcomes)


def versions() -> list[int]:
    return list(LegalEntity.past.objects.order_by("version").values_list("version", flat=True))


# --- Lost updates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("writers", [2, 4])
def test_of_several_that_save_the_same_version_exactly_one_wins(writers):
    a_legal_entity("Acme")
    held = [LegalEntity.objects.get() for _number in range(writers)]

    def save(entity: LegalEntity, name: str) -> str:
        with act(KIND, by=BUILDER, about=entity):
            entity.name = name
            entity.save()
        return name

    outcomes = at_once([lambda one=one, n=n: save(one, f"Name {n}") for n, one in enumerate(held)])

    assert kinds(outcomes) == {"str": 1, "Conflict": writers - 1}
    assert LegalEntity.objects.get().name == next(one for one in outcomes if isinstance(one, str))
    assert versions() == [1, 2]


def test_of_several_that_change_the_version_they_read_exactly_one_wins():
    entity = a_legal_entity("Acme")

    def change(name: str) -> LegalEntity:
        return organisation.change(entity, name=name, version=1, by=BUILDER)

    outcomes = at_once([lambda n=n: change(f"Name {n}") for n in range(4)])

    assert kinds(outcomes) == {"LegalEntity": 1, "Conflict": 3}
    assert versions() == [1, 2]


def test_the_one_who_lost_is_told_and_loses_nothing():
    a_legal_entity("Acme")
    first, second = (LegalEntity.objects.get() for _number in range(2))
    with act(KIND, by=BUILDER):
        first.name = "First"
        first.save()

    second.name = "Second"
    with pytest.raises(Conflict, match="“Second” was changed by somebody else in the meantime"), act(KIND, by=BUILDER):
        second.save()

    assert (second.name, second.version) == ("Second", 1)


def test_changes_of_different_fields_all_stay():
    entity = a_legal_entity("Acme")
    edits = [{"name": "Acme Global"}, {"registration_number": "7"}, {"registered_address": "Kanaalweg 1"}]

    at_once([lambda edit=edit: organisation.change(entity, by=BUILDER, **edit) for edit in edits])

    entity = LegalEntity.objects.get()
    assert (entity.name, entity.registration_number, entity.registered_address) == ("Acme Global", "7", "Kanaalweg 1")
    assert versions() == [1, 2, 3, 4]


def test_many_edits_by_many_leave_dense_versions_and_acts_that_hold():
    entity = a_legal_entity("Acme")

    def edit(who: int) -> int:
        conflicts = 0
        for number in range(10):
            held = LegalEntity.objects.get()
            try:
                organisation.change(held, name=f"{who}: {number}", version=held.version, by=BUILDER)
            except Conflict:
                conflicts += 1
        return conflicts

    conflicts = sum(at_once([lambda who=who: edit(who) for who in range(4)]))

    assert versions() == list(range(1, 42 - conflicts))
    newest = LegalEntity.past.objects.latest("version")
    assert LegalEntity.objects.values_list("name", "version").get() == (newest.name, newest.version)
    for one in Act.objects.filter(about=f"organisation.legalentity:{entity.pk}"):
        hashes = [row_hash(LegalEntity, row) for row in LegalEntity.past.objects.filter(act=one)]
        assert (one.rows, one.digest) == (1, naive_root(hashes).hex())


# --- Keys ---


def saved_behind(other: Callable[[LegalEntity], Any]) -> tuple[LegalEntity, Any]:
    """A record, and the outcome of its save that had to wait until another writer had done its work on it."""
    entity, saving = a_legal_entity("Acme"), threading.Event()

    def save() -> None:
        held = LegalEntity.objects.get()
        saving.set()
        with act(KIND, by=BUILDER):
            held.registered_address = "Kanaalweg 1"
            held.save()

    with transaction.atomic():
        with act(KIND, by=BUILDER):
            other(lock(entity))
        worker = Worker(save)
        saving.wait(10)
        worker.join(A_WHILE)
        assert worker.is_alive()
    worker.join()
    return entity, worker.outcome


def test_save_that_waited_takes_the_key_that_was_made_meanwhile():
    entity, outcome = saved_behind(key_of)

    key = ObjectKey.objects.get()
    assert outcome is None
    assert LegalEntity.past.objects.latest("version").key_name == key.name
    assert personal_values(LegalEntity, LegalEntity.past.objects.latest("version"), key.open()) == {
        "registered_address": "Kanaalweg 1"
    }
    entity.refresh_from_db()
    assert entity.version == 2


def test_save_that_waited_for_an_erasure_is_refused_and_brings_no_key_back():
    _entity, outcome = saved_behind(lambda entity: erase(entity, ground="GDPR art. 17(1)(b)", by=BUILDER))

    assert isinstance(outcome, Conflict)
    assert not ObjectKey.objects.exists()


# --- References ------------------------------------------------------------------------------------------------------


def test_references_taken_at_once_are_dense_and_unique():
    def take() -> list[str]:
        taken = []
        for _number in range(25):
            with act(KIND, by=BUILDER):
                taken.append(next_reference("DSR", year=2026))
        return taken

    taken = [reference for outcome in at_once([take] * 4) for reference in outcome]

    assert sorted(taken) == [f"DSR-2026-{number:04d}" for number in range(1, 101)]


# --- Approvals -------------------------------------------------------------------------------------------------------


class Case:
    """A request by Ada that Bob, or Eve, may decide."""

    def __init__(self) -> None:
        self.subject = a_legal_entity("Acme")
        self.ada, self.bob, self.eve = (a_user(name) for name in ("ada", "bob", "eve"))
        self.asked = {"subject": self.subject, "content": {"name": "Acme"}}

    def request(self, by: User) -> Approval:
        return casework.request_approval(FourEyes.VETTING, by=by, **self.asked)

    def give(self, by: User) -> Approval:
        return casework.give_approval(FourEyes.VETTING, by=by, **self.asked)


@pytest.fixture
def case(transactional_db) -> Case:
    return Case()


def test_requests_made_at_once_are_one_request(case):
    outcomes = at_once([lambda by=by: case.request(by) for by in (case.ada, case.bob, case.eve, case.ada)])

    assert len({one.pk for one in outcomes}) == 1
    assert Approval.objects.values_list("status", flat=True).get() == "pending"


def test_request_that_is_approved_by_two_at_once_is_approved_once(case):
    case.request(case.ada)

    outcomes = at_once([lambda by=by: case.give(by) for by in (case.bob, case.eve)])

    assert kinds(outcomes) == {"Approval": 1, "ApprovalMissing": 1}
    assert Approval.past.objects.order_by("version").values_list("version", "status").count() == 2


def test_approval_and_change_of_the_subject_at_once_never_approve_what_nobody_saw(case):
    case.request(case.ada)

    given, changed = at_once(
        [lambda: case.give(case.bob), lambda: organisation.change(case.subject, name="Acme Global", by=BUILDER)]
    )

    assert isinstance(changed, LegalEntity)
    assert isinstance(given, (Approval, ApprovalStale))
    if isinstance(given, Approval):
        acts = {one.kind: one.moment for one in Act.objects.all()}
        assert acts["casework.approval_given"] <= acts["organisation.legalentity_changed"]


def test_approval_and_withdrawal_at_once_have_one_end(case):
    case.request(case.ada)

    given, taken_back = at_once(
        [
            lambda: case.give(case.bob),
            lambda: casework.withdraw_approval(FourEyes.VETTING, subject=case.subject, by=case.ada),
        ]
    )

    status = Approval.objects.get().status
    assert kinds([given, taken_back]) == {"Approval": 1, "ApprovalMissing": 1}
    assert status == ("approved" if isinstance(given, Approval) else "withdrawn")
    assert Approval.past.objects.count() == 2


@pytest.mark.parametrize("leaving", ["ada", "bob"])
def test_person_who_is_just_being_deactivated_is_no_second_person(case, leaving):
    case.request(case.ada)
    deciding, left = threading.Event(), getattr(case, leaving)

    with transaction.atomic():
        accounts.deactivate_person(left, by=BUILDER)
        worker = Worker(lambda: (deciding.set(), case.give(case.bob)))
        deciding.wait(10)
        worker.join(A_WHILE)
        assert worker.is_alive()
    worker.join()

    assert isinstance(worker.outcome, NotASecondPerson)
    assert Approval.objects.get().status == "pending"


@pytest.mark.parametrize("leaving", ["ada", "bob"])
def test_nobody_is_deactivated_between_a_decision_and_its_effect(case, leaving):
    case.request(case.ada)
    leaves, left = threading.Event(), getattr(case, leaving)

    with act(KIND, by=case.bob):
        case.give(case.bob)
        worker = Worker(lambda: (leaves.set(), accounts.deactivate_person(left, by=BUILDER)))
        leaves.wait(10)
        worker.join(A_WHILE)
        assert worker.is_alive()
        active = User.objects.filter(pk__in=[case.ada.pk, case.bob.pk], is_active=True).count()
    worker.join()

    assert active == 2
    assert not isinstance(worker.outcome, Exception)
    assert Approval.objects.get().status == "approved"
    left.refresh_from_db()
    assert not left.is_active


def test_who_is_deactivated_and_the_administrators_are_locked_in_the_order_in_which_deciders_are():
    ada, bob, leaves = a_user("ada"), a_user("bob", Right.ADMINISTRATOR), threading.Event()

    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk=ada.pk))
        worker = Worker(lambda: (leaves.set(), accounts.deactivate_person(ada, by=BUILDER)))
        leaves.wait(10)
        worker.join(A_WHILE)
        assert list(User.objects.select_for_update(nowait=True).filter(pk=bob.pk)) == [bob]
    worker.join()

    assert not isinstance(worker.outcome, Exception)


# --- Schedules -------------------------------------------------------------------------------------------------------


def test_workers_that_start_at_once_make_each_schedule_once():
    outcomes = at_once([schedule_all] * 4)

    names = list(Schedule.objects.values_list("name", flat=True))
    assert outcomes == [None] * 4
    assert sorted(names) == sorted({job.name for job in collect("jobs", "JOBS")})


# --- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_known", [False, True], ids=["first version", "later version"])
def test_of_several_that_accept_the_same_version_of_a_list_exactly_one_does(is_known):
    brand = a_brand_with_countries()
    if is_known:
        accepted(brand, a_list(CLOUD))
    data = a_list(CLOUD, MAIL)
    seen = [version_of(brand, data) for _number in range(3)]

    outcomes = at_once([lambda one=one: take_over(one, data) for one in seen])

    assert kinds(outcomes) == {"tuple": 1, "RegisterMoved": 2}
    assert sorted(Listing.objects.values_list("third_party__legal_name", flat=True)) == ["Acme Cloud", "Globex"]
    assert ListReading.objects.count() == 1 + is_known


def take_over(version: Version, data: bytes) -> Any:
    file = subprocessors.ListFile("list.csv", io.BytesIO(data))
    return subprocessors.accept_version(version, subprocessors.as_read(version), file=file, by=BUILDER)
