"""The steps from decisions to a closed ticket: each offered when it can be done, with choices that can be made."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from apps.dsr import services
from apps.dsr.admin.answer_steps import ANSWER_STEPS
from apps.dsr.choices import Decision, Ground, Right, Status
from apps.dsr.models import Ticket
from apps.dsr.queries.answers import recipients_section
from tests.builders import a_brand, a_client, a_colleague, a_listing_in, a_third_party, a_user
from tests.dsr.answers import a_file, a_known_ticket, an_answered_ticket, an_officer
from tests.dsr.tickets import the_item

pytestmark = pytest.mark.django_db
STEPS = {step.name: step for step in ANSWER_STEPS}
WHY = {"ground": Ground.LEGAL_DUTY, "duty": "Invoices, seven years", "explanation": "We must keep your invoices."}


def offered(ticket: Ticket) -> list[str]:
    return [name for name, step in STEPS.items() if step.available(ticket)]


def done(ticket: Ticket, name: str, *, by: Any, files: dict[str, Any] | None = None, **data: Any) -> Any:
    """What a step does with what was typed, as its page calls it."""
    step = STEPS[name]
    assert step.available(ticket)
    assert step.obstacle(ticket, by) == ""
    form = step.form_for(ticket, data, files or {})
    assert form.errors == {}
    return step.service(ticket, by=by, **form.cleaned_data)


def section(name: str, told: Any) -> str:
    return render_to_string(f"admin/dsr/{name}.html", {"told": told})


def page(user: Any, ticket: Ticket) -> str:
    return a_client(user).get(f"/admin/dsr/ticket/{ticket.pk}/change/").content.decode()


def test_a_ticket_goes_by_steps_from_its_decision_to_its_end():
    ticket, olga = a_known_ticket(Right.ACCESS), an_officer()
    assert offered(ticket) == ["decide", "add-answer-file", "ask-fee"]

    done(ticket, "decide", by=olga, item=the_item(ticket).pk, decision=Decision.GRANTED, explanation="Here it is.")
    file = done(ticket, "add-answer-file", by=olga, files={"file": a_file("mails.txt")})
    done(ticket, "redact-file", by=olga, chosen=file.pk, files={"file": a_file("redacted.txt")})
    assert STEPS["answer"].obstacle(ticket, olga).startswith("Nobody has looked through")
    done(ticket, "review-answer", by=olga, words="Two names blackened.")
    ticket = done(ticket, "answer", by=olga)
    ticket = done(ticket, "close", by=olga, words="Read out on the telephone.")

    assert (ticket.status, offered(ticket)) == (Status.CLOSED, ["offer-again"])


def test_a_second_person_reads_every_word_before_refusing():
    ticket, olga, dan = a_known_ticket(Right.ERASURE), an_officer(), a_colleague("dan", "dpo")
    item = the_item(ticket, Right.ERASURE)
    done(ticket, "ask-to-refuse", by=olga, item=item.pk, **WHY)

    step = STEPS["approve-refusal"]
    assert "somebody else" in step.obstacle(ticket, olga)
    assert (step.permission, step.confirms_identity) == ("dsr.approve_item", True)
    assert "asks a second person to refuse it in whole" in page(dan, ticket)
    form = str(step.form_for(ticket)["item"])
    for words in ("A legal duty to keep the data", "GDPR Art. 17(3)(b)", "Invoices, seven years", "keep your invoices"):
        assert words in form

    done(ticket, "approve-refusal", by=dan, item=item.pk)
    item.refresh_from_db()
    assert item.decision == Decision.REFUSED
    assert "approved by dan" in page(dan, ticket)


def test_roles_that_may_refuse_an_erasure_are_legal_and_dpo():
    may = [role for role in ("legal", "privacy", "dpo", "auditor") if a_user(role, role).has_perm("dsr.approve_item")]

    assert may == ["legal", "dpo"]


def test_a_recipient_is_told_by_a_step_and_stands_in_its_section():
    brand, olga = a_brand(), an_officer()
    a_listing_in("active", brand=brand, third_party=a_third_party("Cloud B.V."))
    ticket = a_known_ticket(Right.ERASURE, brand=brand)
    assert recipients_section(ticket) is None
    services.decide_item(the_item(ticket, Right.ERASURE), decision=Decision.GRANTED, by=olga)
    before = section("recipients", recipients_section(ticket))
    pair = STEPS["tell-recipient"].form_for(ticket).fields["pair"].choices[0][0]

    done(ticket, "tell-recipient", by=olga, pair=pair, outcome="told", words="By mail to their DPO.")

    after = section("recipients", recipients_section(ticket))
    assert ("not told yet" in before, "not told yet" in after, "By mail to their DPO." in after) == (True, False, True)
    assert "tell-recipient" not in offered(ticket)


def test_the_answer_stands_in_its_section_with_its_review_and_its_downloads():
    ticket = an_answered_ticket()
    list(services.download_answer(ticket, file=ticket.files.get()))

    shown = page(a_colleague("ada", "privacy"), ticket)

    for words in ("data.txt", "Nobody else is in it.", "Downloads", "The confirmation, kept as proof"):
        assert words in shown
