"""The public form: whoever asks confirms by their own mailbox; nothing is lost, and no stranger is in anybody's way."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from apps.dsr import services
from apps.dsr.choices import Channel, FilingStatus, Right
from apps.dsr.forms.filing import RequestForm, form_token
from apps.dsr.models import Filing, FilingFile, Ticket
from apps.dsr.services.correspondence import open_file
from apps.dsr.services.filing_letters import LETTERS_PER_ADDRESS
from apps.dsr.services.filings import FILINGS_PER_PLACE
from apps.trail.acts import act
from apps.trail.models import Act, ObjectKey
from tests.builders import BUILDER, a_brand, a_country, a_user
from tests.publications.mail import text_of

from .filings import PDF, a_filing, a_pdf, an_intake, file_one, filled_in, letters, link_in, press, visitor

pytestmark = pytest.mark.django_db
_S = FilingStatus


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def errors(answer) -> dict[str, list[str]]:
    return {name: list(words) for name, words in answer.context["form"].errors.items()}


# --- Filing and confirming ---


def test_a_request_is_received_when_it_was_sent_and_not_when_it_was_confirmed(clock):
    filing = a_filing(rights=["access", "erasure"], words="All of it.")
    sent = filing.filed_at
    clock.shift(datetime.timedelta(days=3))

    press(link_in(letters()[0]))

    ticket = Ticket.objects.get()
    assert (ticket.received_at, ticket.received_on) == (sent, datetime.date(2026, 3, 2))
    assert ticket.email_confirmed_at == sent + datetime.timedelta(days=3)
    assert (ticket.channel, ticket.words, ticket.name) == (Channel.FORM, "All of it.", "Ada Lovelace")
    assert sorted(ticket.items.values_list("right", flat=True)) == [Right.ACCESS, Right.ERASURE]
    assert ticket.due_on == datetime.date(2026, 4, 2)


def test_who_confirms_gets_a_receipt_with_reference_and_due_date(clock):
    a_filing()

    page = press(link_in(letters()[0])).content.decode()

    ticket = Ticket.objects.get()
    receipt = " ".join(text_of(letters("dsr/received")[0]).split())
    assert (ticket.reference in receipt, "2 Apr 2026" in receipt) == (True, True)
    assert (ticket.reference in page, "2 April 2026" in page) == (True, True)


def test_looking_at_the_link_changes_nothing():
    filing = a_filing()

    answers = [visitor().get(link_in(letters()[0])) for _time in range(3)]

    filing.refresh_from_db()
    assert [one.status_code for one in answers] == [200] * 3
    assert (filing.status, Ticket.objects.count(), answers[0]["Referrer-Policy"]) == (_S.WAITING, 0, "no-referrer")


def test_a_second_click_opens_no_second_ticket():
    a_filing()
    link = link_in(letters()[0])

    answers = [press(link) for _time in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert (Ticket.objects.count(), len(letters("dsr/received"))) == (1, 1)


def test_the_answer_to_a_form_is_the_same_for_an_address_that_is_known():
    a_filing()
    press(link_in(letters()[0]))

    answers = [file_one(email=email) for email in ("ada@example.org", "nobody@example.org")]

    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/acme/privacy-request/asked/")}


def test_nothing_that_the_visitor_wrote_stands_in_the_letter():
    a_filing(name="Visit https://evil.example", words="Buy now", account="Win big")

    text = text_of(letters()[0])
    assert [word for word in ("evil", "Buy", "Win") if word in text] == []


def test_only_the_digest_of_the_token_is_kept():
    filing = a_filing()

    token = link_in(letters()[0]).split("/")[-2]
    assert (len(token), token in str(Filing.objects.values().get()), len(filing.confirm_hash)) == (43, False, 64)


def test_who_says_no_to_marketing_has_the_absolute_right():
    a_filing(rights=["marketing"])
    press(link_in(letters()[0]))

    assert Ticket.objects.get().items.values_list("right", "is_direct_marketing").get() == (Right.OBJECTION, True)


def test_who_asks_for_somebody_else_is_their_representative():
    a_filing(name="Bob", acts_for="Carol", email="bob@example.org")
    press(link_in(letters()[0]))

    ticket = Ticket.objects.get()
    assert (ticket.name, ticket.representative, ticket.authority) == ("Carol", "Bob", "unchecked")


def test_files_come_along_and_are_kept_once():
    a_filing(files=[a_pdf("one.pdf"), a_pdf("two.pdf", PDF + b"2")])
    stored = list(FilingFile.objects.values_list("file", flat=True))

    press(link_in(letters()[0]))

    files = list(Ticket.objects.get().files.order_by("pk"))
    assert [(one.file_name, b"".join(open_file(one, by=BUILDER))) for one in files] == [
        ("one.pdf", PDF),
        ("two.pdf", PDF + b"2"),
    ]
    assert set(FilingFile.objects.values_list("file", flat=True)) == {""}
    assert len(stored) == 2


@pytest.mark.django_db(transaction=True)
def test_what_moved_to_a_ticket_lies_in_the_storage_no_more():
    a_filing(files=[a_pdf()])
    stored = FilingFile.objects.get().file.name

    press(link_in(letters()[0]))

    assert default_storage.exists(stored) is False


def test_the_trail_tells_who_filed_without_their_address():
    a_filing(email="ada@example.org")
    press(link_in(letters()[0]))

    kinds = [one.kind for one in Act.objects.filter(kind__startswith="dsr.").order_by("id")]
    assert kinds == ["dsr.request_filed", "dsr.filing_letter_written", "dsr.filing_confirmed"]
    assert [one for one in Act.objects.all() if "ada" in one.facts.lower()] == []


# --- Bombs and bots ---


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_thousand_requests_for_one_address_send_one_letter(count, clock):
    brand = an_intake()
    wish = RequestForm(brand, filled_in(brand))
    assert wish.is_valid()
    for number in range(count):
        place = f"198.51.{number // 250}.{number % 250}"
        services.file_request(brand, wish=wish.wish(), place=place, form=f"form {number}")

    for _look in range(20):
        services.take_filings()

    assert (Filing.objects.count(), len(letters())) == (count, 1)


def test_one_place_files_so_often_and_is_then_told_to_wait():
    brand, client = an_intake(), visitor()

    answers = [file_one(client, brand=brand).status_code for _time in range(FILINGS_PER_PLACE.capacity + 1)]

    assert answers == [302] * FILINGS_PER_PLACE.capacity + [429]
    assert file_one(visitor("192.0.2.8"), brand=brand).status_code == 302


def test_a_strangers_request_delays_nobody(clock):
    a_filing(name="Mallory")
    clock.shift(datetime.timedelta(hours=1))
    mine = a_filing(name="Ada")

    assert len(letters()) == 1
    press(link_in(letters()[0]), mine)

    assert list(Ticket.objects.values_list("name", flat=True)) == ["Ada"]
    assert Filing.objects.get(name="Mallory").status == _S.WAITING


def test_what_was_filed_after_the_letter_of_the_day_is_asked_about_the_next_day(clock):
    a_filing()
    a_filing()
    clock.shift(datetime.timedelta(seconds=LETTERS_PER_ADDRESS.seconds + 1))

    services.take_filings()

    assert len(letters()) == 2


def test_the_link_of_one_address_confirms_nothing_of_another():
    a_filing(email="mallory@example.org")
    other = a_filing(email="ada@example.org")

    press(link_in(letters()[0]), other)

    other.refresh_from_db()
    assert (other.status, Ticket.objects.count()) == (_S.WAITING, 0)


def test_a_program_that_fills_in_everything_is_answered_and_kept_nothing_of():
    answer = file_one(homepage="https://evil.example")

    assert (answer.status_code, Filing.objects.count()) == (302, 0)


def test_a_form_that_we_did_not_show_is_refused_with_everything_kept():
    answer = file_one(form="forged")

    assert (answer.status_code, Filing.objects.count()) == (200, 0)
    assert "press the button once more" in errors(answer)["__all__"][0]
    assert answer.context["form"]["words"].value() == "All of it."


def test_a_token_of_another_brand_opens_no_form():
    other = a_brand("other")

    assert "__all__" in errors(file_one(form=form_token(other)))


# --- What is refused ---


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rights": []}, "rights"),
        ({"rights": ["everything"]}, "rights"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ada\0"}, "name"),
        ({"email": "ada@example"}, "email"),
        ({"email": "ada@example.org\nBcc: bob@example.org"}, "email"),
        ({"group": "officer"}, "group"),
        ({"country": "XX"}, "country"),
        ({"country": "US", "region": "QC"}, "region"),
        ({"country": "NL", "region": "CA"}, "region"),
        ({"words": "x" * 20001}, "words"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named_and_nothing_is_lost(values, field):
    a_country("US")
    answer = file_one(**{"words": "All of it."} | values)

    page = answer.content.decode()
    assert (set(errors(answer)), Filing.objects.count()) == ({field}, 0)
    assert f'href="#id_{field}' in page
    assert f'id="id_{field}_error"' in page


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([a_pdf("letter.exe", b"MZ")], "none of the files that are kept"),
        ([a_pdf("letter.pdf", b"<svg onload=alert(1)>")], "not what its name says"),
        ([a_pdf("letter.pdf", b"")], "empty"),
        ([a_pdf(f"{number}.pdf") for number in range(6)], "at most 5"),
        ([a_pdf(f"{number}.pdf", PDF + b"x" * 600_000) for number in range(2)], "larger than 1 MB"),
    ],
    ids=["program", "svg", "empty", "many", "large"],
)
def test_a_file_that_is_not_kept_is_refused_in_words(files, words, settings):
    settings.UPLOAD_MEGABYTES = 1

    answer = file_one(files=files)

    assert words in errors(answer)["files"][0]
    assert "Files have to be chosen again." in answer.content.decode()
    assert (Filing.objects.count(), FilingFile.objects.count()) == (0, 0)


def test_what_is_too_large_is_refused_before_it_is_read():
    answer = visitor().post(
        f"/{an_intake().key}/privacy-request/", b"", content_type="text/plain", CONTENT_LENGTH=str(10**9)
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/nowhere/privacy-request/", "/nowhere/privacy-request/asked/"])
def test_a_brand_that_is_not_there_has_no_form(path):
    assert visitor().get(path).status_code == 404


def test_the_group_offers_its_brands():
    an_intake()

    assert "/acme/privacy-request/" in visitor().get("/group/privacy-request/").content.decode()


@pytest.mark.parametrize("token", ["x", "0" * 43, "..", "%00", "é"])
def test_a_link_that_was_never_sent_leads_nowhere(token):
    an_intake()

    assert visitor().get(f"/privacy-request/confirm/{token}/").status_code == 404


def test_a_button_pressed_with_nothing_ticked_says_so():
    a_filing()

    answer = visitor().post(link_in(letters()[0]), {"filing": ["x", "9" * 30]})

    assert (answer.status_code, Ticket.objects.count()) == (400, 0)
    assert "Nothing was ticked" in answer.content.decode()


def test_pages_are_dutch_for_dutch_readers():
    brand = an_intake()

    page = visitor().get(f"/{brand.key}/privacy-request/", HTTP_ACCEPT_LANGUAGE="nl").content.decode()

    assert [
        word for word in ("Privacy request", "What do you ask", "Your name", "Choose a country") if word in page
    ] == []
    assert "Nederland" in page or "Waar vraagt u om?" in page


# --- Lapsing and taking up ---


def test_what_nobody_confirms_is_emptied_with_its_files_and_stays_as_a_fact(clock):
    filing = a_filing(files=[a_pdf()])
    clock.shift(datetime.timedelta(days=settings.REQUEST_CONFIRM_DAYS, seconds=1))

    assert (services.lapse_filings(), services.lapse_filings()) == (1, 0)

    filing.refresh_from_db()
    assert (filing.status, filing.name, filing.email, filing.email_key, filing.words) == (_S.LAPSED, *[""] * 4)
    assert not ObjectKey.objects.filter(model__in=["dsr.filing", "dsr.filingfile"]).exists()
    assert FilingFile.objects.get().file.name == ""
    assert visitor().get(link_in(letters()[0])).status_code == 410


def test_what_was_confirmed_never_lapses(clock):
    a_filing()
    press(link_in(letters()[0]))
    clock.shift(datetime.timedelta(days=settings.REQUEST_CONFIRM_DAYS + 1))

    assert services.lapse_filings() == 0


def test_staff_take_up_what_nobody_confirmed_with_its_true_receipt(clock):
    filing, ada = a_filing(email="typo@example.org", files=[a_pdf()]), a_user("ada", "privacy")
    clock.shift(datetime.timedelta(days=5))

    ticket = services.take_up_filing(filing, email="ada@example.org", reason="She called.", by=ada)

    assert (ticket.received_on, ticket.email, ticket.email_confirmed_at) == (
        datetime.date(2026, 3, 2),
        "ada@example.org",
        None,
    )
    assert [one.to_address for one in letters("dsr/received")] == ["ada@example.org"]
    assert ticket.entries.get(kind="note").text == "She called."
    assert ticket.files.count() == 1


def test_what_became_a_ticket_is_not_taken_up_again():
    filing = a_filing()
    services.take_up_filing(filing, by=BUILDER)

    page = press(link_in(letters()[0]))

    assert (Ticket.objects.count(), page.status_code) == (1, 200)
    assert Ticket.objects.get().reference in page.content.decode()


BROKEN = [
    (
        {"status": _S.CONFIRMED, "ended_at": datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC), "ask_after": None},
        "ticket",
    ),
    ({"ended_at": datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)}, "ended_at_a_moment"),
    ({"email_key": ""}, "waits_with_an_address"),
]


@pytest.mark.parametrize(("values", "constraint"), BROKEN)
def test_the_database_keeps_what_must_be_true_of_a_filing(values, constraint):
    filing = a_filing()
    for name, value in values.items():
        setattr(filing, name, value)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), act("dsr.request_filed", by=BUILDER):
        filing.save()
