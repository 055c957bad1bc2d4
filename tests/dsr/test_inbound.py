"""Mail becomes a request, or is put on the one that it answers: by what nobody can guess, never by a number."""

import pytest

from apps.dsr import services
from apps.dsr.choices import Decision, Right
from apps.dsr.links import mail_tag, named_by_address
from apps.dsr.models import Entry, Ticket, TicketFile
from apps.dsr.services.rights import NothingUnclear
from apps.dsr.services.tickets import NothingAsked, move_ticket
from apps.mailroom.composing import parse
from apps.mailroom.models import InboundMessage, Letter
from apps.mailroom.receiving import NoSuchRecord, open_by_hand, put_on_record, store_message
from apps.mailroom.services import sealed_bytes
from apps.trail.acts import act
from apps.trail.models import lock
from tests.builders import BUILDER, a_brand, a_contact, an_office
from tests.dsr.tickets import a_ticket, the_item
from tests.mailroom.mails import a_mail, taken

pytestmark = pytest.mark.django_db
ANOTHER = "<another@mail.example>"


@pytest.fixture(autouse=True)
def office_with_a_brand(db):
    an_office(time_zone="Europe/Amsterdam")
    a_brand(privacy_email="privacy@acme.example")


def letters_to(address: str) -> list[str]:
    return list(Letter.objects.filter(to_address=address).values_list("kind", flat=True))


def rights_of(ticket: Ticket) -> list[str]:
    return list(ticket.items.order_by("pk").values_list("right", flat=True))


def entries_of(ticket: Ticket) -> list[tuple[str, bool]]:
    return list(ticket.entries.filter(kind="incoming").values_list("text", "is_from_stranger"))


# --- A new request ---


def test_mail_opens_a_request_that_was_received_when_this_office_took_it():
    message = taken(a_mail(Date="Mon, 01 Jan 2001 00:00:00 +0000"))

    ticket = Ticket.objects.get()
    entry = ticket.entries.get(kind="incoming")
    assert (message.status, message.about) == ("taken", f"dsr.ticket:{ticket.pk}")
    assert (ticket.email, ticket.name, ticket.channel) == ("ada@example.org", "Ada Lovelace", "email")
    assert ticket.received_at == message.received_at
    assert ticket.email_confirmed_at is None
    assert (entry.text, entry.inbound, entry.is_unread) == ("Please send me a copy of my data.", message, True)
    assert letters_to("ada@example.org") == ["dsr/received"]


@pytest.mark.parametrize(
    ("subject", "text", "rights"),
    [
        ("Children", "My son has an account.", [Right.CHILDREN]),
        ("RE: Fwd: CHILDREN", "Please delete my data.", [Right.CHILDREN]),
        ("About a dispute", "I disagree.", [Right.DISPUTE]),
        ("Childrens", "Hello", [Right.UNCLEAR]),
        ("My data", "Please send me a copy of all my personal data.", [Right.ACCESS]),
        ("Verzoek", "Ik wil dat u al mijn persoonsgegevens wist. Verwijder mijn account.", [Right.ERASURE]),
        ("Data", "Delete my account and send a copy of my data.", [Right.ACCESS, Right.ERASURE]),
        ("Hello", "> Please delete my data\nNo, thank you.", [Right.UNCLEAR]),
        ("", "Buy cheap watches", [Right.UNCLEAR]),
        ("All", "Art. 15, Art. 16, Art. 17 and Art. 18 GDPR", [Right.UNCLEAR]),
    ],
)
def test_what_a_mail_seems_to_ask_is_suggested_and_else_to_be_clarified(subject, text, rights):
    taken(a_mail(text, subject=subject))

    assert rights_of(Ticket.objects.get()) == rights


def test_a_request_in_dutch_is_answered_in_dutch():
    taken(a_mail("Graag wil ik inzage in mijn gegevens die u van mij hebt."))

    assert Ticket.objects.get().language == "nl"


def test_who_a_contract_names_is_a_customer_and_who_only_writes_a_visitor():
    a_contact("dana@example.com")

    taken(a_mail(sender="dana@example.com"))
    taken(a_mail(Message_ID=ANOTHER))

    assert list(Ticket.objects.order_by("pk").values_list("group", flat=True)) == ["customer", "visitor"]


def test_the_brand_is_that_of_the_mailbox_else_of_the_address_that_the_mail_went_to():
    globex = a_brand("globex", privacy_email="Privacy@globex.example")

    taken(a_mail(Message_ID="<a@m>"), brand=globex)
    taken(a_mail(Message_ID="<b@m>", to="privacy+news@globex.example"))
    nowhere = taken(a_mail(Message_ID="<c@m>", to="somebody@else.example"))

    assert [one.brand.key for one in Ticket.objects.order_by("pk")] == ["globex", "globex"]
    assert (nowhere.status, nowhere.held_for) == ("held", "no_place")


def test_one_mail_to_two_of_our_mailboxes_is_one_request():
    taken(a_mail())

    assert store_message(b"Delivered-To: other@acme.example\n" + a_mail(), source="imap", mailbox="other") is None


def test_a_request_whose_sender_cannot_be_written_to_is_opened_and_nobody_is_told():
    message = taken(a_mail(sender="Ada <ada@-nowhere->"))

    ticket = Ticket.objects.get()
    assert (message.status, ticket.email, Letter.objects.count()) == ("taken", "", 0)


# --- Machines and loops ---


def test_a_machine_opens_nothing_and_is_not_answered():
    message = taken(a_mail(Auto_Submitted="auto-replied"))

    assert (message.status, Ticket.objects.count(), Letter.objects.count()) == ("ignored", 0, 0)


def test_a_mailbox_of_ours_that_writes_is_read_and_not_answered():
    globex = a_brand("globex", privacy_email="privacy@globex.example")

    taken(a_mail(sender="privacy@acme.example"), brand=globex)

    assert (Ticket.objects.count(), Letter.objects.count()) == (1, 0)


def test_an_address_opens_so_many_requests_a_day_and_the_rest_waits_for_a_person(settings):
    settings.INBOUND_A_DAY = 2

    messages = [taken(a_mail(Message_ID=f"<{number}@m>")) for number in range(4)]
    other = taken(a_mail(Message_ID="<other@m>", sender="bob@example.org"))

    assert [one.status for one in messages] == ["taken", "taken", "held", "held"]
    assert {one.held_for for one in messages[2:]} == {"storm"}
    assert (other.status, len(letters_to("ada@example.org"))) == ("taken", 2)


# --- An answer ---


def test_an_answer_finds_its_request_by_the_tag_in_the_address():
    ticket = a_ticket()

    taken(a_mail("Thank you.", to=f"privacy+{mail_tag(ticket.public_id).upper()}@acme.example"))

    assert entries_of(ticket) == [("Thank you.", False)]
    assert Ticket.objects.count() == 1


def test_an_answer_finds_its_request_by_the_letter_that_it_answers():
    ticket = a_ticket()
    letter = Letter.objects.get()

    taken(a_mail("Thank you.", In_Reply_To=letter.message_id))

    assert entries_of(ticket) == [("Thank you.", False)]


def test_who_answers_a_letter_to_somebody_else_opens_a_request_of_their_own():
    ticket = a_ticket()
    letter = Letter.objects.get()

    taken(a_mail("Send it to me.", sender="eve@example.org", References=letter.message_id))

    assert entries_of(ticket) == []
    assert Ticket.objects.exclude(pk=ticket.pk).get().email == "eve@example.org"


def test_a_stranger_with_the_tag_is_marked_as_such_and_never_written_to():
    ticket = a_ticket()
    tag = mail_tag(ticket.public_id)

    taken(
        a_mail("Send it to me.", sender="eve@example.org", to=f"privacy+{tag}@acme.example", Cc="mallory@example.org")
    )

    ticket.refresh_from_db()
    assert entries_of(ticket) == [("Send it to me.", True)]
    assert (ticket.email, letters_to("eve@example.org"), letters_to("mallory@example.org")) == (
        "ada@example.org",
        [],
        [],
    )


def test_the_number_of_a_request_in_a_subject_gives_no_way_to_it():
    ticket = a_ticket()

    taken(a_mail("Send it to me.", sender="eve@example.org", subject=f"Re: {ticket.reference}"))

    assert entries_of(ticket) == []
    assert Ticket.objects.count() == 2


def test_a_tag_that_was_changed_is_none():
    public_id = a_ticket().public_id
    right = f"privacy+{mail_tag(public_id)}@acme.example"

    assert named_by_address(right) == public_id
    assert [
        named_by_address(f"privacy+{mail_tag(public_id)[:place]}{sign}{mail_tag(public_id)[place + 1 :]}@acme.example")
        for place in range(48)
        for sign in ["0" if mail_tag(public_id)[place] != "0" else "1"]
    ] == [None] * 48


def test_who_writes_after_the_end_is_still_heard():
    ticket = a_ticket()
    with act("dsr.ticket_moved", by=BUILDER, moved_to="withdrawn"):
        move_ticket(lock(ticket), "withdrawn", by=BUILDER)
    letter = Letter.objects.get()

    message = taken(a_mail("One more thing.", In_Reply_To=letter.message_id))

    ticket.refresh_from_db()
    assert (message.status, ticket.status) == ("taken", "withdrawn")
    assert entries_of(ticket) == [("One more thing.", False)]


def test_an_answer_of_a_machine_is_put_on_its_request_and_not_answered():
    ticket = a_ticket()
    letter = Letter.objects.get()

    message = taken(a_mail("I am away.", In_Reply_To=letter.message_id, Auto_Submitted="auto-replied"))

    assert (message.is_automatic, entries_of(ticket)) == (True, [("I am away.", False)])
    assert Letter.objects.count() == 1


def test_letters_carry_the_tag_where_mailboxes_take_it(settings):
    settings.INBOUND_PLUS = True
    ticket = a_ticket()

    reply_to = str(parse(sealed_bytes(Letter.objects.get()))["Reply-To"])
    assert named_by_address(reply_to) == ticket.public_id


# --- Files ---


def test_files_are_kept_and_those_that_nobody_should_open_are_named():
    taken(a_mail("See the files.", files=(("notes.txt", b"My notes"), ("run.exe", b"MZ\0"))))

    entry = Entry.objects.get(kind="incoming")
    assert list(TicketFile.objects.values_list("file_name", "entry")) == [("notes.txt", entry.pk)]
    assert entry.text.startswith("See the files.")
    assert "run.exe" in entry.text


# --- By a person ---


def test_what_was_left_alone_becomes_a_request_by_hand_without_answering_the_machine():
    message = taken(a_mail(Auto_Submitted="auto-generated"))

    open_by_hand(message, by=BUILDER)

    message.refresh_from_db()
    assert (message.status, message.about) == ("taken", f"dsr.ticket:{Ticket.objects.get().pk}")
    assert Letter.objects.count() == 0


def test_a_message_is_put_on_a_request_by_its_reference():
    ticket = a_ticket()
    message = taken(a_mail(sender="eve@example.org", Auto_Submitted="auto-generated"))

    put_on_record(message, reference=f" {ticket.reference.lower()} ", by=BUILDER)

    assert [is_from_stranger for _text, is_from_stranger in entries_of(ticket)] == [True]


def test_a_message_is_put_on_no_request_that_is_not_there():
    message = taken(a_mail(Auto_Submitted="auto-generated"))

    with pytest.raises(NoSuchRecord):
        put_on_record(message, reference="DSR-1999-0001", by=BUILDER)

    assert InboundMessage.objects.get().status == "ignored"


# --- What is asked ---


def test_what_was_to_be_clarified_is_settled_and_each_right_runs_from_the_same_receipt():
    ticket = a_ticket(Right.UNCLEAR)
    due = ticket.due_on

    services.settle_rights(ticket, rights=[Right.ACCESS, Right.ERASURE], by=BUILDER)

    ticket.refresh_from_db()
    assert {(one.right, one.decision) for one in ticket.items.all()} == {
        (Right.UNCLEAR, Decision.ELSEWHERE),
        (Right.ACCESS, Decision.OPEN),
        (Right.ERASURE, Decision.OPEN),
    }
    assert (ticket.due_on, the_item(ticket).due_on) == (due, due)


@pytest.mark.parametrize("rights", [[], [Right.UNCLEAR], [Right.ACCESS, Right.UNCLEAR]])
def test_nothing_is_settled_by_leaving_it_open(rights):
    with pytest.raises(NothingAsked):
        services.settle_rights(a_ticket(Right.UNCLEAR), rights=rights, by=BUILDER)


def test_what_is_settled_is_not_settled_again():
    with pytest.raises(NothingUnclear):
        services.settle_rights(a_ticket(Right.ACCESS), rights=[Right.ERASURE], by=BUILDER)
