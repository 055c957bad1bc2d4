"""The worklist and the page of a ticket: quick at any length, and safe for two at once."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.casework.models import AccessEntry
from apps.dsr import services
from apps.dsr.choices import Channel, FileKind, Priority, Right, Status
from apps.dsr.models import Absence, Ticket, Viewing
from apps.dsr.queries.worklists import VIEWS
from apps.organisation import services as organisation
from apps.trail.models import Act
from tests.backoffice.pages import address, errors_of, form_data
from tests.builders import BUILDER, a_client, a_colleague, a_country, a_customer
from tests.dsr.records import a_team, a_ticket_apart
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return a_colleague("ada", "privacy")


@pytest.fixture
def client(ada):
    return a_client(ada)


def listed(client, query: str = "") -> list[Ticket]:
    return client.get(f"{address(Ticket, 'changelist')}?{query}").context["cl"].result_list


def step(client, ticket: Ticket, name: str, **given):
    return client.post(address(Ticket, "step", ticket.pk, name), given)


# --- The worklist ---


def test_the_worklist_is_ordered_by_priority_and_due_date_and_pages_there_and_back(client, monkeypatch):
    now = timezone.now()
    made = [a_ticket(at=now - datetime.timedelta(days=age)) for age in (1, 9, 4, 4)]
    made.append(a_ticket(Right.CHILDREN))
    monkeypatch.setattr("apps.dsr.admin.tickets.TicketAdmin.list_per_page", 2)

    answer = client.get(address(Ticket, "changelist"))
    there = [list(answer.context["cl"].result_list)]
    while query := answer.context["cl"].older_query:
        answer = client.get(f"{address(Ticket, 'changelist')}{query}")
        there.append(list(answer.context["cl"].result_list))
    back = [there[-1]]
    while query := answer.context["cl"].newer_query:
        answer = client.get(f"{address(Ticket, 'changelist')}{query}")
        back.append(list(answer.context["cl"].result_list))

    assert [one for page in there for one in page] == [made[4], made[1], made[2], made[3], made[0]]
    assert back == there[::-1]


@pytest.mark.parametrize("place", ["after=x", "after=c_normal~x~1", "before=c_normal~1", "after=c_normal~2026-13-45~1"])
def test_a_place_that_is_none_breaks_nothing(place, client):
    assert client.get(f"{address(Ticket, 'changelist')}?{place}").status_code in {200, 302, 400}


LOOKS = [
    *(f"view={view.name}" for view in VIEWS),
    *("view=all&regime__exact=gdpr", "view=all&right=dispute", "view=all&group__exact=visitor", "status__exact=closed"),
    *("channel__exact=form", "team__id__exact=1", "brand__id__exact=1", "priority__exact=b_high", "right=access"),
    *("q=person", "q=person.3%40example.org", "q=DSR-2026-0001", "q=pe", "q=qqzzqq"),
]
SCANS = {
    "sqlite": re.compile(r"SCAN dsr_ticket(?! USING INDEX| USING COVERING INDEX|_words)"),
    "postgresql": re.compile(r"Seq Scan on dsr_ticket$", re.MULTILINE),
}


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql.replace('%', '%%')}", [])
        return "\n".join(str(row[3] if connection.vendor == "sqlite" else row[0]) for row in cursor.fetchall())


def test_no_look_at_the_list_counts_sorts_out_or_reads_every_ticket(client):
    for number in range(1, 4):
        a_ticket_apart(number)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # so few rows are quicker read whole
    listed(client)

    seen = {}
    for look in LOOKS:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{address(Ticket, 'changelist')}?{look}").status_code == 200
        asked = [one["sql"] for one in queries.captured_queries]
        ours = [sql for sql in asked if 'FROM "dsr_ticket"' in sql]
        scans = [plan for plan in map(plan_of, ours) if SCANS[connection.vendor].search(plan)]
        seen[look] = (len(asked), [sql for sql in asked if re.search(r"COUNT\(|DISTINCT", sql)], scans)

    assert {look: one for look, one in seen.items() if one[0] > 8 or one[1] or one[2]} == {}


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("ada@example.org", ["Ada Lovelace"]),
        ("ADA@", ["Ada Lovelace"]),
        ("a", ["Ada Lovelace"]),
        ("hopper", ["Grace Hopper"]),
        ("ACC-77", ["Grace Hopper"]),
        ("nobody", []),
        ("DSR-1999-0001", []),
    ],
)
def test_a_ticket_is_found_by_address_name_and_account(term, found, client):
    a_ticket()
    a_ticket(name="Grace Hopper", email="grace@example.com", account="ACC-77")

    assert [one.name for one in listed(client, f"q={term.replace('@', '%40')}")] == found


def test_a_search_finds_what_is_over_and_a_reference_finds_one(client):
    ticket = a_ticket()
    a_ticket()
    services.change_ticket(ticket, name="Grace", by=BUILDER)

    assert listed(client, f"q={ticket.reference.lower()}") == [ticket]


def test_a_badge_says_in_words_how_long_there_is(client):
    now = timezone.now()
    a_ticket(at=now - datetime.timedelta(days=45))

    page = client.get(address(Ticket, "changelist")).content.decode()

    assert re.search(r'office-badge-danger" title="Due on .*; limit of the law: .*">\d+ days overdue<', page)


def test_many_are_taken_given_away_and_put_first_at_once(client, ada):
    tickets = [a_ticket(), a_ticket()]
    bob, team = a_colleague("bob", "privacy"), a_team()
    chosen = {"_selected_action": [one.pk for one in tickets], "confirmed": "1"}

    for given in (
        {"action": "take"},
        {"action": "assign-many", "to": bob.pk, "team": team.pk},
        {"action": "priority-many", "priority": "b_high"},
    ):
        client.post(address(Ticket, "changelist"), chosen | given)

    told = set(Ticket.objects.values_list("assignee", "team", "priority"))
    assert told == {(bob.pk, team.pk, Priority.HIGH)}
    assert Act.objects.filter(kind="dsr.ticket_assigned", actor=f"user:{ada.pk}").count() == 4


# --- The page ---


def queries_of(client, ticket: Ticket) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(Ticket, "change", ticket.pk)).status_code == 200
    return len(queries)


def test_a_page_costs_the_same_queries_however_much_was_said(client, ada):
    ticket = a_ticket()
    services.add_note(ticket, text="First.", by=ada)
    services.add_incoming(ticket, text="Hello?", channel=Channel.EMAIL, by="visitor")
    queries_of(client, ticket)
    before = queries_of(client, ticket)

    for number in range(10):
        services.add_note(ticket, text=f"Note {number}", by=ada)
    for right in (Right.ERASURE, Right.OBJECTION):
        services.add_item(ticket, right=right, by=ada)

    assert queries_of(client, ticket) == before


def test_a_page_says_why_each_date_is_what_it_is_and_what_the_person_wrote(client):
    ticket = a_ticket(words="Send me <b>all</b>.")

    page = client.get(address(Ticket, "change", ticket.pk)).content.decode()

    assert "Why this date" in page
    assert "Send me &lt;b&gt;all&lt;/b&gt;." in page
    assert all(line.split("'")[0] in page for line in the_item(ticket).derivation.splitlines()[:1])


def test_every_step_of_triage_is_done_by_its_button(client, ada):
    ticket = a_ticket(at=timezone.now() - datetime.timedelta(days=3))
    customer = a_customer()

    def do(name: str, **given) -> None:
        version = Ticket.objects.get().version
        answer = step(client, ticket, name, version=version, **given)
        assert (name, answer.status_code) == (name, 302)

    do("take")
    do("assign", to=ada.pk)
    do("priority", priority="b_high")
    do("add-note", text="Two accounts.")
    do("add-item", right=Right.ERASURE, details="The second one.")
    do("decide-law", regime="other", reason="They moved.")
    do("decide-role", role="processor", customer=customer.pk)
    do("correct-receipt", on=(timezone.localdate() - datetime.timedelta(days=5)).isoformat(), reason="Found late.")
    do("add-file", file=SimpleUploadedFile("letter.txt", b"Dear all"), kind="scan")
    do("ask-clarification", words="Which account?")
    do("record-clarification", text="Both.", channel="phone", on=timezone.localdate().isoformat())
    do("mark-read")
    do("extend", reason="ComplexityOfProcess", words="Many systems.")

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.priority, ticket.customer) == (ada, Priority.HIGH, customer)
    assert (ticket.status, ticket.items.count(), ticket.files.count()) == (Status.WORKING, 2, 1)


def test_a_step_over_what_somebody_else_decided_says_so_and_stands_on_the_second_press(client):
    ticket = a_ticket()
    seen = Ticket.objects.get().version
    services.set_priority(ticket, priority=Priority.HIGH, by=a_colleague("bob", "privacy"))

    first = step(client, ticket, "decide-law", version=seen, regime="other", reason="They moved.")
    told = first.content.decode()
    again = first.context["form"]["version"].value()
    second = step(client, ticket, "decide-law", version=again, regime="other", reason="They moved.")

    assert "bob changed priority from “Normal” to “High”" in told.lower().replace("normal", "Normal").replace(
        "high", "High"
    )
    assert (first.status_code, second.status_code, Ticket.objects.get().regime) == (200, 302, "other")


def test_a_save_over_somebody_elses_change_shows_theirs(client):
    ticket = a_ticket()
    page = client.get(address(Ticket, "change", ticket.pk))
    services.change_ticket(ticket, name="Ada King", by=a_colleague("bob", "privacy"))

    answer = client.post(address(Ticket, "change", ticket.pk), form_data(page) | {"phone": "+31 20 123 4567"})

    assert any("Ada King" in one for one in errors_of(answer))
    assert Ticket.objects.get().phone == ""


def test_a_file_is_opened_by_those_who_may_and_that_is_an_act(client, ada):
    ticket, other = a_ticket(), a_ticket()
    file = services.add_file(ticket, file=SimpleUploadedFile("letter.txt", b"Dear all"), by=ada)
    where = reverse("admin:dsr_ticket_file", args=[ticket.pk, file.pk])

    answer = client.get(where)

    assert b"".join(answer.streaming_content) == b"Dear all"
    assert Act.objects.filter(kind="dsr.file_opened", actor=f"user:{ada.pk}").count() == 1
    assert client.get(reverse("admin:dsr_ticket_file", args=[other.pk, file.pk])).status_code == 404
    assert a_client(a_colleague("eve", "auditor")).get(where).status_code == 403
    assert a_client(a_colleague("mallory", "web")).get(where).status_code in {302, 403, 404}


def test_what_was_found_about_a_person_is_opened_for_a_reason(client, ada):
    ticket = a_ticket()
    found = SimpleUploadedFile("found.txt", b"All we hold")
    file = services.add_file(ticket, file=found, kind=FileKind.FOUND, by=ada)
    where = reverse("admin:dsr_ticket_file", args=[ticket.pk, file.pk])

    asked, unsaid = client.get(where), client.post(where, {"why": ""})
    given = client.post(where, {"why": "To look it through."})

    assert (asked.status_code, unsaid.status_code) == (200, 200)
    assert b"All we hold" not in asked.content + unsaid.content
    assert b"".join(given.streaming_content) == b"All we hold"
    assert [(one.user, one.why) for one in AccessEntry.objects.all()] == [(ada, "To look it through.")]


# --- Who has it open ---


def test_who_opens_a_ticket_that_somebody_has_open_is_warned(client, ada):
    ticket, bob = a_ticket(), a_colleague("bob", "privacy")
    a_client(bob).get(address(Ticket, "change", ticket.pk))

    page = client.get(address(Ticket, "change", ticket.pk))

    assert page.context["presence"].startswith("Open at this moment with: bob")
    assert Viewing.objects.filter(ticket=ticket).count() == 2


def test_an_open_page_learns_who_came_and_that_something_changed(client):
    ticket, bob = a_ticket(), a_colleague("bob", "privacy")
    where = reverse("admin:dsr_ticket_presence", args=[ticket.pk])
    version = Ticket.objects.get().version

    alone = client.post(where, {"version": version}).json()
    services.note_viewing(ticket, by=bob)
    services.take_ticket(ticket, by=bob)
    told = client.post(where, {"version": version}).json()

    assert alone == {"others": "", "changed": ""}
    assert (told["others"].startswith("Open at this moment with: bob"), told["changed"] != "") == (True, True)
    assert client.get(where).status_code == 405
    assert a_client(a_colleague("mallory", "web")).post(where, {"version": 1}).status_code in {302, 403, 404}


def test_a_look_is_forgotten_after_a_day(ada):
    ticket, bob = a_ticket(), a_colleague("bob", "privacy")
    services.note_viewing(ticket, by=bob)
    Viewing.objects.update(seen_at=timezone.now() - datetime.timedelta(days=2))

    services.note_viewing(ticket, by=ada)

    assert list(Viewing.objects.values_list("person", flat=True)) == [ada.pk]


# --- The calendar of an office, teams, and the home page ---


def test_a_closed_day_is_listed_first_and_moves_what_was_seen_when_a_person_says_so(client):
    march = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
    ticket = a_ticket(at=march)
    where = reverse("admin:dsr_office_moves", args=[ticket.office_id])
    organisation.close_day(ticket.office, day=datetime.date(2026, 3, 2), reason="We move.", by=BUILDER)

    page = client.get(where)
    stale = client.post(where, {"seen": "something else"})
    done = client.post(where, {"seen": page.context["seen"]})

    assert [one["limit"] for one in page.context["moves"]] == [("2 Mar 2026", "3 Mar 2026")]
    assert (stale.status_code, done.status_code) == (409, 302)
    assert the_item(ticket).legal_limit_on == datetime.date(2026, 3, 3)
    assert client.get(where).context["moves"] == []


def test_an_office_leads_to_what_its_calendar_moves(client):
    ticket = a_ticket()

    page = client.get(address(type(ticket.office), "change", ticket.office_id)).content.decode()

    assert reverse("admin:dsr_office_moves", args=[ticket.office_id]) in page


def test_a_team_gets_members_and_an_absence_its_deputy_by_the_pages(client, ada):
    team, bob, today = a_team(), a_colleague("bob", "privacy"), timezone.localdate()

    client.post(address(type(team), "step", team.pk, "add-member"), {"person": bob.pk})
    given = {"person": bob.pk, "deputy": ada.pk, "from_on": today.isoformat(), "until_on": today.isoformat()}
    client.post(address(Absence, "add"), given)

    assert [member.person for member in team.members.current()] == [bob]
    assert Absence.objects.get().deputy == ada


def test_each_card_leads_to_as_many_tickets_as_it_says(client, ada):
    now = timezone.now()
    a_ticket(Right.CHILDREN, at=now - datetime.timedelta(days=45))
    services.take_ticket(a_ticket(at=now - datetime.timedelta(days=27), country=a_country("DE")), by=ada)

    cards = [one for one in client.get(reverse("admin:index")).context["cards"] if "dsr/ticket" in one["url"]]

    shown = {str(one["card"].title): one["figure"] for one in cards}
    assert shown == {str(one["card"].title): len(listed(client, one["url"].partition("?")[2])) for one in cards}
    assert (shown["Requests overdue"], shown["Requests for children"], shown["My requests"]) == (1, 1, 1)
