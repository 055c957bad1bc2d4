"""Decisions: each right by itself, a refusal on a stated ground, a whole erasure by two, marketing never."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.casework.choices import ApprovalStatus, FourEyes
from apps.casework.models import Approval
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson
from apps.dsr import services
from apps.dsr.choices import Decision, EntryKind, Ground, Regime, Right
from apps.dsr.grounds import citation_for
from apps.dsr.models import ProposedRefusal
from apps.dsr.services import Asked
from apps.dsr.services.decisions import NotDecidable, NothingProposed, NotVerified, SecondPersonNeeded
from apps.mailroom.choices import SuppressionReason
from apps.mailroom.models import Suppression
from apps.mailroom.suppression import suppressed
from apps.publications.choices import SubscriberStatus
from apps.publications.models import Subscriber
from apps.trail.acts import act
from apps.trail.models import Act
from tests.announcing import a_subscriber
from tests.builders import BUILDER, a_brand, a_user
from tests.dsr.answers import a_known_ticket, an_officer, verified
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
WHY = {"ground": Ground.LEGAL_DUTY, "duty": "Invoices, seven years", "explanation": "We must keep your invoices."}


@pytest.mark.parametrize(
    ("regime", "right", "ground", "citation"),
    [
        (Regime.GDPR, Right.ACCESS, Ground.EXCESSIVE, "GDPR Art. 12(5)(b)"),
        (Regime.GDPR, Right.ACCESS, Ground.THIRD_PARTIES, "GDPR Art. 15(4)"),
        (Regime.GDPR, Right.PORTABILITY, Ground.THIRD_PARTIES, "GDPR Art. 20(4)"),
        (Regime.GDPR, Right.ERASURE, Ground.LEGAL_DUTY, "GDPR Art. 17(3)(b)"),
        (Regime.UK_GDPR, Right.ERASURE, Ground.LEGAL_CLAIM, "UK GDPR Art. 17(3)(e)"),
        (Regime.GDPR, Right.OBJECTION, Ground.COMPELLING, "GDPR Art. 21(1)"),
        (Regime.CCPA, Right.ERASURE, Ground.LEGAL_DUTY, "Cal. Civ. Code § 1798.105(d)(8)"),
        (Regime.OTHER, Right.ACCESS, Ground.EXCESSIVE, ""),
        (Regime.GDPR, Right.ACCESS, Ground.EXEMPT, ""),
    ],
)
def test_a_ground_has_the_article_of_its_law(regime, right, ground, citation):
    assert citation_for(regime, right, ground) == citation


def test_a_right_is_refused_in_part_on_a_ground_with_its_article_and_words():
    item, olga = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), an_officer()

    item = services.decide_item(item, decision=Decision.IN_PART, by=olga, **WHY)

    assert (item.decision, item.citation, item.duty) == (
        Decision.IN_PART,
        "GDPR Art. 17(3)(b)",
        "Invoices, seven years",
    )
    assert (item.decided_by, item.explanation) == (olga, "We must keep your invoices.")
    assert Act.objects.filter(kind="dsr.item_decided").get().facts.find('"LegalObligationImpaired"') > 0


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"ground": ""}, "only on one of these grounds"),
        ({"explanation": " "}, "plain words why"),
        ({"duty": " "}, "Name the duty"),
        ({"ground": Ground.EXEMPT}, "Name the Article"),
    ],
)
def test_a_refusal_without_ground_article_duty_or_words_is_none(lacking, words):
    item = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE)

    with pytest.raises(NotDecidable, match=words):
        services.decide_item(item, decision=Decision.IN_PART, by=an_officer(), **(WHY | lacking))

    item.refresh_from_db()
    assert item.decision == Decision.OPEN


@pytest.mark.parametrize("right", [Right.OBJECTION, Right.RESTRICTION, Right.WITHDRAW_CONSENT])
def test_what_the_statement_promises_is_refused_on_the_grounds_it_names_alone(right):
    item = the_item(a_known_ticket(right), right)

    with pytest.raises(NotDecidable, match="only on one of these grounds"):
        services.decide_item(
            item, decision=Decision.REFUSED, ground=Ground.EXCESSIVE, explanation="Too much.", by=an_officer()
        )
    item.decision, item.ground, item.citation = Decision.REFUSED, Ground.EXCESSIVE, "GDPR Art. 12(5)(b)"
    item.decided_at = item.ticket.received_at
    with (
        pytest.raises(IntegrityError, match=r"as_promised|duty_alone"),
        transaction.atomic(),
        act("dsr.ticket_changed", by=BUILDER),
    ):
        item.save()


def test_nothing_is_decided_before_it_is_known_who_asks():
    ticket, olga = a_ticket(Right.ACCESS, Right.SALE_OPT_OUT), an_officer()

    with pytest.raises(NotVerified):
        services.decide_item(the_item(ticket), decision=Decision.NOTHING_HELD, by=olga)

    out = services.decide_item(the_item(ticket, Right.SALE_OPT_OUT), decision=Decision.GRANTED, by=olga)
    unknown = services.decide_item(
        the_item(ticket), decision=Decision.REFUSED, ground=Ground.IDENTITY, explanation="No proof came.", by=olga
    )
    assert (out.decision, unknown.decision) == (Decision.GRANTED, Decision.REFUSED)


def test_what_is_decided_stays_decided():
    item, olga = the_item(a_known_ticket()), an_officer()
    services.decide_item(item, decision=Decision.GRANTED, by=olga)

    with pytest.raises(Exception, match="cannot become"):
        services.decide_item(item, decision=Decision.NOTHING_HELD, by=olga)


# --- Direct marketing, consent ---


def test_an_objection_to_direct_marketing_cannot_be_refused():
    ticket = a_ticket(Asked(Right.OBJECTION, is_direct_marketing=True))

    with pytest.raises(NotDecidable, match="cannot be refused"):
        services.decide_item(
            the_item(ticket, Right.OBJECTION),
            decision=Decision.REFUSED,
            ground=Ground.COMPELLING,
            explanation="We like you.",
            by=an_officer(),
        )


def test_an_objection_to_direct_marketing_ends_list_mail_at_all_brands_in_the_same_act():
    here, there = a_brand(), a_brand("other")
    subscribers = [a_subscriber("Ada@example.org", brand=brand) for brand in (here, there)]
    ticket = a_ticket(Asked(Right.OBJECTION, is_direct_marketing=True), brand=here, email="ada@example.org")

    services.decide_item(the_item(ticket, Right.OBJECTION), decision=Decision.GRANTED, by=an_officer())

    assert suppressed(["ada@example.org"]) == {"ada@example.org"}
    assert Suppression.objects.get().reason == SuppressionReason.OBJECTED
    assert set(Subscriber.objects.filter(pk__in=[one.pk for one in subscribers]).values_list("status", flat=True)) == {
        SubscriberStatus.UNSUBSCRIBED
    }
    told = Act.objects.get(kind="dsr.item_decided").facts
    assert "mailroom.address_suppressed" in told
    assert "publications.subscriber_left" in told


def test_a_withdrawal_of_consent_leaves_a_note_of_what_is_to_end():
    ticket = a_ticket(Right.WITHDRAW_CONSENT)

    services.decide_item(the_item(ticket, Right.WITHDRAW_CONSENT), decision=Decision.GRANTED, by=an_officer())

    assert "Consent is withdrawn" in ticket.entries.get(kind=EntryKind.NOTE).text


# --- Access before erasure ---


def test_an_erasure_waits_for_an_access_of_the_same_request():
    ticket, olga = a_known_ticket(Right.ACCESS, Right.ERASURE), an_officer()

    with pytest.raises(NotDecidable, match="see to that first"):
        services.decide_item(the_item(ticket, Right.ERASURE), decision=Decision.GRANTED, by=olga)

    services.decide_item(the_item(ticket), decision=Decision.GRANTED, by=olga)
    erased = services.decide_item(the_item(ticket, Right.ERASURE), decision=Decision.GRANTED, by=olga)
    assert erased.decision == Decision.GRANTED


def test_an_erasure_waits_for_an_access_of_another_request_until_that_is_answered():
    first, olga = a_known_ticket(Right.ACCESS), an_officer()
    erasure = the_item(a_known_ticket(Right.ERASURE, email="ADA@example.org"), Right.ERASURE)
    services.decide_item(the_item(first), decision=Decision.GRANTED, by=olga)

    with pytest.raises(NotDecidable, match=first.reference):
        services.decide_item(erasure, decision=Decision.GRANTED, by=olga)

    services.answer_ticket(first, by=olga)
    assert services.decide_item(erasure, decision=Decision.GRANTED, by=olga).decision == Decision.GRANTED


def test_no_stranger_delays_an_erasure_with_a_request_of_their_own():
    a_ticket(Right.ACCESS)  # with the same address, and nobody knows who asked
    item = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE)

    assert services.decide_item(item, decision=Decision.GRANTED, by=an_officer()).decision == Decision.GRANTED


# --- Refusing an erasure in whole ---


@pytest.mark.parametrize("right", [Right.ERASURE, Right.CHILDREN])
def test_one_person_does_not_refuse_an_erasure_in_whole(right):
    item = the_item(a_known_ticket(right), right)

    with pytest.raises(SecondPersonNeeded):
        services.decide_item(item, decision=Decision.REFUSED, by=an_officer(), **WHY)


def test_a_second_person_refuses_an_erasure_in_exactly_the_words_that_were_asked():
    item, olga, dan = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), an_officer(), a_user("dan", "dpo")
    services.ask_to_refuse(item, by=olga, **WHY)

    with pytest.raises(NotASecondPerson):
        services.approve_refusal(item, by=olga)
    item = services.approve_refusal(item, by=dan)

    assert (item.decision, item.decided_by, item.approval.decided_by) == (Decision.REFUSED, olga, dan)
    assert (item.citation, item.explanation) == ("GDPR Art. 17(3)(b)", "We must keep your invoices.")
    assert ProposedRefusal.objects.filter(removed_at=None).count() == 0


def test_a_second_click_asks_once_and_other_words_wait_until_the_first_are_taken_back():
    item, olga = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), an_officer()
    first = services.ask_to_refuse(item, by=olga, **WHY)

    assert services.ask_to_refuse(item, by=olga, **WHY) == first
    with pytest.raises(ApprovalStale):
        services.ask_to_refuse(item, by=olga, **(WHY | {"explanation": "Other words."}))
    services.take_back_refusal(item, by=olga)
    second = services.ask_to_refuse(item, by=olga, **(WHY | {"explanation": "Other words."}))

    assert list(ProposedRefusal.objects.filter(removed_at=None)) == [second]
    assert Approval.objects.filter(status=ApprovalStatus.PENDING).count() == 1


def test_a_refusal_that_is_declined_leaves_the_erasure_open():
    item, dan = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), a_user("dan", "dpo")
    services.ask_to_refuse(item, by=an_officer(), **WHY)

    services.decline_refusal(item, reason="The duty has ended.", by=dan)

    item.refresh_from_db()
    assert item.decision == Decision.OPEN
    with pytest.raises(NothingProposed):
        services.approve_refusal(item, by=dan)


def test_an_item_that_changed_since_it_was_asked_is_not_refused():
    ticket, dan = a_known_ticket(Right.ERASURE), a_user("dan", "dpo")
    item = the_item(ticket, Right.ERASURE)
    services.ask_to_refuse(item, by=an_officer(), **WHY)
    services.decide_law(ticket, regime=Regime.LGPD, reason="Lives in Recife.", by=dan)

    with pytest.raises(ApprovalStale):
        services.approve_refusal(item, by=dan)


def test_granting_it_after_all_takes_the_request_back():
    item, olga = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), an_officer()
    services.ask_to_refuse(item, by=olga, **WHY)

    services.decide_item(item, decision=Decision.GRANTED, by=olga)

    assert Approval.objects.get(kind=FourEyes.ERASURE_REFUSED).status == ApprovalStatus.WITHDRAWN
    with pytest.raises(NothingProposed):
        services.approve_refusal(item, by=a_user("dan", "dpo"))


def test_an_approval_that_ran_out_is_asked_for_again():
    item, olga, dan = the_item(a_known_ticket(Right.ERASURE), Right.ERASURE), an_officer(), a_user("dan", "dpo")
    with time_machine.travel(timezone.now() - datetime.timedelta(days=30)):
        services.ask_to_refuse(item, by=olga, **WHY)
    with pytest.raises(ApprovalMissing):
        services.approve_refusal(item, by=dan)

    services.ask_to_refuse(item, by=olga, **WHY)

    assert services.approve_refusal(item, by=dan).decision == Decision.REFUSED


def test_a_verified_person_of_a_representative_without_authority_is_not_known():
    ticket = verified(a_ticket(representative="Rita"))

    with pytest.raises(NotVerified):
        services.decide_item(the_item(ticket), decision=Decision.GRANTED, by=an_officer())
