"""A right is given by two people and taken by one; the database keeps how it came about."""

import datetime
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from apps.accounts import services
from apps.accounts.choices import GrantStatus, Right
from apps.accounts.models import Grant, User
from apps.casework.choices import ApprovalStatus
from apps.casework.lifecycle import TransitionNotAllowed
from apps.casework.models import Approval
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson, expire_approvals
from apps.trail.acts import act
from apps.trail.errors import WrittenOutsideAct
from apps.trail.models import Act, lock
from tests.builders import a_user

pytestmark = pytest.mark.django_db

NEXT_WEEK = datetime.timedelta(days=8)


def a_proposal(right=Right.LEGAL):
    user, proposer = a_user("ada"), a_user("paul", Right.ADMINISTRATOR)
    return services.propose_grant(user=user, right=right, by=proposer), user, proposer


def rights_of(user):
    return User.objects.get(pk=user.pk).rights


def test_a_grant_takes_effect_when_a_second_person_makes_it():
    grant, user, _proposer = a_proposal()
    before = rights_of(user)

    services.make_grant(grant, by=a_user("dora", Right.DPO))

    assert before == frozenset()
    assert rights_of(user) == {Right.LEGAL}


def test_who_proposed_a_grant_cannot_make_it():
    grant, user, proposer = a_proposal()

    with pytest.raises(NotASecondPerson, match="somebody else must decide"):
        services.make_grant(grant, by=proposer)

    assert rights_of(user) == frozenset()


def test_nobody_makes_a_grant_to_themselves():
    grant, user, _proposer = a_proposal()

    with pytest.raises(NotASecondPerson, match="to themselves"):
        services.make_grant(grant, by=user)

    assert rights_of(user) == frozenset()


def test_a_closed_account_makes_no_grant():
    grant, user, proposer = a_proposal()
    dora = a_user("dora", Right.DPO)
    services.deactivate_person(dora, by=proposer)

    with pytest.raises(NotASecondPerson, match="two active people"):
        services.make_grant(grant, by=User.objects.get(pk=dora.pk))

    assert rights_of(user) == frozenset()


def test_a_proposal_of_a_closed_account_is_granted_by_nobody():
    grant, user, proposer = a_proposal()
    adam = a_user("adam", Right.ADMINISTRATOR)
    services.deactivate_person(proposer, by=adam)

    with pytest.raises(NotASecondPerson, match="two active people"):
        services.make_grant(grant, by=adam)

    assert rights_of(user) == frozenset()


def test_an_expired_proposal_cannot_be_granted():
    grant, user, _proposer = a_proposal()
    dora = a_user("dora", Right.DPO)

    with (
        time_machine.travel(datetime.datetime.now(datetime.UTC) + NEXT_WEEK),
        pytest.raises(ApprovalMissing, match="expired"),
    ):
        services.make_grant(grant, by=dora)

    assert rights_of(user) == frozenset()


def test_a_proposal_that_changed_since_cannot_be_granted():
    grant, user, proposer = a_proposal()
    with act("accounts.grant_proposed", by=proposer, about=user, right=grant.right):
        lock(grant).save()

    with pytest.raises(ApprovalStale):
        services.make_grant(grant, by=a_user("dora", Right.DPO))

    assert rights_of(user) == frozenset()


@pytest.mark.parametrize("cleared", [False, True], ids=["before the worker saw it", "after the worker saw it"])
def test_a_proposal_that_nobody_decided_in_time_is_asked_anew(cleared):
    grant, user, _proposer = a_proposal()
    adam, dora = a_user("adam", Right.ADMINISTRATOR), a_user("dora", Right.DPO)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + NEXT_WEEK):
        if cleared:
            expire_approvals()

        again = services.propose_grant(user=user, right=Right.LEGAL, by=adam)
        services.make_grant(again, by=dora)

    assert again.pk == grant.pk
    assert rights_of(user) == {Right.LEGAL}
    assert list(Approval.objects.about(grant).order_by("pk").values_list("status", flat=True)) == [
        ApprovalStatus.EXPIRED,
        ApprovalStatus.APPROVED,
    ]


def test_a_proposal_that_nobody_decided_in_time_can_be_taken_back():
    grant, _user, proposer = a_proposal()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + NEXT_WEEK):
        expire_approvals()

        services.withdraw_grant(grant, by=proposer)

    assert Grant.objects.get(pk=grant.pk).status == GrantStatus.DECLINED


def test_the_same_is_proposed_once_only():
    grant, user, _proposer = a_proposal()

    with pytest.raises(ValidationError, match="waits for a second person"):
        services.propose_grant(user=user, right=grant.right, by=a_user("adam", Right.ADMINISTRATOR))


def test_what_is_granted_is_not_proposed_again():
    user = a_user("ada", Right.LEGAL)

    with pytest.raises(ValidationError, match="granted already"):
        services.propose_grant(user=user, right=Right.LEGAL, by=a_user("adam"))


def test_a_second_person_declines_with_a_reason():
    grant, user, _proposer = a_proposal()

    services.decline_grant(grant, reason="Not in this team.", by=a_user("dora", Right.DPO))

    assert rights_of(user) == frozenset()
    assert Grant.objects.get(pk=grant.pk).status == GrantStatus.DECLINED
    assert Approval.objects.about(grant).get().reason == "Not in this team."


def test_who_proposed_takes_it_back_and_nobody_can_make_it_then():
    grant, user, proposer = a_proposal()

    services.withdraw_grant(grant, by=proposer)

    with pytest.raises(TransitionNotAllowed, match="Declined cannot become current"):
        services.make_grant(grant, by=a_user("dora", Right.DPO))
    assert rights_of(user) == frozenset()


def test_one_person_ends_a_grant():
    user, adam = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR)

    grant = services.end_grant(user.grants.get(), by=adam)

    assert rights_of(user) == frozenset()
    assert grant.ended_at is not None


def test_a_grant_ends_once():
    user, adam = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR)
    grant = user.grants.get()
    services.end_grant(grant, by=adam)

    with pytest.raises(TransitionNotAllowed):
        services.end_grant(grant, by=adam)


def test_an_ended_right_can_be_granted_again():
    user, adam, dora = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR), a_user("dora", Right.DPO)
    services.end_grant(user.grants.get(), by=adam)

    services.make_grant(services.propose_grant(user=user, right=Right.LEGAL, by=adam), by=dora)

    assert rights_of(user) == {Right.LEGAL}


def test_the_only_administrator_keeps_the_role():
    adam = a_user("adam", Right.ADMINISTRATOR)

    with pytest.raises(services.LastAdministrator, match="only administrator"):
        services.end_grant(adam.grants.get(), by=adam)

    assert rights_of(adam) == {Right.ADMINISTRATOR}


def test_an_administrator_with_a_closed_account_does_not_count():
    adam, eve = a_user("adam", Right.ADMINISTRATOR), a_user("eve", Right.ADMINISTRATOR)
    services.deactivate_person(eve, by=adam)

    with pytest.raises(services.LastAdministrator):
        services.end_grant(adam.grants.get(), by=adam)


@pytest.mark.django_db(transaction=True)
@pytest.mark.faults
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: nothing can race")
@pytest.mark.parametrize(
    "take_away",
    [
        lambda user, by: services.end_grant(user.grants.get(), by=by),
        lambda user, by: services.deactivate_person(user, by=by),
    ],
    ids=["grant", "account"],
)
def test_two_administrators_who_remove_one_another_leave_one(take_away):
    adam, eve = a_user("adam", Right.ADMINISTRATOR), a_user("eve", Right.ADMINISTRATOR)
    start, refused = threading.Barrier(2), []

    def remove(user, by):
        start.wait()
        try:
            take_away(user, by)
        except services.LastAdministrator:
            refused.append(user)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in [(adam, eve), (eve, adam)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert User.objects.active().holding(Right.ADMINISTRATOR).count() == 1


def test_the_database_refuses_a_grant_changed_past_the_trail():
    user, _adam = a_user("ada", Right.WEB), a_user("adam")

    with pytest.raises(IntegrityError, match="next version"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_grant SET \"right\" = 'administrator' WHERE user_id = %s", [user.pk])

    assert rights_of(user) == {Right.WEB}


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_grant_whose_next_version_has_no_history():
    user = a_user("ada", Right.WEB)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_grant SET \"right\" = 'administrator', version = version + 1 WHERE user_id = %s", [user.pk]
        )

    assert rights_of(user) == {Right.WEB}


def test_the_database_keeps_every_grant():
    user = a_user("ada", Right.WEB)

    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_grant WHERE user_id = %s", [user.pk])

    assert rights_of(user) == {Right.WEB}


@pytest.mark.parametrize(
    "write",
    [
        lambda: Grant.objects.update(right=Right.ADMINISTRATOR),
        lambda: Grant.objects.all().delete(),
        lambda: Grant.objects.bulk_create([]),
        lambda: Grant.objects.first().save(),
        lambda: Grant.objects.first().delete(),
    ],
    ids=["update", "delete all", "bulk_create", "save", "delete"],
)
def test_a_grant_is_written_in_an_act_only(write):
    a_user("ada", Right.WEB)

    with pytest.raises(WrittenOutsideAct):
        write()


def test_the_trail_tells_who_gave_which_right_to_whom():
    grant, user, proposer = a_proposal(Right.DPO)
    dora = a_user("dora", Right.DPO)

    services.make_grant(grant, by=dora)

    told = [
        (one.kind, one.actor, one.stated["right"])
        for one in Act.objects.filter(about=f"accounts.user:{user.pk}", kind__startswith="accounts.grant").order_by(
            "id"
        )
    ]
    assert told == [
        ("accounts.grant_proposed", f"user:{proposer.pk}", "dpo"),
        ("accounts.grant_made", f"user:{dora.pk}", "dpo"),
    ]
