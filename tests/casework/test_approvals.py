"""Two people, and both of them active, for what cannot be undone: the one asks, the other decides on exactly that."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.casework import services
from apps.casework.cards import waiting_for
from apps.casework.choices import ApprovalStatus, FourEyes
from apps.casework.models import Approval
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson
from apps.organisation import services as organisation
from apps.trail.acts import act
from apps.trail.errors import Conflict
from apps.trail.models import Act
from apps.trail.queries import story
from tests.builders import BUILDER, a_legal_entity, a_user

KIND = FourEyes.VETTING
CONTENT = {"name": "Acme", "places": ["NL", "DE"]}

pytestmark = pytest.mark.django_db


class Case:
    """A subject, and three people: Ada asks, Bob decides, Eve stands by."""

    def __init__(self) -> None:
        self.subject = a_legal_entity("Acme")
        self.ada, self.bob, self.eve = (a_user(name) for name in ("ada", "bob", "eve"))

    def request(self, by: Any = None, **content: Any) -> Approval:
        return services.request_approval(KIND, subject=self.subject, content=CONTENT | content, by=by or self.ada)

    def give(self, by: Any = None, **content: Any) -> Approval:
        return services.give_approval(KIND, subject=self.subject, content=CONTENT | content, by=by or self.bob)

    def refuse(self, by: Any = None, reason: str = "Not yet.") -> Approval:
        return services.refuse_approval(KIND, subject=self.subject, reason=reason, by=by or self.bob)

    def withdraw(self, by: Any = None) -> Approval:
        return services.withdraw_approval(KIND, subject=self.subject, by=by or self.ada)


@pytest.fixture
def case(db) -> Case:
    return Case()


def statuses() -> list[str]:
    return list(Approval.objects.order_by("pk").values_list("status", flat=True))


def deactivate(user: User) -> None:
    accounts.deactivate_person(user, by=BUILDER)


class Unchanged:
    """Nothing is written by what is refused: no approval, no history, no act."""

    def __enter__(self) -> None:
        self.before = self._everything()

    def __exit__(self, *failure: Any) -> None:
        assert self._everything() == self.before

    def _everything(self) -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in (Approval, Approval.past, Act)]


# --- Asking and deciding ---------------------------------------------------------------------------------------------


def test_second_person_approves(case):
    asked = case.request()

    given = case.give()

    assert (given.pk, given.status, given.decided_by) == (asked.pk, ApprovalStatus.APPROVED, case.bob)
    assert given.decided_at - given.requested_at < datetime.timedelta(minutes=1)
    assert statuses() == ["approved"]


def test_approval_binds_the_content_and_the_version_that_were_asked_for(case):
    asked = case.request()

    assert (asked.subject_model, asked.subject_id, asked.subject_version) == (
        "organisation.legalentity",
        case.subject.pk,
        1,
    )
    assert asked.content_hash == services.content_hash({"places": ("NL", "DE"), "name": "Acme"})
    assert asked.content_hash != services.content_hash(CONTENT | {"places": ["DE", "NL"]})


def test_request_and_decision_are_told_in_the_story_of_the_subject(case):
    reference = case.request().reference
    case.give()

    told = [(telling.who, telling.sentence) for telling in story(case.subject)[0]]

    assert told[:2] == [
        ("bob", f"approved, as the second person, what {reference} asks: approval of a third party"),
        ("ada", f"asked a second person for their approval ({reference}): approval of a third party"),
    ]


def test_second_person_of_a_web_request_approves(case):
    case.request(by=SimpleLazyObject(lambda: case.ada))

    case.give(by=SimpleLazyObject(lambda: case.bob))

    assert statuses() == ["approved"]


def test_second_person_refuses_with_the_reason(case):
    case.request()

    refused = case.refuse(reason="Bob knows better.")

    assert (refused.status, refused.decided_by, refused.reason) == ("refused", case.bob, "Bob knows better.")
    assert "Bob knows better" not in Act.objects.latest("pk").facts


def test_refused_request_can_be_made_anew(case):
    case.request()
    case.refuse()

    case.request(by=case.bob)
    case.give(by=case.ada)

    assert statuses() == ["refused", "approved"]


def test_second_click_on_the_request_is_answered_with_the_first(case):
    first = case.request()

    with Unchanged():
        assert case.request() == first


def test_same_request_of_another_person_is_answered_with_the_first(case):
    first = case.request()

    with Unchanged():
        assert case.request(by=case.bob) == first


def test_kinds_of_approval_are_told_apart(case):
    case.request()

    with Unchanged(), pytest.raises(ApprovalMissing, match="Nobody has asked for this approval"):
        services.give_approval(FourEyes.TAKING_OVER, subject=case.subject, content=CONTENT, by=case.bob)


def test_approval_of_one_record_is_none_of_another(case):
    case.request()
    other = a_legal_entity("Globex", country=case.subject.country)

    with Unchanged(), pytest.raises(ApprovalMissing, match="Nobody has asked for this approval"):
        services.give_approval(KIND, subject=other, content=CONTENT, by=case.bob)


# --- Who may decide --------------------------------------------------------------------------------------------------


def test_person_who_asked_cannot_approve(case):
    case.request()

    with Unchanged(), pytest.raises(NotASecondPerson, match="You asked for this yourself: somebody else must decide"):
        case.give(by=case.ada)


def test_person_who_asked_cannot_refuse(case):
    case.request()

    with Unchanged(), pytest.raises(NotASecondPerson, match="You asked for this yourself"):
        case.refuse(by=case.ada)


def test_command_is_no_second_person(case):
    case.request()

    with Unchanged(), pytest.raises(NotASecondPerson, match="It takes two active people"):
        case.give(by="command:seed")


@pytest.mark.parametrize("decide", ["give", "refuse"])
@pytest.mark.parametrize("names", [["ada"], ["bob"], ["ada", "bob"]], ids="+".join)
def test_nobody_decides_when_one_of_the_two_is_not_active(case, names, decide):
    case.request()
    for name in names:
        deactivate(getattr(case, name))

    with Unchanged(), pytest.raises(NotASecondPerson, match="one of the two accounts is not active any more"):
        getattr(case, decide)()


def test_person_who_was_active_when_the_page_was_opened_does_not_count(case):
    case.request()
    as_the_page_saw_him = User.objects.get(pk=case.bob.pk)
    deactivate(case.bob)

    with Unchanged(), pytest.raises(NotASecondPerson, match="not active any more"):
        case.give(by=as_the_page_saw_him)


def test_third_person_decides_when_the_second_has_left(case):
    case.request()
    deactivate(case.bob)

    assert case.give(by=case.eve).decided_by == case.eve


# --- What may be decided ---------------------------------------------------------------------------------------------


def test_nothing_is_approved_that_nobody_asked_for(case):
    with Unchanged(), pytest.raises(ApprovalMissing, match="Nobody has asked for this approval"):
        case.give()


def test_other_content_than_was_asked_for_is_not_approved(case):
    reference = case.request().reference

    words = rf"It was changed after ada asked \({reference}\): take the request back and ask anew"
    with Unchanged(), pytest.raises(ApprovalStale, match=words):
        case.give(places=["NL"])


def test_subject_that_was_changed_is_not_approved_even_with_the_same_content(case):
    case.request()
    organisation.change(case.subject, by=BUILDER, registration_number="7")
    organisation.change(case.subject, by=BUILDER, registration_number="")

    with Unchanged(), pytest.raises(ApprovalStale, match="It was changed after ada asked"):
        case.give()


def test_request_for_other_content_waits_for_the_first_to_end(case):
    reference = case.request().reference

    with Unchanged(), pytest.raises(ApprovalStale, match=f"{reference} is still waiting and asks for another content"):
        case.request(by=case.bob, places=["NL"])


def test_request_for_a_changed_subject_waits_for_the_first_to_end(case):
    case.request()
    organisation.change(case.subject, by=BUILDER, registration_number="7")

    with Unchanged(), pytest.raises(ApprovalStale, match="take it back first"):
        case.request()


def test_request_that_was_taken_back_is_made_anew_for_other_content(case):
    case.request()
    case.withdraw()
    case.request(places=["NL"])

    case.give(places=["NL"])

    assert statuses() == ["withdrawn", "approved"]


ENDED = {
    "approved": lambda case: case.give(),
    "refused": lambda case: case.refuse(),
    "withdrawn": lambda case: case.withdraw(),
}


@pytest.mark.parametrize("again", ["give", "refuse", "withdraw"])
@pytest.mark.parametrize("status", ENDED)
def test_request_that_has_ended_is_not_decided_again(case, status, again):
    case.request()
    ENDED[status](case)

    with Unchanged(), pytest.raises(ApprovalMissing):
        getattr(case, again)(by=case.eve)

    assert statuses() == [status]


def test_version_that_another_transaction_decided_first_is_refused(case):
    case.request()
    held = Approval.objects.get()
    case.withdraw()

    with Unchanged(), pytest.raises(Conflict), act("casework.approval_given", by=case.bob):
        services._decide(held, ApprovalStatus.APPROVED, by=case.bob)


# --- Until when ------------------------------------------------------------------------------------------------------

EXPIRES = [
    ("2026-03-02T09:00", "2026-03-06T00:00", "Monday to the end of Thursday"),
    ("2026-04-24T15:00", "2026-05-01T00:00", "over a weekend and King's Day"),
    ("2026-04-24T23:30", "2026-05-01T00:00", "late in the evening"),
    ("2026-04-25T12:00", "2026-05-01T00:00", "asked on a Saturday"),
    ("2026-03-26T12:00", "2026-04-01T00:00", "over the change to summer time"),
    ("2026-10-23T12:00", "2026-10-29T00:00", "over the change to winter time"),
    ("2026-12-30T12:00", "2027-01-06T00:00", "over New Year"),
    ("2028-02-25T12:00", "2028-03-02T00:00", "over a leap day"),
]


def here(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


@pytest.mark.parametrize(("asked", "expires"), [row[:2] for row in EXPIRES], ids=[row[2] for row in EXPIRES])
def test_request_waits_for_three_working_days(asked, expires):
    assert services.approval_expiry(here(asked)) == here(expires)


def test_days_to_decide_and_the_country_are_settings(settings):
    settings.APPROVAL_WORKING_DAYS, settings.OFFICE_COUNTRY = 1, "DE"

    assert services.approval_expiry(here("2026-04-24T15:00")) == here("2026-04-28T00:00")


@pytest.fixture
def asked_on_a_monday(case) -> Case:
    with time_machine.travel(here("2026-03-02T09:00")):
        case.request()
    return case


def test_request_is_approved_until_its_last_moment(asked_on_a_monday):
    with time_machine.travel(here("2026-03-05T23:59:59"), tick=False):
        assert asked_on_a_monday.give().status == "approved"


@pytest.mark.parametrize("decide", ["give", "refuse"])
def test_request_is_not_decided_after_its_last_moment(asked_on_a_monday, decide):
    words = "The request APR-2026-0001 has expired: ask again"
    with (
        time_machine.travel(here("2026-03-06T00:00"), tick=False),
        Unchanged(),
        pytest.raises(ApprovalMissing, match=words),
    ):
        getattr(asked_on_a_monday, decide)()


def test_expired_request_is_made_anew_in_one_act(asked_on_a_monday):
    acts = Act.objects.count()

    with time_machine.travel(here("2026-03-06T00:00"), tick=False):
        asked_on_a_monday.request()

    assert statuses() == ["expired", "pending"]
    assert Act.objects.count() == acts + 1
    asked = Act.objects.filter(kind="casework.approval_requested").order_by("pk")
    assert [[inner["kind"] for inner in one.stated.get("within", [])] for one in asked] == [
        [],
        ["casework.approval_expired"],
    ]


def test_clock_ends_what_nobody_decided_in_time_and_nothing_else(asked_on_a_monday):
    with time_machine.travel(here("2026-03-05T12:00"), tick=False):
        asked_on_a_monday.withdraw()
        asked_on_a_monday.request()
        other = a_legal_entity("Globex", country=asked_on_a_monday.subject.country)
    with time_machine.travel(here("2026-03-11T00:00"), tick=False):
        services.request_approval(KIND, subject=other, content=CONTENT, by=asked_on_a_monday.eve)

        expired = [services.expire_approvals(), services.expire_approvals()]

    assert expired == [1, 0]
    assert statuses() == ["withdrawn", "expired", "pending"]
    assert Act.objects.filter(kind="casework.approval_expired").values_list("actor", flat=True).get() == "worker"


def test_card_counts_what_others_asked_in_time(case):
    case.request()

    assert [waiting_for(person) for person in (case.ada, case.bob)] == [0, 1]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30)):
        assert waiting_for(case.bob) == 0


# --- What the database keeps whatever the code does ------------------------------------------------------------------


def change_by_hand(**values: Any) -> None:
    """Below every service: the next version of the newest approval, by SQL alone."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE casework_approval SET version = version + 1, {columns}", list(values.values()))


def test_database_refuses_a_decision_of_the_person_who_asked(case):
    case.request()

    with Unchanged(), pytest.raises(IntegrityError, match="casework_approval_decided_by_a_second_person"):
        change_by_hand(status="approved", decided_by_id=case.ada.pk, decided_at=timezone.now())


UNDECIDED = {
    "by nobody": {"status": "approved", "decided_at": timezone.now()},
    "at no moment": {"status": "approved", "decided_by_id": 2},
    "while it waits": {"decided_by_id": 2, "decided_at": timezone.now()},
    "and was taken back": {"status": "withdrawn", "decided_by_id": 2, "decided_at": timezone.now()},
}


@pytest.mark.parametrize("values", UNDECIDED.values(), ids=UNDECIDED)
def test_database_refuses_a_decision(case, values):
    case.request()
    if "decided_by_id" in values:
        values = values | {"decided_by_id": case.bob.pk}

    with Unchanged(), pytest.raises(IntegrityError, match="casework_approval_decided_by_and_at_together"):
        change_by_hand(**values)


def test_database_refuses_a_second_pending_request_for_the_same(case):
    first = case.request()
    second = Approval.objects.get(pk=first.pk)
    second.pk, second.version, second.reference, second._state.adding = None, 0, "APR-2026-9999", True

    name = "casework_approval_pending_once_per_subject"
    words = name if connection.vendor == "postgresql" else "UNIQUE constraint failed: casework_approval.kind"
    with Unchanged(), pytest.raises(IntegrityError, match=words), act("casework.approval_requested", by=case.ada):
        second.save()


def test_database_refuses_a_reference_twice(case):
    first = case.request()
    second = Approval.objects.get(pk=first.pk)
    second.pk, second.version, second._state.adding, second.kind = None, 0, True, FourEyes.GRANT

    words = "casework_approval_reference" if connection.vendor == "postgresql" else "casework_approval.reference"
    with Unchanged(), pytest.raises(IntegrityError, match=words), act("casework.approval_requested", by=case.ada):
        second.save()
