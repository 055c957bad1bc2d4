"""A published version stays: the same bytes for good, on every page that shows it, and no row of it ever changes."""

import datetime
import hashlib
import io
import json
import shutil
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from apps.organisation import services as organisation
from apps.publications.choices import DocumentKind, Format
from apps.publications.models import PublishedVersion, Rendition
from apps.publications.queries import in_effect
from apps.publications.rendering import content_policy
from apps.publications.services import make_missing_renditions, rendition_of
from apps.subprocessors import services
from apps.trail.sealing import seal_all
from tests.builders import BUILDER, a_brand, a_listing_in, a_statement, a_third_party
from tests.trail.offices import INTACT, INVALID, at_once, behind_the_guards, found

LIST = DocumentKind.SUBPROCESSORS
AT = "/acme/subprocessors/"
MORNING = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
FILES = ["versions/1/", "versions/1/?lang=nl", "versions/1.pdf", "versions/1.pdf?lang=nl", "versions/1.json"]


def two_versions() -> Any:
    """A listing in force on 2 March 2026, suspended on 5 March."""
    with time_machine.travel(MORNING, tick=False):
        listing = a_listing_in("active", third_party=a_third_party("Acme Cloud B.V."))
    with time_machine.travel(MORNING + datetime.timedelta(days=3), tick=False):
        services.suspend_listing(listing, reason="An incident.", by=BUILDER)
    return listing


def get(address: str, **extra: Any) -> Any:
    return Client().get(AT + address, **extra)


# --- The same for good -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FILES)
def test_a_version_is_read_again_byte_for_byte_after_the_register_and_the_templates_changed(address, db, tmp_path):
    listing = two_versions()
    first = get(address)
    organisation.change(a_brand(), name="Acme Global", by=BUILDER)
    services.change_third_party(listing.third_party, legal_name="Renamed N.V.", by=BUILDER)
    shutil.copytree(settings.ROOT / "templates", tmp_path / "templates")
    frame = tmp_path / "templates" / "publications" / "documents" / "frame.html"
    frame.write_text("{% block text %}{% endblock %} Another design")
    with override_settings(TEMPLATES=[settings.TEMPLATES[0] | {"DIRS": [tmp_path / "templates"]}]):
        again, other = get(address), get("versions/2/").content

    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert b"Another design" in other


def test_what_is_read_is_what_is_kept_with_its_hash(db):
    two_versions()
    for address in FILES[:4]:
        get(address)
    version = PublishedVersion.objects.get(number=1)
    kept = {(one.format, one.language): one for one in version.renditions.all()}

    read = {
        ("html", "en"): get("versions/1/").content,
        ("html", "nl"): get("versions/1/?lang=nl").content,
        ("pdf", "en"): get("versions/1.pdf").content,
        ("pdf", "nl"): get("versions/1.pdf?lang=nl").content,
    }
    assert {key: bytes(one.body) for key, one in kept.items()} == read
    assert {key: one.sha256 for key, one in kept.items()} == {
        key: hashlib.sha256(body).hexdigest() for key, body in read.items()
    }


def test_the_json_of_a_version_is_the_very_bytes_that_its_hash_is_of(db):
    two_versions()
    version, body = PublishedVersion.objects.get(number=1), get("versions/1.json").content

    assert hashlib.sha256(body).hexdigest() == version.sha256
    assert [row["name"] for row in json.loads(body)["listings"]] == ["Acme Cloud B.V."]
    assert version.sha256.encode() in get("versions/1/").content


@pytest.mark.parametrize("address", FILES)
def test_a_version_is_kept_by_caches_for_good_and_without_a_cookie(address, db):
    two_versions()
    first = get(address)
    again = get(address, headers={"if-none-match": first["ETag"]})

    assert {"public", "max-age=31536000", "immutable"} == set(first["Cache-Control"].split(", "))
    assert (first.cookies, again.status_code, again.content) == ({}, 304, b"")


def test_the_page_of_a_version_needs_nothing_else_and_runs_nothing(db):
    a_listing_in("active", third_party=a_third_party('<script>alert(1)</script><img src="//x.example/">'))
    answer = get("versions/1/")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]

    assert [mark for mark in ("<script", "<img", "<link", "@import", "url(", "style=") if mark in page] == []
    assert policy == content_policy(answer.content)
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ")
    assert policy.count("'sha256-") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_style_in_a_name_is_no_style(db):
    a_listing_in("active", third_party=a_third_party("<style>body{display:none}</style>"))

    assert get("versions/1/")["Content-Security-Policy"].count("'sha256-") == 1


@pytest.mark.parametrize(("language", "tag"), [("", "en"), ("?lang=nl", "nl"), ("?lang=xx", "en")])
def test_the_language_of_a_version_is_that_of_its_address_whatever_a_reader_prefers(language, tag, db):
    a_listing_in("active")
    answers = [get(f"versions/1/{language}", headers={"accept-language": one}) for one in ("en", "nl")]

    assert answers[0].content == answers[1].content
    assert f'<html lang="{tag}">' in answers[0].content.decode()
    assert [one["Content-Language"] for one in answers] == [tag, tag]


def test_two_who_make_the_same_at_once_leave_one(transactional_db):
    version = a_listing_in("active").brand.versions.get()
    made = at_once(*[lambda: rendition_of(version, into=Format.PDF, language="nl").pk for _ in range(4)])

    assert Rendition.objects.count() == 1
    assert set(made) == {Rendition.objects.get().pk}


def test_the_job_makes_what_nobody_has_read_yet_once(db):
    two_versions()
    get("versions/1/")

    assert (make_missing_renditions(), make_missing_renditions(), Rendition.objects.count()) == (7, 0, 8)


# --- Which one, and when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "number"),
    [("2026-03-02", 1), ("2026-03-03", 1), ("2026-03-04", 1), ("2026-03-05", 2), ("2026-03-06", 2), ("2026-04-01", 2)],
)
def test_what_was_in_effect_on_a_day_is_the_version_at_its_end(day, number, db):
    two_versions()
    with time_machine.travel("2026-04-01T12:00:00Z", tick=False):
        bodies = [get(f"as-of/{day}{ending}").content for ending in ("/", ".json", ".pdf")]

    assert bodies == [get(f"versions/{number}{ending}").content for ending in ("/", ".json", ".pdf")]


@pytest.mark.parametrize(
    ("published", "day", "number"),
    [
        ("2026-03-29T21:59:59Z", "2026-03-29", 1),  # the clocks went forward that night
        ("2026-03-29T22:00:00Z", "2026-03-29", None),
        ("2026-10-25T22:59:59Z", "2026-10-25", 1),  # and back
        ("2026-10-25T23:00:00Z", "2026-10-25", None),
        ("2026-06-30T21:59:59Z", "2026-06-30", 1),
        ("2026-06-30T22:00:00Z", "2026-06-30", None),
    ],
)
def test_a_day_ends_by_the_clock_of_the_office(published, day, number, db):
    with time_machine.travel(published, tick=False):
        a_listing_in("active")
    with time_machine.travel("2027-01-10T12:00:00Z", tick=False):
        answer = get(f"as-of/{day}.json")

    assert (answer.status_code, number) == (200 if number else 404, number)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-01", "nothing was published here by the end of 1 March 2026"),
        ("0001-01-01", "nothing was published here by the end of 1 January 0001"),
        ("9999-12-31", "That day is still to come"),
        ("2026-04-02", "That day is still to come"),
    ],
)
def test_a_day_of_which_nothing_can_be_said_is_told_so(day, words, db):
    two_versions()
    with time_machine.travel("2026-04-01T12:00:00Z", tick=False):
        answer = get(f"as-of/{day}/")

    assert (answer.status_code, words in answer.content.decode()) == (404, True)


NO_DAYS = ["2026-02-30", "20260302", "2026-W10-1", "yesterday", "20260302x", "2026-03-02T00:00", "²⁰²⁶-01-01"]


@pytest.mark.parametrize("day", NO_DAYS)
def test_what_is_no_day_is_not_found(day, db):
    two_versions()

    assert get(f"as-of/{day}/").status_code == 404


def test_today_may_still_change_and_is_not_kept_for_good(db):
    two_versions()
    with time_machine.travel("2026-04-01T12:00:00Z", tick=False):
        kept = [get(f"as-of/{day}/")["Cache-Control"] for day in ("2026-03-31", "2026-04-01")]

    assert ["immutable" in one for one in kept] == [True, False]


def test_the_form_of_the_list_leads_to_its_day(db):
    two_versions()
    asked = [get("as-of/", data={"day": day}).headers["Location"] for day in ("2026-03-04", "never")]

    assert asked == [f"{AT}as-of/2026-03-04/", f"{AT}versions/"]


@pytest.mark.parametrize(
    "address",
    [
        *("/acme/subprocessors/versions/3/", "/acme/subprocessors/versions/0/", "/acme/subprocessors/versions/3.pdf"),
        *("/nobody/subprocessors/versions/", "/acme/nothing/versions/", "/acme/privacy-statement/versions/"),
        *("/acme/privacy-statement/", "/group/subprocessors/versions/", "/acme/subprocessors/versions/1..9/"),
        *(f"/acme/subprocessors/versions/{'9' * 40}/", f"/acme/subprocessors/versions/{'9' * 5000}/"),
    ],
)
def test_what_was_never_published_is_not_found(address, db):
    two_versions()

    assert Client().get(address).status_code == 404


def test_what_a_brand_published_stays_when_it_is_out_of_use(db):
    two_versions()
    organisation.change(a_brand(), is_active=False, by=BUILDER)

    assert [get(address).status_code for address in ("", "versions/", "versions/1/", "as-of/2026-03-03/")] == [
        *[404, 200, 200, 200]
    ]


def test_the_list_of_versions_tells_each_newest_first_with_what_changed(db):
    two_versions()
    page = get("versions/").content.decode()

    places = [page.index(words) for words in ("Version 2", "was removed", "Version 1", "This is the first version")]
    assert places == sorted(places)
    assert f"{AT}versions/1..2/" in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", "9" * 30])
def test_a_page_of_versions_that_is_not_there_leads_to_one_that_is(page, db):
    two_versions()

    assert get("versions/", data={"page": page}).status_code == 200


def test_versions_are_compared_in_words_whichever_is_named_first(db):
    listing = two_versions()
    page = get("versions/1..2/").content.decode()

    assert f"Acme Cloud B.V. was removed: {listing.function}." in page
    assert get("versions/2..1/").headers["Location"] == f"{AT}versions/1..2/"
    assert "Nothing changed between these two." in get("versions/2..2/").content.decode()


@pytest.mark.parametrize("address", [*FILES, "versions/", "versions/1..2/", "as-of/2026-03-04/", "changes.atom"])
def test_head_answers_like_get_without_a_body_and_post_is_refused(address, db):
    two_versions()
    got, head, post = get(address), Client().head(AT + address), Client().post(AT + address)

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert post.status_code == 405


@pytest.mark.parametrize(
    "address", ["", "versions/", "versions/1/", "versions/1..2/", "as-of/2026-03-04/", "changes.json"]
)
def test_a_page_costs_the_same_queries_however_many_versions_there_are(address, db):
    listing, counts = two_versions(), []
    for more in (1, 6):
        for _ in range(more):
            listing.refresh_from_db()
            listing = services.resume_listing(listing, by=BUILDER)
            listing = services.suspend_listing(listing, reason="An incident.", by=BUILDER)
        get(address)
        with CaptureQueriesContext(connection) as queries:
            get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 9


# --- Nobody changes it -----------------------------------------------------------------------------------------------

VERSIONS, RENDITIONS = PublishedVersion._meta.db_table, Rendition._meta.db_table
RAW = [
    f"UPDATE {VERSIONS} SET content = '{{}}'",
    f"UPDATE {VERSIONS} SET effective_at = '2020-01-01 00:00:00+00:00'",
    f"DELETE FROM {VERSIONS}",
    f"UPDATE {RENDITIONS} SET sha256 = ''",
    f"DELETE FROM {RENDITIONS}",
]


@pytest.mark.parametrize("statement", RAW)
def test_the_database_refuses_to_change_or_delete_what_was_published(statement, db):
    rendition_of(in_effect(LIST, a_listing_in("active").brand), into=Format.HTML, language="en")

    with pytest.raises(DatabaseError, match="trail:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {VERSIONS} SET content = '{{}}' WHERE id = %s",
        f"UPDATE {VERSIONS} SET number = 7 WHERE id = %s",
        f"UPDATE {RENDITIONS} SET body = (SELECT body FROM {RENDITIONS} LIMIT 1) || body WHERE version_id = %s",
        f"DELETE FROM {RENDITIONS} WHERE version_id = %s",
    ],
)
def test_a_verification_names_what_was_changed_behind_the_guards(statement):
    version = a_listing_in("active").brand.versions.get()
    rendition_of(version, into=Format.HTML, language="en")
    a_statement()
    seal_all()
    honest = found()
    behind_the_guards(statement, version.pk)

    assert (honest, found().code) == ((INTACT, set()), INVALID)


# --- Printed ---------------------------------------------------------------------------------------------------------


def printed(version: PublishedVersion, language: str = "en") -> bytes:
    return bytes(rendition_of(version, into=Format.PDF, language=language).body)


@pytest.mark.parametrize(
    "name", ["Acme", "日本, 株式会社", "a\x07b", "#emph[x] $x$ @ref <label>", "עברית", "𓀀 \U000f0000"]
)
def test_whatever_a_name_holds_it_is_printed_and_nothing_of_it_is_source(name, db):
    version = in_effect(LIST, a_listing_in("active", third_party=a_third_party(name)).brand)

    assert printed(version).startswith(b"%PDF-1.7")


def test_a_printed_version_is_an_archive_file_made_the_same_each_time(db):
    from apps.publications.rendering import rendered

    version = in_effect(LIST, a_listing_in("active").brand)
    body = rendered(version, into=Format.PDF, language="en")

    assert body == rendered(version, into=Format.PDF, language="en")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in body
    assert b"<pdfuaid:part>1</pdfuaid:part>" in body
    assert io.BytesIO(body).read(5) == b"%PDF-"
