"""Lists of large registers against plain SQL and a plain template of the same rows; that of subscribers is the first."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import reverse

from apps.accounts import services as accounts
from apps.accounts.choices import Right
from apps.casework.registers import Ratio
from apps.trail.keyring import make_keyring

from ..choices import SubscriberStatus
from ..models import Subscriber
from .filling import BY, a_brand, fill, in_turns

#: A register that fits any memory, to compare a large one with.
SMALL = 10_000
#: The plainest page of the same rows that Django makes.
_PAGE = Engine(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr><td><a href='/{{ row.0 }}/'>{{ row.1 }}</a></td>{% for cell in row|slice:'2:' %}"
    "<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
#: As many rows as a page of the list has.
PAGE = 100


class Case(NamedTuple):
    """One way to look at a list: in words, as the address asks for it, and as a condition of plain SQL in an order."""

    words: str
    query: str
    where: str = ""
    params: Sequence[Any] = ()
    order: str = ""


class Register(NamedTuple):
    """A list of the admin by its address, and what it is measured against.

    ``plain`` is its page in SQL, whose ``{where}`` and ``{order}`` a case gives; ``fill`` makes rows by their numbers. The
    first two cases are the first page and one nine tenths down in the same order. ``terms`` are searches with their goals.
    """

    address: str
    plain: str
    order: str
    fill: Callable[[int, int], None]
    cases: Callable[[int], list[Case]]
    terms: Callable[[int], dict[str, tuple[str, float]]]
    right: Right = Right.PRIVACY


def plain_page(register: Register, case: Case) -> str:
    """The rows of a page, in plain SQL and a plain template."""
    where, order = (f"WHERE {case.where}" if case.where else ""), case.order or register.order
    with connection.cursor() as cursor:
        cursor.execute(register.plain.format(where=where, order=order, page=PAGE), list(case.params))
        return _PAGE.render(Context({"rows": cursor.fetchall()}))


def cases(rows: int) -> list[Case]:
    """The first page, one nine tenths down, and each filter."""
    row = Subscriber.objects.values_list("requested_at", "pk")[rows * 9 // 10]
    moment = connection.ops.adapt_datetimefield_value(row[0])
    deep = urlencode({"after": f"{row[0].isoformat()}~{row[1]}"})
    filters = {
        "status": SubscriberStatus.COMPLAINED.value,
        "brand_id": a_brand(3),
        "topic": "statement",
        "language": "nl",
        "source": "staff",
    }
    return [
        Case("the first page", ""),
        Case("a page nine tenths down", deep, "(requested_at, id) < (%s, %s)", [moment, row[1]]),
        *(
            Case(
                f"filtered by {name.removesuffix('_id')}",
                urlencode({f"{name.replace('_id', '__id')}__exact": value}),
                f"{name} = %s",
                [value],
            )
            for name, value in filters.items()
        ),
    ]


@contextlib.contextmanager
def signed_in(right: Right = Right.PRIVACY) -> Iterator[Client]:
    """Somebody of a team before the admin, whose pages need no collected static files here."""
    people = [accounts.invite_person(email=f"{name}@example.org", name=name, by=BY) for name in ("ada", "bob", "cleo")]
    grant = accounts.propose_grant(user=people[0], right=right, by=people[1])
    accounts.make_grant(grant, by=people[2])
    person = get_user_model().objects.get(pk=people[0].pk)
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with override_settings(STORAGES=settings.STORAGES | plain):
        client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        client.force_login(person)
        yield client


def page(register: Register, client: Client, query: str = "") -> Any:
    """The list as the admin shows it."""
    answer = client.get(f"{reverse(register.address)}?{query}")
    if answer.status_code != 200:
        raise RuntimeError(f"The list answered {answer.status_code} to {query!r}.")
    return answer


def terms(rows: int) -> dict[str, tuple[str, float]]:
    number = rows // 2 + 1
    return {
        "a rare term": (f"erson {number}", 2.0),
        "a common term": ("company", 2.0),
        "a term that nobody has": ("qqzzqq", 2.0),
        "an exact address": (f"person.{number}@company-{number % 5000}.example", 0.5),
    }


SUBSCRIBERS = Register(
    address="admin:publications_subscriber_changelist",
    plain=(
        "SELECT s.id, s.email, s.name, s.organisation, s.status, b.name, s.topic, s.language, s.requested_at "
        "FROM (SELECT * FROM publications_subscriber {where} ORDER BY {order} LIMIT {page}) AS s "
        "JOIN organisation_brand b ON b.id = s.brand_id ORDER BY s.requested_at DESC, s.id DESC"
    ),
    order="requested_at DESC, id DESC",
    fill=fill,
    cases=cases,
    terms=terms,
)


def measure_list(rows: int, *, register: Register = SUBSCRIBERS) -> list[Ratio]:
    """Every page against plain SQL, a deep page and searches against the first, and the first against a small register."""
    small = min(SMALL, rows)
    make_keyring(settings.TRAIL_KEYRING)
    with signed_in(register.right) as client:
        register.fill(1, small)
        first, plain = _first_pages(register, client, small)
        before = first / plain
        if rows > small:
            register.fill(small + 1, rows)
        return [
            *_pages(register, client, rows),
            *_searches(register, client, rows),
            _growth(register, client, small, before, rows),
        ]


def measure_searches(rows: int, *, register: Register = SUBSCRIBERS) -> list[Ratio]:
    """Searches against the first page alone."""
    make_keyring(settings.TRAIL_KEYRING)
    with signed_in(register.right) as client:
        register.fill(1, rows)
        return _searches(register, client, rows)


def _first_pages(register: Register, client: Client, rows: int) -> list[float]:
    """What the first page takes, and its rows in plain SQL."""
    case = register.cases(rows)[0]
    return in_turns(partial(page, register, client, case.query), partial(plain_page, register, case))


def _pages(register: Register, client: Client, rows: int) -> list[Ratio]:
    ratios, looks = [], register.cases(rows)
    for case in looks:
        ours, other = in_turns(partial(page, register, client, case.query), partial(plain_page, register, case))
        words = f"A1: {case.words}, of plain SQL and a plain template"
        ratios.append(Ratio(ours=ours, other=other, unit="ms", ratio=ours / other, goal=6.0, words=words))
    deep, first = in_turns(*(partial(page, register, client, looks[number].query) for number in (1, 0)))
    words = "A2: a page nine tenths down, of the first"
    return [*ratios, Ratio(ours=deep, other=first, unit="ms", ratio=deep / first, goal=1.2, words=words)]


def _searches(register: Register, client: Client, rows: int) -> list[Ratio]:
    first, ratios = register.cases(rows)[0].query, []
    for words, (term, goal) in register.terms(rows).items():
        query = urlencode({"q": term})
        ours, other = in_turns(partial(page, register, client, query), partial(page, register, client, first))
        told = f"A3: a search for {words}, of the first page"
        ratios.append(Ratio(ours=ours, other=other, unit="ms", ratio=ours / other, goal=goal, words=told))
    return ratios


def _growth(register: Register, client: Client, small: int, before: float, rows: int) -> Ratio:
    """Each side in units of the plain page of its time, as the machine is not the same after minutes of filling."""
    first, plain = _first_pages(register, client, rows)
    return Ratio(
        ours=first / plain,
        other=before,
        unit="plain pages",
        ratio=first / plain / before,
        goal=1.2,
        words=f"A4: the first page, of the first page of {small:,} rows",
    )
