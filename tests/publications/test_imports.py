"""Subscribers out of tables: as a whole or not at all, nobody brought back, nobody confirmed, and nothing written twice."""

import datetime
import io
from typing import Any

import pytest
import time_machine

from apps.casework import intake
from apps.casework.choices import Outcome
from apps.casework.models import StagedFile, StagedRow
from apps.casework.spreadsheets import SheetRefused
from apps.casework.streams import table_in
from apps.casework.tables import IntakeGone, IntakeRefused
from apps.publications import services
from apps.publications.models import Subscriber
from apps.trail.choices import Verdict
from apps.trail.models import Act, ObjectKey
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.backoffice.pages import FORMATS, address, file_of, told
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_subscriber

pytestmark = pytest.mark.django_db

HEADERS = ["brand", "email", "topic", "name", "organisation", "language"]


def row(email: str, **values: str) -> list[str]:
    given = {"brand": "acme", "email": email, "topic": "subprocessors", "name": "", "organisation": "", "language": ""}
    return [(given | values)[name] for name in HEADERS]


def staged(rows: list[list[str]], kind: str = "csv", headers: list[str] = HEADERS) -> StagedFile:
    a_brand("acme")
    with table_in(io.BytesIO(file_of(rows, headers, kind)), kind) as table:
        return intake.stage(services.subscriber_intake(), table, by=BUILDER)


def previewed(rows: list[list[str]], **given: Any) -> intake.Preview:
    return intake.preview(services.subscriber_intake(), staged(rows, **given))


def counts(**given: int) -> dict[Outcome, int]:
    return {outcome: given.get(outcome.value, 0) for outcome in Outcome}


def imported(rows: list[list[str]], **given: Any) -> dict[Outcome, int]:
    return services.import_subscribers(staged(rows, **given).name, by=BUILDER)


def listed() -> list[tuple[str, ...]]:
    return list(Subscriber.objects.order_by("email_key").values_list("email", "name", "language", "status", "source"))


@pytest.mark.parametrize("kind", FORMATS)
def test_people_out_of_a_table_wait_to_be_asked(kind):
    made = imported([row("Ada@Example.org", name="Ada"), row("bob@example.org", language="nl")], kind=kind)

    assert made == counts(new=2)
    assert listed() == [
        ("Ada@Example.org", "Ada", "en", "pending", "import"),
        ("bob@example.org", "", "nl", "pending", "import"),
    ]
    assert set(Subscriber.objects.values_list("mailed_at", "confirmed_at")) == {(None, None)}


def test_an_import_is_one_act_with_a_history_row_and_a_key_for_each_and_verifies():
    imported([row(f"{number}@example.org") for number in range(5)])

    act = Act.objects.get(kind="publications.subscribers_imported")
    assert (act.rows, act.stated) == (5, {"rows": 5, "new": 5, "changed": 0})
    assert Subscriber.past.objects.filter(act=act).count() == 5
    assert ObjectKey.objects.filter(model="publications.subscriber").count() == 5
    seal_all()
    assert verify().verdict == Verdict.INTACT


def test_what_differs_is_changed_with_its_history_and_what_does_not_is_not_written():
    imported([row("ada@example.org", name="Ada"), row("bob@example.org", name="Bob")])

    made = imported([row("ADA@example.org", name="Ada L."), row("bob@example.org", name="Bob")])

    assert made == counts(changed=1, unchanged=1)
    assert listed()[0] == ("ada@example.org", "Ada L.", "en", "pending", "import")
    assert list(Subscriber.objects.order_by("email_key").values_list("version", flat=True)) == [2, 1]


def test_the_same_table_again_writes_nothing():
    rows = [row("ada@example.org", name="Ada"), row("bob@example.org")]
    imported(rows)
    before = (Act.objects.count(), Subscriber.past.objects.count())

    assert imported(rows) == counts(unchanged=2)

    assert (Act.objects.count(), Subscriber.past.objects.count()) == before
    assert StagedRow.objects.count() == 0


def test_who_has_left_is_left_alone_and_where_others_stand_is_not_changed():
    services.leave(a_subscriber("gone@example.org"), by=BUILDER)
    a_subscriber("here@example.org")

    made = imported([row("gone@example.org", name="New"), row("here@example.org", name="New")])

    assert made == counts(left=1, changed=1)
    assert listed() == [
        ("gone@example.org", "", "en", "unsubscribed", "staff"),
        ("here@example.org", "New", "en", "pending", "staff"),
    ]


def test_a_column_that_is_not_there_changes_nothing():
    imported([row("ada@example.org", name="Ada", language="nl")])

    again = [["acme", "ada@example.org", "subprocessors"], ["acme", "bob@example.org", "subprocessors"]]
    made = imported(again, headers=HEADERS[:3])

    assert made == counts(new=1, unchanged=1)
    assert [one[:3] for one in listed()] == [("ada@example.org", "Ada", "nl"), ("bob@example.org", "", "en")]


REFUSED = [
    (row("ada"), "email", "This is no address that a letter can be sent to."),
    (row("a@b.nl", brand="x"), "brand", "“x” is no brand of this office: give its key."),
    (row("a@b.nl", topic="x"), "topic", "“x” is none of these: subprocessors, statement."),
    (row("a@b.nl", language="xx"), "language", "“xx” is none of these: en, nl."),
    (row("a@b.nl", name="x" * 151), "name", "The text has 150 characters at most: shorten it."),
    (row(f"{'a' * 65}@b.nl"), "email", "This is no address that a letter can be sent to."),
]


@pytest.mark.parametrize(("bad", "column", "words"), REFUSED, ids=[f"{one[1]}-{n}" for n, one in enumerate(REFUSED)])
def test_a_row_that_cannot_be_read_is_refused_with_number_column_and_reason(bad, column, words):
    seen = previewed([row("ada@example.org"), bad])

    assert seen.refused == [(3, column, words)]
    assert (seen.counts, seen.does_something) == (counts(new=1, refused=1), False)


def test_two_rows_about_one_person_that_differ_are_refused_and_two_alike_are_one():
    rows = [row("a@b.nl", name="Ada"), row("A@B.nl", name="Bob"), row("c@d.nl"), row("c@d.nl")]

    seen = previewed(rows)

    words = "This entry stands in the table twice, and the two differ: make them one row."
    assert seen.refused == [(3, "", words)]
    assert seen.counts == counts(new=2, unchanged=1, refused=1)


def test_a_table_with_a_refused_row_is_not_taken():
    file = staged([row("ada@example.org"), row("x")])

    with pytest.raises(IntakeRefused):
        services.import_subscribers(file.name, by=BUILDER)

    assert Subscriber.objects.count() == 0


def test_a_table_without_a_needed_column_is_refused():
    with pytest.raises(IntakeRefused, match=r"The table has no column for brand\. Its columns are: email, topic\."):
        staged([["a@b.nl", "subprocessors"]], headers=["email", "topic"])

    assert StagedFile.objects.count() == 0


def test_a_file_that_breaks_off_leaves_nothing():
    a_brand("acme")
    broken = ",".join(HEADERS) + "\r\n" + "acme,a@b.nl,subprocessors,,,\r\n" + 'acme,"b@b.nl,subprocessors,,,\r\n'
    with (
        pytest.raises(SheetRefused),
        table_in(io.BytesIO(broken.encode()), "csv") as table,
    ):
        intake.stage(services.subscriber_intake(), table, by=BUILDER)

    assert (StagedFile.objects.count(), StagedRow.objects.count()) == (0, 0)


def test_a_second_click_imports_nothing():
    file = staged([row("ada@example.org")])
    services.import_subscribers(file.name, by=BUILDER)

    with pytest.raises(IntakeGone):
        services.import_subscribers(file.name, by=BUILDER)

    assert Subscriber.objects.count() == 1


def test_two_tables_at_once_do_not_mix():
    one, two = staged([row("ada@example.org")]), staged([row("bob@example.org")])

    assert services.import_subscribers(two.name, by=BUILDER) == counts(new=1)
    assert [one[0] for one in listed()] == ["bob@example.org"]
    assert services.import_subscribers(one.name, by=BUILDER) == counts(new=1)


def test_what_others_did_since_the_preview_counts():
    ada = a_subscriber("ada@example.org")
    file = staged([row("ada@example.org", name="Ada"), row("bob@example.org")])
    services.leave(ada, by=BUILDER)
    a_subscriber("bob@example.org")

    assert services.import_subscribers(file.name, by=BUILDER) == counts(left=1, unchanged=1)


def test_a_table_that_nobody_confirms_is_cleared_within_the_hour():
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=61), tick=False):
        old = staged([row("ada@example.org")])
    staged([row("bob@example.org")])

    assert intake.clear_staged() == 1

    assert list(StagedRow.objects.values_list("v1", flat=True)) == ["bob@example.org"]
    with pytest.raises(IntakeGone):
        services.import_subscribers(old.name, by=BUILDER)


# --- The pages ---


def upload(client: Any, rows: list[list[str]], kind: str = "csv") -> Any:
    file = io.BytesIO(file_of(rows, HEADERS, kind))
    file.name = f"table.{kind}"
    given = {"import_file": file, "format": str(FORMATS.index(kind)), "resource": ""}
    return client.post(address(Subscriber, "import"), given)


@pytest.mark.parametrize("kind", FORMATS)
def test_staff_see_what_a_file_would_do_and_confirm_it(kind):
    a_brand("acme")
    client = a_client(a_colleague("ada", "privacy"))

    page = upload(client, [row("bob@example.org", name="<b>Bob</b>")], kind)
    assert page.context["preview"].counts == counts(new=1)
    assert "&lt;b&gt;Bob&lt;/b&gt;" in page.content.decode()

    name = page.context["staged"]
    done = client.post(address(Subscriber, "process_import"), {"staged": name}, follow=True)
    again = client.post(address(Subscriber, "process_import"), {"staged": name}, follow=True)
    assert told(done) == ["Imported: 1 new, 0 changed, 0 as they were."]
    assert told(again) == ["This file was imported already, or waited for too long: upload it again."]


def test_a_file_that_would_do_nothing_is_not_kept():
    a_brand("acme")
    client = a_client(a_colleague("ada", "privacy"))

    page = upload(client, [row("x")])

    assert page.context["staged"] == ""
    assert "This is no address that a letter can be sent to." in page.content.decode()
    assert StagedFile.objects.count() == 0


DENIED = [
    ("auditor", "import", "get"),
    ("auditor", "import", "post"),
    ("auditor", "process_import", "post"),
    ("web", "export", "get"),
    ("web", "export", "post"),
]


@pytest.mark.parametrize(("right", "page", "method"), DENIED)
def test_files_come_and_go_by_their_own_permissions(right, page, method):
    client = a_client(a_colleague("ada", right))

    assert getattr(client, method)(address(Subscriber, page)).status_code == 403
