"""Twins of one office: the same things happen in both, but for one request under secrecy; and who looks at all of it.

Both are made of one database: each twin is a savepoint, undone when it was looked at, with every sequence of numbers put
back. What happens after the secret request happens in both, so that a number it took, or a row it moved, is seen.
"""

import datetime
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from apps.accounts import services as accounts
from apps.disclosures import services
from apps.disclosures.models import Demand
from apps.mailroom.choices import Told
from apps.mailroom.events import Word, take_word
from apps.mailroom.models import InboundMessage
from apps.mailroom.sending import drain
from apps.mailroom.suppression import enter_suppression
from apps.subprocessors.models import Objection
from apps.trail.acts import act, object_name
from apps.trail.models import lock
from apps.trail.sealing import seal_all
from apps.trail.services import verify_and_record
from tests.builders import BUILDER, a_brand, a_letter, a_record, a_user
from tests.disclosures.demands import a_demand, a_file, a_secret_basis, collected, counsel, decided, fresh, reviewed
from tests.mailroom.mails import a_mail, report_of, stored, taken

#: What stands in the secret request alone.
WORDS = {
    "summary": "canary of the summary",
    "officer": "Cornelia Kanarie",
    "officer_email": "kanarie@police.example",
    "their_reference": "KANARIE-24-1",
}
NUMBER = "+31 6 9988 7766"


class Secret(NamedTuple):
    """What belongs to the secret request: numbers by model, and the words that nobody else may read."""

    demand: Demand
    numbers: dict[str, int]
    canaries: tuple[str, ...]


# --- What happens ---


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Numbers that are drawn are the same in both twins, so that lists which go by them have one order."""
    with mock.patch("secrets.randbits", random.Random(seed).getrandbits):
        yield


@seeded(1)
def begun() -> None:
    """The office before: a record of every kind that the admin shows, and an ordinary request."""
    for number, model in enumerate(admin.site._registry, start=1):
        if model is not Objection:  # whose announcement is too bare for its own list
            a_record(model, number)
    a_demand(summary="ordinary words")
    a_secret_basis()
    counsel("dirk")
    drain()
    seal_all()


@seeded(2)
def a_secret_request() -> Secret:
    """A request under secrecy that goes a long way: letters, approvals, a package, mail, bounces, openings."""
    by = counsel()
    demand = a_demand(
        legal_basis=a_secret_basis(),
        targets=[services.Named("msisdn", NUMBER)],
        originals=[a_file("kanarie.csv", b"canary,file\n1,2\n")],
        **WORDS,
    )
    services.open_demand(demand, why="To work on it.", by=by)
    pushed = services.push_back(reviewed(demand), kind="narrow", words="canary of the letter", by=by)
    demand = decided(fresh(demand))
    collected(fresh(demand))
    services.ask_release(fresh(demand), recipient="Police of Utrecht", channel="portal", encryption="PGP", by=by)
    services.approve_release(fresh(demand), by=counsel("dirk"))
    drain()
    _told(pushed.letter)
    came = _put_on(stored(a_mail("canary of the answer", subject="Kanarie", Message_ID="<k@police.example>")), demand)
    reported = taken(report_of(pushed.letter.message_id, pushed.letter.to_address))
    numbers = {
        "disclosures.demand": demand.pk,
        "mailroom.letter": pushed.letter.pk,
        "mailroom.providerevent": pushed.letter.told_events.earliest("moment").pk,
        "mailroom.inboundmessage": came.pk,
        "casework.approval": demand.decisions.get().approval_id,
    }
    names = (demand.reference, demand.decisions.get().approval.reference, str(demand.pk), str(reported.pk))
    return Secret(demand, numbers, (*names, *WORDS.values(), "canary", "9988", "kanarie"))


def _told(letter: Any) -> None:
    """A provider told of it, in every way that has an effect."""
    for told in (Told.DELIVERED, Told.BLOCKED, Told.BOUNCED_HARD):
        take_word(Word("sparkpost", f"{letter.pk}-{told}", told, (letter.message_id,), letter.to_address))


def _put_on(message: InboundMessage, demand: Demand) -> InboundMessage:
    with act("mailroom.message_taken", by="worker", about=message):
        message = lock(message)
        message.status, message.about, message.subject = "taken", object_name(demand), "Kanarie"
        message.save()
    return message


@seeded(3)
def life_goes_on() -> None:
    """What happens after it, in both twins: something of each kind of which the secret request had one."""
    a_letter("later@example.org", brand=a_brand())
    demand = a_demand(received_at=datetime.datetime(2026, 9, 2, tzinfo=datetime.UTC), summary="later words")
    decided(demand)
    letter = services.push_back(fresh(a_demand(customer=None)), kind="clarify", words="Which?", by=counsel()).letter
    drain()
    _told(letter)
    accounts.propose_grant(user=a_user("later"), right="web", by=a_user("proposer"))
    stored(a_mail("Later.", Message_ID="<later@mail.example>"))
    enter_suppression(address="later.too@example.org", by=BUILDER)
    seal_all()
    verify_and_record()


# --- Two twins of one database ---


class Undone(Exception):
    """The twin was looked at."""


def sequences() -> dict[str, int | None]:
    """Every sequence of PostgreSQL and its last number; SQLite keeps them in a table, which is put back by itself."""
    if connection.vendor == "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        return dict(cursor.fetchall())


def put_back(stood: dict[str, int | None]) -> None:
    now = sequences()
    moved = {name: last for name, last in stood.items() if now[name] != last}
    with connection.cursor() as cursor:
        for name, last in moved.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [f'"{name}"', last or 1, last is not None])


def seen_in_a_twin(happens: Callable[[], Any], look: Callable[[Any], Any]) -> Any:
    """What is seen after something happened, which is then undone."""
    stood, seen = sequences(), None
    try:
        with transaction.atomic():
            seen = look(happens())
            raise Undone
    except Undone:
        put_back(stood)
    return seen


@contextmanager
def undone() -> Iterator[None]:
    """Whatever looking changes is undone, so that each person who looks sees the same office."""
    stood = sequences()
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        put_back(stood)


# --- Looking ---

HREF = re.compile(r'(?:href|action)="([^"#]+)')
TOKENS = re.compile(r'(name="(?:csrfmiddlewaretoken|form)" value="|nonce="|csrfToken: ?["\']|"csrf_token": ?")[^"\']*')
#: What is random, or follows from what is random: acts, Message-IDs, hashes, numbers and references of requests.
RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b"
    r"|\bGOV-[0-9A-Z]{5}-[0-9A-Z]{5}\b|-?\b\d{15,19}\b"
)
TIME = re.compile(r"(noon|midnight|\d{1,2}(:\d\d)? [ap]\.m\.|\d\d:\d\d(:\d\d(\.\d+)?)?)")


def as_compared(body: str) -> str:
    """A page without the tokens of a session and times of the day, what is random named in the order of its coming."""
    names: dict[str, str] = {}
    body = TOKENS.sub(r"\1TOKEN", body)
    body = RANDOM.sub(lambda found: names.setdefault(found[0], f"random-{len(names)}"), body)
    return TIME.sub("TIME", body)


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


class Page(NamedTuple):
    """What was answered; ``is_search`` where it repeats what was asked for."""

    address: str
    status: int
    body: str

    @property
    def is_search(self) -> bool:
        return "q=" in self.address or "term=" in self.address


def page_at(client: Client, address: str) -> Page:
    """A page, with whatever looking at it changed undone."""
    with undone():
        answer = client.get(address)
        return Page(address, answer.status_code, body_of(answer) + answer.get("Location", ""))


#: Addresses that end the session or write in the name of whoever looks.
LEFT_OUT = ("/accounts/logout/", "/accounts/password/", "/static/", "/admin/logout/")


def starting_points(terms: tuple[str, ...], apps: tuple[str, ...]) -> list[str]:
    """The lists, forms, exports and searches of every record, and the pages of the public."""
    found = [reverse("admin:index"), reverse("trail:checkpoint"), reverse("trail:key")]
    for model, model_admin in admin.site._registry.items():
        if apps and model._meta.app_label not in apps:
            continue
        pages = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        changelist = reverse(f"{pages}_changelist")
        found += [
            changelist,
            reverse(f"{pages}_add"),
            f"{changelist}?o=1",
            f"{changelist}?_facets=1",
            f"{changelist}export/",
        ]
        found += [f"{changelist}?q={term}" for term in terms if model_admin.search_fields]
        for name in model_admin.autocomplete_fields:
            asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
            found += [f"{reverse('admin:autocomplete')}?{asked}&term={term}" for term in ("", *terms)]
    return found


def seen_by(client: Client, *, terms: tuple[str, ...] = (), apps: tuple[str, ...] = (), samples: int = 2) -> list[Page]:
    """Every page that can be reached from there, of each kind so many, in the order in which they are found.

    With ``apps``, the starting points are theirs, and of other apps there is what their pages lead to, one of each view.
    """
    waiting, known, of_kind, pages = deque(starting_points(terms, apps)), set(), Counter[str](), []
    while waiting:
        address = waiting.popleft().replace("&amp;", "&")
        if address in known or not address.startswith("/") or address.startswith(LEFT_OUT):
            continue
        known.add(address)
        kind = kind_of(address, apps)
        of_kind[kind] += 1
        if of_kind[kind] > (samples if not apps or " " in kind else 1):
            continue
        pages.append(page_at(client, address))
        if not apps or " " in kind or kind == "admin:index":
            waiting.extend(HREF.findall(pages[-1].body))
    return pages


def kind_of(address: str, apps: tuple[str, ...]) -> str:
    """Pages of one kind: the same view, asked for the same things. A search is of a kind of its own."""
    path, _mark, query = address.partition("?")
    if "q=" in query or "term=" in query:
        return f"?{address}"
    try:
        view = resolve(path).view_name
    except Resolver404:
        return address
    if apps and not view.startswith(tuple(f"admin:{app}_" for app in apps)):
        return view
    return f"{view} {sorted(re.findall('[a-z_]+(?==)', query))}"


def compared(pages: list[Page]) -> list[Page]:
    return [Page(as_compared(one.address), one.status, as_compared(one.body)) for one in pages]
