"""The pages on which a version of a list is read: it shows what would change, and saves when it is told to."""

import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.publications.models import Announcement
from apps.subprocessors.models import ListChange, Listing, ListReading
from apps.trail.acts import object_name
from apps.trail.models import Act
from tests.builders import a_brand, a_client, a_colleague, a_country, a_purpose
from tests.shared_data import hostile_strings
from tests.subprocessors.versions import CLOUD, MAIL, NAMES, a_list, accept, counts, in_force

READ = "admin:subprocessors_read_list"


@pytest.fixture
def legal(db):
    a_brand("acme"), a_purpose("use")
    for code, name in NAMES.items():
        a_country(code, name=name)
    return a_client(a_colleague("ada", "legal"))


def sent(client, data: bytes, name: str = "list.csv", **values: str):
    chosen = {"brand": "acme", "source": "site", "kind": "technology", "role": "subprocessor", "purpose": "use"}
    return client.post(reverse(READ), {**chosen, **values, "file": SimpleUploadedFile(name, data)})


def form_of(page) -> dict[str, str]:
    """What the browser would send back: every field of the review with what it holds."""
    text = page.content.decode()
    fields = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)"(?: value="([^"]*)")?', text))
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        found = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        fields[name] = found[1] if found else ""
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def accepted(client, page, **values: str):
    return client.post(reverse(READ), {**form_of(page), **values, "accept": ""}, follow=True)


def told(page) -> list[str]:
    return [str(one) for one in get_messages(page.wsgi_request)]


def test_review_shows_each_change_and_saves_nothing(legal):
    before = counts()

    page = sent(legal, a_list(CLOUD, MAIL))

    assert [(row["entry"].name, row["difference"].kind) for row in page.context["changes"]] == [
        ("Acme Cloud", "added"),
        ("Globex", "added"),
    ]
    assert counts() == before


def test_page_of_a_source_says_in_words_how_its_columns_are_read(legal):
    accepted(legal, sent(legal, a_list(CLOUD)))

    page = legal.get(reverse("admin:subprocessors_listsource_changelist")).content.decode()

    assert "Subprocessor: Name of the third party; " in page


def test_accepted_changes_are_saved_with_who_accepted_them(legal):
    page = accepted(legal, sent(legal, a_list(CLOUD, MAIL)))

    assert told(page) == ["Accepted: 2 changes."]
    assert set(ListChange.objects.values_list("kind", "name", "decided_by__email")) == {
        ("added", "Acme Cloud", "ada@example.org"),
        ("added", "Globex", "ada@example.org"),
    }
    assert set(Listing.objects.values_list("purpose__key", "kind", "role")) == {("use", "technology", "subprocessor")}


def test_what_is_left_out_or_taken_for_something_else_is_done_so(legal):
    accept(a_brand("acme"), a_list(CLOUD, MAIL))
    review = sent(
        legal, a_list(("Acme Cloud", "Hosting of data", "Ireland, France", "Ireland"), ("Globex Ltd", *MAIL[1:]))
    )

    accepted(
        legal, review, **{"take-0": "left_out", "take-1": "replaced", "told-1": "none", "reason-1": "A new company."}
    )

    last = ListChange.objects.filter(reading=ListReading.objects.latest("pk"))
    assert set(last.values_list("kind", "name", "materiality")) == {
        ("removed", "Globex", "informational"),
        ("added", "Globex Ltd", "notice_required"),
    }


def test_a_second_click_is_told_and_does_nothing(legal):
    page = sent(legal, a_list(CLOUD))
    accepted(legal, page)
    before = counts()

    again = accepted(legal, page)

    assert told(again) == ["This file was imported already, or waited for more than an hour: upload it again."]
    assert counts() == before


def test_register_that_moved_since_the_review_is_shown_anew_and_nothing_is_saved(legal):
    page = sent(legal, a_list(CLOUD, MAIL))
    accept(a_brand("acme"), a_list(CLOUD))
    before = counts()

    again = accepted(legal, page)

    assert "The register changed since this page was opened" in again.content.decode()
    assert [row["entry"].name for row in again.context["changes"]] == ["Globex"]
    assert counts() == before


def test_change_that_a_rule_forbids_is_told_and_the_choices_stay(legal):
    page = sent(legal, a_list(CLOUD))

    again = accepted(legal, page, **{"told-0": "none"})

    assert "Say why customers need not be told first of: Added." in again.content.decode()
    assert again.context["changes"][0]["materiality"] == "none"
    assert Listing.objects.count() == 0


def test_columns_that_nobody_can_guess_are_asked_for_and_kept(legal):
    odd = b"Wer,Was,Wo\nAcme Cloud,Hosting of data,Ireland\n"
    asked = sent(legal, odd)
    assert "has no column for the name of the third party" in asked.content.decode()

    columns = {"column-third_party": "Wer", "column-function": "Was", "column-locations": "Wo"}
    review = legal.post(reverse(READ), {**form_of(asked), **columns, "read": ""})
    accepted(legal, review)

    assert Listing.objects.get().third_party.legal_name == "Acme Cloud"
    assert [row["difference"].kind for row in sent(legal, odd).context["changes"]] == []


@pytest.mark.parametrize(
    ("data", "values", "words"),
    [
        (b"", {}, "The submitted file is empty."),
        (b"PK\x03\x04broken", {}, "damaged"),
        (a_list(CLOUD), {"brand": "nobody"}, "Select a valid choice"),
        (a_list(CLOUD), {"source": ""}, "This field is required."),
        (a_list(CLOUD), {"kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_page(data, values, words, legal):
    page = sent(legal, data, **values)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert Listing.objects.count() == 0


@pytest.mark.parametrize("values", [{}, {"upload": "../../etc/passwd"}, {"upload": "x" * 32}, {"upload": ""}])
def test_review_that_is_not_ours_leads_back(values, legal):
    page = legal.post(reverse(READ), {"accept": "", "upload": "", **values}, follow=True)

    assert page.status_code == 200
    assert Listing.objects.count() == 0


@pytest.mark.parametrize("role", ["auditor", "web", "administrator"])
def test_only_who_keeps_the_register_reads_lists(role, legal):
    client = a_client(a_colleague("bob", role))

    assert client.get(reverse(READ)).status_code == 403
    assert sent(client, a_list(CLOUD)).status_code == 403


def test_hostile_names_are_shown_as_text_and_kept_as_they_are(legal):
    names = [
        text for text in hostile_strings() if text.strip() and len(text) < 60 and "\0" not in text and "\n" not in text
    ]
    rows = [(f"{text} {number}", f"Task {number}", "Ireland") for number, text in enumerate(names[:120])]

    page = sent(legal, a_list(*rows))

    text = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert page.context["version"].read.rows == len(rows)
    assert len(page.context["changes"]) + len(page.context["version"].read.refused) >= len(rows)


def test_file_of_a_version_is_downloaded_and_never_shown(legal):
    data = a_list(CLOUD)
    accepted(legal, sent(legal, data, name="Liste «Bird».csv"))
    reading = ListReading.objects.get()

    answer = legal.get(reverse("admin:subprocessors_listreading_file", args=[reading.pk]))

    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Liste%20%C2%ABBird%C2%BB.csv")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert Act.objects.latest("id").kind == "subprocessors.list_opened"
    assert legal.get(reverse("admin:subprocessors_listreading_file", args=[0])).status_code == 404


def test_file_of_a_version_that_is_lost_is_told_and_nobody_opened_it(legal):
    accepted(legal, sent(legal, a_list(CLOUD)))
    reading, before = ListReading.objects.get(), Act.objects.count()
    reading.file.storage.delete(reading.file.name)

    answer = legal.get(reverse("admin:subprocessors_listreading_file", args=[reading.pk]))

    assert (answer.status_code, Act.objects.count()) == (410, before)
    assert "This file cannot be opened any more" in answer.content.decode()


def step(client, change: ListChange, name: str, **values: str):
    return client.post(reverse("admin:subprocessors_listchange_step", args=[change.pk, name]), values, follow=True)


def test_change_of_what_is_in_force_goes_into_the_next_announcement_once(legal):
    accept(a_brand("acme"), a_list(MAIL))
    in_force(a_brand("acme"))
    (change,) = accept(a_brand("acme"), a_list(("Globex", "Sending of mail", "France, Germany", "France")))

    done = step(legal, change, "announce")

    assert told(done) == ["Done: Put into the next announcement."]
    assert [one.subject for one in Announcement.objects.get().changes.all()] == [object_name(change)]
    assert step(legal, change, "announce").status_code == 409
