"""The list of subscribers: page by page without counting, and every look at it answered by an index."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.publications import services
from apps.publications.benchmarks import cases, fill
from apps.publications.models import Subscriber
from tests.backoffice.pages import address, table_of
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_subscriber

pytestmark = pytest.mark.django_db

ROWS = 3000


@pytest.fixture
def client():
    return a_client(a_colleague("ada", "privacy"))


def page(client, query=""):
    return client.get(f"{address(Subscriber, 'changelist')}?{query.lstrip('?')}")


def listed(answer) -> list[int]:
    return [row.pk for row in answer.context["cl"].result_list]


def test_pages_go_through_all_rows_once_there_and_back(client):
    fill(1, 250)
    wanted = list(Subscriber.objects.values_list("pk", flat=True))

    there, answer = [], page(client)
    while True:
        there.append(listed(answer))
        if not (query := answer.context["cl"].older_query):
            break
        answer = page(client, query)
    back = [listed(answer)]
    while query := answer.context["cl"].newer_query:
        answer = page(client, query)
        back.append(listed(answer))

    assert [pk for one in there for pk in one] == wanted
    assert back == there[::-1]


def test_rows_of_one_moment_are_parted_by_their_keys(client):
    fill(1, 150)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM publications_subscriber")
    answer = page(client, page(client).context["cl"].older_query)

    assert len(listed(answer)) == 50
    assert answer.context["cl"].older_query == ""


def test_oldest_first_is_the_same_way_round(client):
    fill(1, 150)
    column = Subscriber._meta.get_field("requested_at").name
    number = page(client).context["cl"].list_display.index(column)

    first = page(client, f"o={number}")
    second = page(client, first.context["cl"].older_query)

    wanted = list(Subscriber.objects.order_by("requested_at", "pk").values_list("pk", flat=True))
    assert listed(first) + listed(second) == wanted


@pytest.mark.parametrize("place", ["after=x", "after=~", "after=2026-01-01~x", "before=%00", "after=2026-13-45~1"])
def test_a_place_that_is_none_breaks_nothing(place, client):
    assert page(client, place).status_code in {200, 302, 400}


def looks(rows: int) -> dict[str, str]:
    searches = {
        "q=company": "a common term",
        f"q=erson+{rows // 2}": "a rare term",
        "q=qqzzqq": "a term that nobody has",
        "q=pe": "two letters",
        f"q=person.{rows // 2}%40": "an address",
    }
    return {case.query: case.words for case in cases(rows)} | searches


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql.replace('%', '%%')}", [])
        return "\n".join(str(row[3] if connection.vendor == "sqlite" else row[0]) for row in cursor.fetchall())


#: A step of a plan that reads every row of the register: SQLite says so of an index too, in whose order it may stop early.
SCANS = {
    "sqlite": re.compile(r"SCAN publications_subscriber(?! USING INDEX publications_sub_asked|_words)"),
    "postgresql": re.compile(r"Seq Scan on publications_subscriber$", re.MULTILINE),
}


def test_no_look_at_the_list_counts_sorts_out_or_reads_every_row(client):
    fill(1, ROWS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # so few rows are quicker read whole
    page(client)

    seen = {}
    for query, words in looks(ROWS).items():
        with CaptureQueriesContext(connection) as queries:
            assert page(client, query).status_code == 200
        asked = [one["sql"] for one in queries.captured_queries]
        ours = [sql for sql in asked if 'FROM "publications_subscriber"' in sql]
        scans = [plan for plan in map(plan_of, ours) if SCANS[connection.vendor].search(plan)]
        forbidden = [sql for sql in asked if re.search(r"COUNT\(|DISTINCT", sql)]
        seen[words] = (len(asked) <= 8, len(ours), forbidden, scans)

    assert seen == {words: (True, 1, [], []) for words in looks(ROWS).values()}


def test_a_condition_that_is_no_filter_is_not_asked_of_the_database(client):
    assert page(client, "email__contains=ada").status_code == 400
    assert page(client, "status__exact=pending").status_code == 200


SEARCHES = [
    ("ada@example.org", ["ada@example.org"]),
    ("ADA@Example.org", ["ada@example.org"]),
    ("ada@", ["ada@example.org"]),
    ("a", ["ada@example.org"]),
    ("example", ["bob@example.com", "ada@example.org"]),
    ("@example.com", ["bob@example.com"]),
    ("lovel", ["ada@example.org"]),
    ("Globex Cor", ["bob@example.com"]),
    ("100%_", []),
    ('"quoted" OR', []),
    ("xyz", []),
]


@pytest.mark.parametrize(("term", "found"), SEARCHES, ids=[one[0] for one in SEARCHES])
def test_people_are_found_by_address_name_and_organisation(term, found, client):
    a_subscriber("ada@example.org", name="Ada Lovelace")
    a_subscriber("bob@example.com", organisation="Globex Corporation")

    rows = client.get(address(Subscriber, "changelist"), {"q": term}).context["cl"].result_list

    assert [row.email for row in rows] == found


def test_who_is_renamed_is_found_by_the_new_name_alone_and_who_is_erased_not_at_all(client):
    ada = a_subscriber("ada@example.org", name="Ada Byron")

    services.change_subscriber(ada, name="Ada Lovelace", by=BUILDER)
    names = [len(listed(page(client, f"q={name}"))) for name in ("Byron", "Lovelace")]
    services.erase_subscriber(Subscriber.objects.get(), ground="gdpr-17-1-b", by=BUILDER)

    assert names == [0, 1]
    assert [len(listed(page(client, f"q={name}"))) for name in ("Lovelace", "ada%40example.org")] == [0, 0]


def test_what_staff_add_waits_for_confirmation_and_no_step_confirms_it(client):
    brand = a_brand()
    given = {"brand": brand.pk, "topic": "subprocessors", "email": "Ada@Example.org", "name": "Ada", "language": "nl"}

    client.post(address(Subscriber, "add"), given)

    ada = Subscriber.objects.get()
    steps = [one["step"].name for one in page_of(client, ada).context["record_steps"]]
    assert (ada.status, ada.source, ada.email_key, ada.language) == ("pending", "staff", "ada@example.org", "nl")
    assert steps == ["unsubscribe", "suppress", "erase"]


def page_of(client, subscriber):
    return client.get(address(Subscriber, "change", subscriber.pk))


@pytest.mark.parametrize(("step", "status"), [("unsubscribe", "unsubscribed"), ("suppress", "suppressed")])
def test_a_subscription_ends_by_a_step_with_a_reason(step, status, client):
    ada = a_subscriber()

    client.post(address(Subscriber, "step", ada.pk, step), {"reason": "By telephone."})

    ada.refresh_from_db()
    assert ada.status == status


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_streams_what_is_listed_and_is_an_act(kind, client):
    a_subscriber("ada@example.org", name="=1+1")
    a_subscriber("bob@example.org", brand=a_brand("other"))
    form = client.get(address(Subscriber, "export")).context["form"]
    ticked = {name: "on" for name in form.fields if name not in {"format", "resource", "export_items"}}
    number = {"csv": "0", "xlsx": "1"}[kind]

    answer = client.post(
        f"{address(Subscriber, 'export')}?brand__id__exact={a_brand().pk}",
        {"format": number, "resource": "0", **ticked},
    )

    table = table_of(b"".join(answer.streaming_content), kind)
    assert [row[:6] for row in table.rows] == [["acme", "ada@example.org", "subprocessors", "=1+1", "", "en"]]
    assert table.headers[:6] == ["brand", "email", "topic", "name", "organisation", "language"]
