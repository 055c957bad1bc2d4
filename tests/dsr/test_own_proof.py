"""A person shows on their own page that it is they who ask: by the code of the letter, or a copy of a document."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.dsr import services
from apps.dsr.choices import Channel, Identity, IdentityMethod
from apps.dsr.models import PageSession
from tests.builders import BUILDER
from tests.dsr.test_identity import the_code
from tests.dsr.test_own_page import address, inside
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db


def asked(method: str, **values):
    ticket = a_ticket(**values)
    services.ask_identity(ticket, method=method, by=BUILDER)
    return ticket


def is_known(ticket) -> bool:
    ticket.refresh_from_db()
    return ticket.identity == Identity.VERIFIED


def test_the_code_of_the_letter_is_entered_on_the_open_page():
    ticket = asked(IdentityMethod.CODE)
    visitor = inside(ticket)
    wrong = "00000000" if the_code(ticket) != "00000000" else "11111111"

    refused = visitor.post(address(ticket), {"do": "prove", "code": wrong})
    known = [is_known(ticket)]
    answer = visitor.post(address(ticket), {"do": "prove", "code": the_code(ticket)}, follow=True)
    known.append(is_known(ticket))

    assert (refused.status_code, "This is not the code" in refused.content.decode()) == (400, True)
    assert (known, "now we know that it is you" in answer.content.decode()) == ([False, True], True)
    assert "This is my code" not in answer.content.decode()


def test_the_code_of_the_letter_opens_a_page_for_which_no_other_was_asked():
    """Though staff typed the address in: who has the code has the mailbox."""
    ticket, visitor = asked(IdentityMethod.CODE, channel=Channel.POST), Client()

    answer = visitor.post(address(ticket), {"do": "enter", "code": the_code(ticket)}, follow=True)

    assert (is_known(ticket), ticket.reference in answer.content.decode()) == (True, True)
    assert not visitor.get(address(ticket), follow=True).context["proof"]


def test_the_code_of_the_letter_opens_nothing_twice_and_nothing_beside_a_code_for_the_page():
    ticket = asked(IdentityMethod.CODE)
    services.send_page_code(ticket, place="a")

    assert services.open_page(ticket, code=the_code(ticket), place="a") is None
    PageSession.objects.all().delete()
    assert services.open_page(ticket, code=the_code(ticket), place="a")
    assert services.open_page(ticket, code=the_code(ticket), place="a") is None


def test_a_document_is_handed_in_only_where_one_was_asked_for():
    ticket, other = asked(IdentityMethod.DOCUMENT), a_ticket(email="grace@example.org")

    def hand_in(to):
        file = SimpleUploadedFile("masked.txt", b"A passport, masked.")
        return inside(to).post(address(to), {"do": "document", "document": file}, follow=True)

    told = [hand_in(ticket).context["done"], hand_in(other).context["refusal"]]

    assert told == [
        "We have your document. We look at it, and then destroy it.",
        "No identity document is waited for: ask for one first, and keep none unasked.",
    ]
    assert [one.identity_documents.count() for one in (ticket, other)] == [1, 0]
