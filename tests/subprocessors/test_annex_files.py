"""An annex as a Word file and as a PDF: every text comes out as text, and the same annex as the same bytes."""

import dataclasses
import datetime
import hashlib
import io
import json
import re
import zipfile
from typing import Any

import docx
import pytest
import typst
from django.utils import timezone

from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.subprocessors import services
from apps.subprocessors.annexes import Document, Fact, LettersMissing, as_docx, as_pdf, compose
from apps.subprocessors.annexes.composing import cleaned
from apps.subprocessors.annexes.pdf import LAYOUT
from apps.subprocessors.choices import AnnexFormat, AnnexLanguage
from apps.subprocessors.models import Listing
from apps.subprocessors.queries import annex_of
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand, a_country, a_customer, a_listing_in, a_third_party, a_user

pytestmark = pytest.mark.django_db

#: Names that somebody might hope are read as more than names.
HOSTILE = [
    '#panic("read as code")',
    '#include "/etc/passwd" $ x^2 $ *bold* _thin_ @ref <label> `raw` // gone',
    "\\u{41} \\ ~ -- --- ... ' \" [x](y) = heading",
    "</w:t></w:r><w:p/>&amp;&lt;<!-- -->]]>",
    "{{ 7*7 }} {% now 'Y' %} %(name)s ${HOME} =1+1",
    "<script>alert(1)</script>",
]


def a_document(name: str = "Example Cloud B.V.", language: str = "en", **values: Any) -> Document:
    """The annex with one subprocessor of this name."""
    a_listing_in("active", third_party=a_third_party(name), **values)
    return compose(annex_of(a_customer(), timezone.localdate()), language=language, made_on=timezone.localdate())


def texts(value: Any) -> list[str]:
    """Every text in a value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    return [text for part in parts for text in texts(part)]


def words_in(data: bytes) -> str:
    """Everything that a Word file shows, as one text."""
    file = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    edges = [*file.sections[0].header.paragraphs, *file.sections[0].footer.paragraphs]
    return "\n".join([one.text for one in [*file.paragraphs, *edges]] + cells)


def facts(document: Document) -> dict[str, tuple[str, ...]]:
    return {fact.label: fact.lines for fact in document.sections[0].facts}


# --- What it says ----------------------------------------------------------------------------------------------------


def test_an_annex_says_who_it_is_what_it_does_and_how_to_reach_it():
    document = a_document(function="Sending of e-mail", conditions="as selected by customer")

    told = facts(document)

    assert document.sections[0].heading == "1. Example Cloud B.V."
    assert told["Legal name"] == ("Example Cloud B.V.",)
    assert told["Registered address"] == ("Keizersgracht 1, Amsterdam",)
    assert [told[label] for label in ("Contact person", "Position", "Contact details")] == [
        *[("Kim Doe",), ("Data protection officer",), ("kim@example.com",)]
    ]
    assert told["Description of the processing"] == ("Sending of e-mail", "As selected by customer")
    assert told["Who is responsible for what"] == ("Its responsibilities.",)


def test_what_is_not_on_record_is_said():
    document = a_document(duration="")

    [duration] = [fact for fact in document.sections[0].facts if fact.label == "Duration"]

    assert duration == Fact("Duration", ("Not on record",), is_missing=True)


def test_an_annex_without_subprocessors_says_so():
    document = compose(annex_of(a_customer(), timezone.localdate()), language="en", made_on=timezone.localdate())

    assert document.sections == ()
    assert document.empty in words_in(as_docx(document))


def test_a_dutch_annex_says_everything_in_dutch():
    a_country("NL", name="Netherlands"), a_country("US", name="United States")
    a_listing_in("active", "NL", "US")
    annex, today = annex_of(a_customer(), timezone.localdate()), timezone.localdate()
    english, dutch = (compose(annex, language=language, made_on=today) for language in ("en", "nl"))

    def of_ours(document: Document) -> set[str]:
        """Labels, headings and heads of columns, which come from no record."""
        tables = [table for section in document.sections for table in section.tables] + [document.overview]
        labels = {fact.label for part in (document.head, document.sections[0].facts) for fact in part}
        return labels | {text for table in tables for text in (table.heading, *table.headers)} | {document.title}

    assert of_ours(english) & of_ours(dutch) == set()
    assert [document.overview.rows[0][3] for document in (english, dutch)] == [
        *["Netherlands\nUnited States", "Nederland\nVerenigde Staten van Amerika"]
    ]
    assert facts(dutch)["Rol"] == ("Subverwerker",)


def test_the_hash_covers_what_is_said_and_not_when_the_file_was_made():
    a_listing_in("active")
    customer, today = a_customer(), timezone.localdate()
    annex = annex_of(customer, today)
    first, later = (compose(annex, language="en", made_on=today + datetime.timedelta(days=n)) for n in (0, 9))
    services.describe_processing(Listing.objects.get(), nature="Sending", by=BUILDER)
    other = compose(annex_of(customer, today), language="en", made_on=today)

    assert (first.content_sha256, first.made == later.made) == (later.content_sha256, False)
    assert re.fullmatch("[0-9a-f]{64}", first.content_sha256)
    assert other.content_sha256 != first.content_sha256


# --- As files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [as_pdf, as_docx], ids=["pdf", "docx"])
@pytest.mark.parametrize("language", AnnexLanguage.values)
def test_the_same_annex_gives_the_same_bytes(write, language):
    document = a_document(language=language)

    assert write(document) == write(document)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_word_file_says_everything_as_text(name):
    document = a_document(name, function=name)

    shown = words_in(as_docx(document))

    assert [text for text in texts(dataclasses.asdict(document)) if text not in shown and text != "en"] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pdf_holds_hostile_names_as_text(name):
    """Typst is asked what it placed: the name stands there whole, as one piece of text."""
    document = a_document(name, function=name)
    given = {"data": json.dumps(dataclasses.asdict(document))}

    headings = json.loads(typst.query(LAYOUT, "heading", sys_inputs=given, ignore_system_fonts=True))

    assert as_pdf(document).startswith(b"%PDF-")
    assert {"func": "text", "text": f"1. {name}"} in [one["body"] for one in headings]


def test_a_word_file_has_no_parts_but_its_own_and_fetches_nothing():
    with zipfile.ZipFile(io.BytesIO(as_docx(a_document(HOSTILE[3])))) as file:
        outside = [name for name in file.namelist() if b'TargetMode="External"' in file.read(name)]
        macros = [name for name in file.namelist() if "vba" in name.lower()]

    assert (outside, macros) == ([], [])


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\0b\x07c\x1b[0m", "abc[0m"),
        ("one\ttwo\nthree", "one two\nthree"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\ufeffname\ud800", "name"),
        ("\u0646\u200c\u0627", "\u0646\u200c\u0627"),
        ("Müller & Söhne – “GmbH”", "Müller & Söhne – “GmbH”"),
    ],
)
def test_what_cannot_be_printed_is_left_out(text, printed):
    assert cleaned(text) == printed


def test_letters_that_the_pdf_lacks_refuse_it_and_stand_in_the_word_file():
    document = a_document("株式会社アマゾン")

    with pytest.raises(LettersMissing, match="take the Word file instead"):
        as_pdf(document)
    assert "株式会社アマゾン" in words_in(as_docx(document))


# --- Taking one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", AnnexFormat.values)
def test_a_file_that_is_taken_is_an_act_about_the_customer_with_its_hash(file_format):
    customer, ada, today = a_customer(account_reference="A 1/../x"), a_user("ada"), timezone.localdate()

    made = services.make_annex(customer, day=today, file_format=file_format, language="nl", by=ada)

    one = Act.objects.get(kind="subprocessors.annex_made")
    assert (one.actor, one.about) == (f"user:{ada.pk}", f"organisation.customer:{customer.pk}")
    assert one.stated["sha256"] == made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert {name: one.stated[name] for name in ("day", "format", "language")} == {
        "day": today.isoformat(),
        "format": file_format,
        "language": "nl",
    }
    assert made.name == f"annex-a-1x-{today.isoformat()}-nl.{file_format}"


def test_a_file_that_cannot_be_made_leaves_no_act():
    a_listing_in("active", third_party=a_third_party("株式会社"))

    with pytest.raises(LettersMissing):
        services.make_annex(
            a_customer(), day=timezone.localdate(), file_format=AnnexFormat.PDF, language="en", by=BUILDER
        )

    assert not Act.objects.filter(kind="subprocessors.annex_made").exists()


def test_the_brand_and_the_customer_stand_at_the_head():
    organisation.change(a_brand(), name="Brand & Co", by=BUILDER)
    customer = a_customer("Globex <b>", contract_template="DPA 2024")
    document = compose(annex_of(customer, timezone.localdate()), language="en", made_on=timezone.localdate())

    assert document.running_head == f"{Brand.objects.get()} · Globex <b>"
    assert "DPA 2024" in words_in(as_docx(document))
