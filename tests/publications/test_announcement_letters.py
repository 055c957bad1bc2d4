"""What the letters of an announcement carry: all of it from the snapshot, for each cohort, in each language, unforgeable."""

import datetime

import pytest
import time_machine

from apps.mailroom.composing import PLACEHOLDER, content_of, parse
from apps.mailroom.models import Letter
from apps.mailroom.services import queue_letter, sealed_bytes
from apps.organisation import services as organisation
from apps.publications import services, tokens
from apps.publications.letters import LETTERS
from apps.publications.models import Notice
from apps.publications.queries.wording import previews
from apps.subprocessors import services as register
from apps.trail.acts import act
from tests.announcing import a_subscriber, announced, gathered, running, terms
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_listing_in, a_service, a_third_party
from tests.shared_data import hostile_strings

TODAY = datetime.date(2026, 3, 2)
#: The same change in both languages of letters.
HEADINGS = ("Example Cloud B.V. becomes a subprocessor", "Example Cloud B.V. wordt subverwerker")


@pytest.fixture
def office(db):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC), tick=False):
        brand = a_brand()
        terms(brand, objection_days=14)
        a_contact(customer=a_customer(brand=brand))
        a_subscriber(brand=brand)
        yield brand


def texts_of(announcement) -> dict[str, str]:
    """The plain text to each address."""
    letters = Letter.objects.filter(about=f"publications.announcement:{announcement.pk}")
    return {one.to_address: content_of(sealed_bytes(one)).text for one in letters}


def test_the_letter_says_everything_that_it_must(office):
    service = a_service("Inbox", brand=office)
    listing = a_listing_in("approved", "NL", "US", brand=office, service=service, function="Cloud backups")

    text = texts_of(announced(listing))["dana@example.com"]

    contact = Notice.objects.get(stream="contract").contact_id
    announcement = Notice.objects.first().announcement_id
    wanted = [
        *("The subprocessors of Acme change.", "takes effect on 3 Apr 2026, not before", "Service: Inbox"),
        *("Example Cloud B.V. becomes a subprocessor", "What it does: Cloud backups", "Locations: NL, US"),
        *("US: Standard contractual clauses, processor to processor", "until the end of 16 Mar 2026"),
        f"/objections/{tokens.signed('object', f'{announcement}-{contact}')}/",
        *("/acme/subprocessors/", "Writing B.V.", "Keizersgracht 1, Amsterdam", "privacy@example.org"),
        "because your company has a contract with Acme",
    ]
    assert [words for words in wanted if words not in text] == []


def test_subscribers_may_leave_and_contracts_may_object(office):
    texts = texts_of(announced(a_listing_in("approved", brand=office)))

    told = {to: ("/objections/" in text, "/subscriptions/leave/" in text) for to, text in texts.items()}
    assert told == {"dana@example.com": (True, False), "sam@example.com": (False, True)}


def test_each_notice_contact_is_written_to_in_their_language(office):
    a_contact("daan@example.com", customer=a_customer("Voorbeeld B.V.", brand=office), language="nl")

    texts = texts_of(announced(a_listing_in("approved", brand=office)))

    headings = {to: [words for words in HEADINGS if words in text] for to, text in texts.items()}
    assert headings["daan@example.com"] == ["Example Cloud B.V. wordt subverwerker"]
    assert headings["dana@example.com"] == ["Example Cloud B.V. becomes a subprocessor"]


def test_the_note_of_staff_stands_in_every_letter(office):
    draft = services.note_announcement(gathered(office, a_listing_in("approved")), note="See you soon.", by=BUILDER)

    assert all("See you soon." in text for text in texts_of(running(draft)).values())


def test_every_cohort_has_its_letter_in_every_language_and_none_holds_a_placeholder(office):
    a_contact("eve@example.com", customer=a_customer("Eve", brand=office, contract_template="long"))
    terms(office, 60, "long")
    draft = services.plan_announcement(gathered(office, a_listing_in("approved")), send_on=TODAY, by=BUILDER)

    made = previews(draft)

    assert [(one.cohort, one.language) for one in made] == [
        *(("other contracts", "en"), ("other contracts", "nl"), ("long", "en"), ("long", "nl")),
        *(("subscribers", "en"), ("subscribers", "nl")),
    ]
    assert [one for one in made if PLACEHOLDER.search(one.subject + one.text + one.html)] == []


HEADERS = ["Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "X-Letter-Kind", "MIME-Version",
           "Content-Type"]  # fmt: skip


def test_hostile_texts_in_every_field_change_no_header_and_run_nothing(office):
    strings = [text for text in hostile_strings() if text.strip() and len(text) < 200][::12]
    fit = [text for text in strings if text.isprintable() and not PLACEHOLDER.search(text)]
    listing = a_listing_in("approved", brand=office, function=fit[0])
    organisation.change(office, name="=?utf-8?q?Acme?= <script>", by=BUILDER)
    announcement = gathered(office, listing)
    for text in fit[:40]:
        for name in ("legal_name", "heading", "row"):
            letter = hostile(announcement, name, text)
            message = parse(letter)
            content = content_of(letter)
            assert set(message.keys()) <= {*HEADERS, "List-Unsubscribe", "List-Unsubscribe-Post"}
            assert len(message.keys()) == len(set(message.keys()))
            assert message.defects == []
            assert "<script" not in content.html.lower()


def hostile(announcement, name: str, text: str) -> bytes:
    """A letter of an announcement of which one field says this."""
    context = dict(LETTERS[0].example)
    if name == "legal_name":
        context |= {"company": text, "brand": text, "note": text}
    elif name == "heading":
        context["changes"] = [{"heading": text, "rows": []}]
    else:
        context["changes"] = [{"heading": "What changes", "rows": [[text, text]]}]
    with act("publications.terms_added", by=BUILDER, days=0):
        letter = queue_letter(
            "publications/announcement",
            to="sam@example.com",
            name=text if name == "legal_name" else "Sam",
            brand=announcement.brand,
            context=context,
            by=BUILDER,
        )
    return sealed_bytes(letter)


def test_what_was_told_stays_as_it_was_whatever_the_register_says_later(office):
    listing = a_listing_in("approved", third_party=a_third_party("First B.V."))
    announcement = announced(listing)
    before = [one.text for one in previews(announcement)]

    register.change_third_party(listing.third_party, legal_name="Second B.V.", by=BUILDER)

    assert [one.text for one in previews(type(announcement).objects.get(pk=announcement.pk))] == before
