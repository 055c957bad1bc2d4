"""Identity: as much proof as the risk demands and no more; nothing is granted before it stands."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import Authority, ClockKind, Decision, FileKind, Identity, IdentityMethod, Right, Status
from apps.dsr.models import ClockEvent, IdentityCode, Ticket
from apps.dsr.proof import ENOUGH
from apps.dsr.services.correspondence import NoFile
from apps.dsr.services.identity import ATTEMPTS, ProofNotNeeded, ProofTooWeak, TooManyCodes
from apps.dsr.services.identity_documents import NoDocumentAsked
from apps.dsr.services.representatives import AuthorityUnproven
from apps.mailroom.models import Letter
from apps.trail.acts import act
from apps.trail.models import Act
from tests.builders import BUILDER, a_user
from tests.dsr.tickets import a_ticket, the_item
from tests.publications.mail import text_of

pytestmark = pytest.mark.django_db
CODE, ACCOUNT, DOCUMENT = IdentityMethod
PDF = b"%PDF-1.4\n%%EOF\n"


def the_code(ticket: Ticket) -> str:
    """The code in the newest letter that asks for proof."""
    letter = Letter.objects.filter(kind="dsr/identity").latest("pk")
    found = re.search(r"^\d{8}$", text_of(letter), flags=re.MULTILINE)
    assert found is not None
    return found[0]


def events_of(ticket: Ticket, right: str = Right.ACCESS) -> list[str]:
    kinds = ClockEvent.objects.filter(item__ticket=ticket, item__right=right, letter=None)
    return list(kinds.order_by("pk").values_list("kind", flat=True))


def grant(ticket: Ticket, right: str) -> None:
    """As an answer does, past every service that judges first."""
    item = the_item(ticket, right)
    item.decision, item.decided_at = Decision.GRANTED, timezone.now()
    with transaction.atomic(), act("dsr.ticket_changed", by=BUILDER):
        item.save()


def test_every_right_says_what_is_proof_enough():
    assert set(ENOUGH) == set(Right)


def test_a_code_that_the_person_enters_verifies_them_and_their_address():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)

    entered = services.check_code(ticket, code=f" {the_code(ticket)[:4]} {the_code(ticket)[4:]}")

    ticket.refresh_from_db()
    assert entered
    assert (ticket.identity, ticket.status) == (Identity.VERIFIED, Status.WORKING)
    assert ticket.email_confirmed_at is not None
    assert not IdentityCode.objects.exists()


def test_the_clock_knows_when_proof_was_asked_for_and_came():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)
    waiting = ClockEvent.objects.get(item__ticket=ticket, kind=ClockKind.ID_REQUESTED)

    services.check_code(ticket, code=the_code(ticket))

    assert waiting.letter == Letter.objects.get(kind="dsr/identity")
    assert events_of(ticket) == [ClockKind.RECEIVED, ClockKind.ID_RECEIVED]


def test_a_second_question_lets_the_clock_wait_once():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)
    services.ask_identity(ticket, method=DOCUMENT, by=BUILDER)

    assert ClockEvent.objects.filter(item__ticket=ticket, kind=ClockKind.ID_REQUESTED).count() == 1
    assert list(ticket.identity_checks.values_list("outcome", flat=True)) == ["replaced", "open"]


def test_a_right_that_needs_no_proof_does_not_wait_for_it():
    ticket = a_ticket(Right.ACCESS, Right.OBJECTION)
    services.ask_identity(ticket, method=CODE, by=BUILDER)

    assert not ClockEvent.objects.filter(item__right=Right.OBJECTION, kind=ClockKind.ID_REQUESTED).exists()


def test_no_proof_is_asked_for_where_none_is_needed():
    with pytest.raises(ProofNotNeeded):
        services.ask_identity(a_ticket(Right.OBJECTION), method=CODE, by=BUILDER)


def test_after_five_wrong_guesses_the_right_code_is_of_no_use():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)
    code = the_code(ticket)
    wrong = "00000000" if code != "00000000" else "11111111"

    guesses = [services.check_code(ticket, code=wrong) for _number in range(ATTEMPTS)]

    assert guesses == [False] * ATTEMPTS
    assert not services.check_code(ticket, code=code)
    assert Act.objects.filter(kind="dsr.code_used_up").count() == 1
    ticket.refresh_from_db()
    assert ticket.identity == Identity.ASKED


def test_a_code_is_over_after_its_time(settings):
    settings.IDENTITY_CODE_HOURS = 0
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)

    assert not services.check_code(ticket, code=the_code(ticket))
    assert services.drop_codes() == 1
    assert services.drop_codes() == 0


def test_a_new_code_takes_the_place_of_the_old():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)
    old = the_code(ticket)
    services.ask_identity(ticket, method=CODE, by=BUILDER)

    assert services.check_code(ticket, code=old) == (old == the_code(ticket))


def test_so_many_codes_go_out_in_a_day():
    ticket = a_ticket()
    for _number in range(5):
        services.ask_identity(ticket, method=CODE, by=BUILDER)

    with pytest.raises(TooManyCodes):
        services.ask_identity(ticket, method=CODE, by=BUILDER)


def test_a_code_proves_only_the_address_it_went_to():
    ticket = a_ticket()
    services.ask_identity(ticket, method=CODE, by=BUILDER)
    services.change_ticket(ticket, email="mallory@example.org", by=BUILDER)

    assert not services.check_code(ticket, code=the_code(ticket))


def test_another_address_is_proven_anew():
    ticket = a_ticket()
    services.record_identity(ticket, method=ACCOUNT, outcome="passed", asserted_by="Dashboard", by=BUILDER)

    ticket = services.change_ticket(ticket, email="new@example.org", by=BUILDER)

    assert ticket.identity == Identity.UNCHECKED


JUDGED_TOO_EARLY = [
    ({"method": CODE}, "once it is entered"),
    ({"method": ACCOUNT}, "Say who or what"),
    ({"method": DOCUMENT, "is_number_masked": True}, "must be masked"),
]


@pytest.mark.parametrize(("given", "words"), JUDGED_TOO_EARLY)
def test_a_proof_passes_with_all_that_it_needs(given, words):
    with pytest.raises(ProofTooWeak, match=words):
        services.record_identity(a_ticket(), outcome="passed", by=BUILDER, **given)


def test_where_the_risk_is_high_only_a_document_is_enough():
    ada = a_user("ada")
    ticket = a_ticket()
    services.record_identity(ticket, method=ACCOUNT, outcome="passed", asserted_by="Dashboard", by=ada)

    ticket = services.raise_risk(ticket, words="Voice recordings of a patient.", by=ada)

    assert ticket.identity == Identity.UNCHECKED
    with pytest.raises(ProofTooWeak):
        services.ask_identity(ticket, method=CODE, by=ada)
    masked = {"is_number_masked": True, "is_photo_masked": True}
    services.record_identity(ticket, method=DOCUMENT, outcome="passed", by=ada, **masked)
    ticket.refresh_from_db()
    assert ticket.is_verified


def test_a_failed_proof_says_why_and_the_work_goes_on_to_a_refusal():
    ticket = a_ticket()
    services.ask_identity(ticket, method=DOCUMENT, by=BUILDER)

    services.record_identity(ticket, method=DOCUMENT, outcome="failed", words="Another name.", by=a_user("ada"))

    ticket.refresh_from_db()
    assert (ticket.identity, ticket.status) == (Identity.FAILED, Status.WORKING)
    assert ticket.identity_checks.get().judged_by.name == "ada"


@pytest.mark.parametrize("right", [Right.ACCESS, Right.ERASURE])
def test_the_database_grants_nothing_to_somebody_unknown(right):
    ticket = a_ticket(right)

    with pytest.raises(IntegrityError, match="a person who is verified"):
        grant(ticket, right)

    services.record_identity(ticket, method=ACCOUNT, outcome="passed", asserted_by="Dashboard", by=BUILDER)
    grant(ticket, right)
    assert the_item(ticket, right).decision == Decision.GRANTED


def test_the_database_grants_an_objection_to_anybody():
    ticket = a_ticket(Right.OBJECTION)

    grant(ticket, Right.OBJECTION)

    assert the_item(ticket, Right.OBJECTION).decision == Decision.GRANTED


def a_mandate(name: str = "mandate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_a_representative_is_accepted_on_a_proof_on_file():
    ada, ticket = a_user("ada"), a_ticket(representative="R. Lawyer")
    with pytest.raises(AuthorityUnproven):
        services.judge_authority(ticket, accepted=True, words="By telephone.", by=ada)

    ticket = services.judge_authority(ticket, accepted=True, words="Signed on 3 May.", file=a_mandate(), by=ada)

    assert ticket.authority == Authority.ACCEPTED
    assert ticket.files.get().kind == FileKind.AUTHORITY


def test_a_verified_person_whose_representative_was_rejected_gets_nothing_through_them():
    ada, ticket = a_user("ada"), a_ticket(representative="R. Lawyer")
    services.record_identity(ticket, method=ACCOUNT, outcome="passed", asserted_by="Dashboard", by=ada)
    services.judge_authority(ticket, accepted=False, words="No signature.", by=ada)

    with pytest.raises(IntegrityError, match="a person who is verified"):
        grant(ticket, Right.ACCESS)


def test_where_nobody_is_written_to_no_clock_waits():
    ticket = a_ticket(email="", channel="post")

    services.ask_identity(ticket, method=DOCUMENT, by=BUILDER)

    assert events_of(ticket) == [ClockKind.RECEIVED]


# --- Documents ---


def a_document_of(ticket: Ticket):
    services.ask_identity(ticket, method=DOCUMENT, by=BUILDER)
    return services.add_identity_document(ticket, file=SimpleUploadedFile("passport.pdf", PDF), by="visitor")


def test_a_document_is_kept_apart_and_opened_by_an_act():
    ticket = a_ticket()
    document = a_document_of(ticket)

    opened = b"".join(services.open_identity_document(document, by=a_user("ada")))

    assert opened == PDF
    assert not ticket.files.exists()
    assert Act.objects.filter(kind="dsr.identity_document_opened").count() == 1


def test_a_document_goes_with_its_key_days_after_the_check_whatever_happens_to_the_ticket(settings):
    ticket = a_ticket()
    document = a_document_of(ticket)
    stored, storage = document.file.name, document.file.storage
    masked = {"is_number_masked": True, "is_photo_masked": True}
    services.record_identity(ticket, method=DOCUMENT, outcome="passed", by=BUILDER, **masked)
    document.refresh_from_db()
    until_then = services.destroy_documents()
    soon = document.destroy_at - timezone.now()

    settings.IDENTITY_DOCUMENT_DAYS = 0
    services.record_identity(ticket, method=DOCUMENT, outcome="passed", by=BUILDER, **masked)
    destroyed = services.destroy_documents()

    document.refresh_from_db()
    assert until_then == 0
    assert datetime.timedelta(days=6) < soon < datetime.timedelta(days=7, minutes=1)
    assert destroyed == 1
    assert (document.file.name, document.file_name, document.destroyed_at is None) == ("", "", False)
    erasure = Act.objects.get(kind="dsr.identity_document_destroyed")
    assert erasure.stated["within"][0]["facts"]["destroyed"] != []
    assert services.destroy_documents() == 0
    assert storage.exists(stored)  # until the act is committed, which a test never does


def test_a_document_nobody_judges_goes_all_the_same(settings):
    settings.DSR_LAPSE_DAYS, settings.IDENTITY_DOCUMENT_DAYS = 0, 0
    document = a_document_of(a_ticket())

    assert services.destroy_documents() == 1
    document.refresh_from_db()
    with pytest.raises(NoFile):
        services.open_identity_document(document, by=BUILDER)


def test_no_document_is_kept_that_nobody_asked_for():
    with pytest.raises(NoDocumentAsked):
        services.add_identity_document(a_ticket(), file=SimpleUploadedFile("p.pdf", PDF), by="visitor")
