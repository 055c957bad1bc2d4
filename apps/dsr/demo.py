"""The demo company's requests: people of every kind ask in every way, and the office has got as far as it has.

Everybody is invented and lives on domains that receive no mail. Days are counted from the day on which the demo is
loaded, so that something is always overdue, due soon and just in.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from apps.accounts.choices import Right as Role
from apps.accounts.models import User
from apps.organisation.models import Brand, Country, Customer, Office, Service
from apps.organisation.queries import systems_to_search

from . import services
from .choices import (
    Channel,
    CheckOutcome,
    ClockKind,
    Decision,
    DelayGround,
    Ground,
    Group,
    IdentityMethod,
    OurRole,
    Right,
)
from .models import Absence, Item, Team, Ticket
from .services.tickets import Arrival

ONE_DAY = datetime.timedelta(days=1)
#: Who asked within so many days was sent the receipt from here.
FRESH = 2


class Row(NamedTuple):
    """One person and what they ask; ``fate`` is how far it has come, ``ago`` how many days ago it arrived."""

    name: str
    brand: str
    place: str
    rights: tuple[str, ...]
    channel: str
    ago: int
    fate: str
    group: str = Group.CUSTOMER
    words: str = ""
    language: str = "en"
    representative: str = ""

    @property
    def email(self) -> str:
        """Their address; who wrote on paper gave none."""
        return "" if self.channel == Channel.POST else f"{self.name.lower().replace(' ', '.')}@person.example"


_R, _C, _G = Right, Channel, Group

ROWS = [
    Row("Anna Jansen", "messagebird", "NL", (_R.ACCESS,), _C.FORM, 0, "new", words="Wat weten jullie van mij?",
        language="nl"),
    Row("Bob Smith", "sparkpost", "US-CA", (_R.ERASURE, _R.SALE_OPT_OUT), _C.FORM, 1, "new", _G.VISITOR,
        words="Delete everything and do not sell my information."),
    Row("Chloé Martin", "pusher", "FR", (_R.ACCESS, _R.PORTABILITY), _C.API, 4, "taken"),
    Row("Kleine Piet", "messagebird", "NL", (_R.CHILDREN,), _C.EMAIL, 2, "taken", _G.END_USER, language="nl",
        words="Mijn zoon van elf heeft zich aangemeld.", representative="Petra de Vries"),
    Row("Dieter Braun", "messagebird", "DE", (_R.DISPUTE,), _C.EMAIL, 6, "new",
        words="I dispute how my complaint of last year was dealt with."),
    Row("Emma Wilson", "24sessions", "GB", (_R.ACCESS,), _C.FORM, 9, "asked who they are"),
    Row("Farid Haddad", "messagebird", "NL", (_R.RECTIFICATION,), _C.PHONE, 12, "asked what they mean",
        words="My address is wrong."),
    Row("Grace Tan", "messagebird", "SG", (_R.ACCESS, _R.WITHDRAW_CONSENT), _C.FORM, 24, "at work"),
    Row("Hugo Silva", "sparkpost", "BR", (_R.ACCESS,), _C.FORM, 13, "at work"),
    Row("Iris Bakker", "messagebird", "NL", (_R.ACCESS, _R.ERASURE), _C.POST, 27, "at work", language="nl"),
    Row("Jack Brown", "pusher", "GB", (_R.COMPLAINT,), _C.EMAIL, 33, "at work",
        words="You answered my request too late."),
    Row("Karin Olsen", "messagebird", "NO", (_R.ACCESS,), _C.FORM, 41, "extended"),
    Row("Lars Nilsson", "24sessions", "SE", (_R.OBJECTION,), _C.FORM, 18, "extended now",
        words="I object to your profiling."),
    Row("Marta Kowalska", "sparkpost", "PL", (_R.ACCESS,), _C.FORM, 15, "forwarded", _G.END_USER,
        words="Which of your customers has my number?"),
    Row("Nora Quinn", "messagebird", "IE", (_R.ACCESS,), _C.API, 16, "answered"),
    Row("Otto Weber", "telvox", "DE", (_R.RESTRICTION,), _C.FORM, 20, "refused"),
    Row("Paula Costa", "messagebird", "PT", (_R.ERASURE,), _C.FORM, 45, "answered late"),
    Row("Quentin Roux", "pusher", "FR", (_R.ACCESS,), _C.FORM, 8, "withdrawn"),
]  # fmt: skip


class Desk(NamedTuple):
    """Who works on the requests of the demo."""

    officer: User
    deputy: User
    team: Team


def load() -> dict[str, int]:
    """The demo requests, teams and the absence that are missing; how many were made."""
    holders = [User.objects.active().holding(role).first() for role in (Role.PRIVACY, Role.DPO, Role.LEGAL)]
    officer, deputy, counsel = holders
    if officer is None or deputy is None or counsel is None or not Office.objects.exists():
        return {"requests": 0}
    teams = {"Privacy": (officer, deputy), "Legal": (counsel,)}
    made = sum(_load_team(name, members, by=officer) for name, members in teams.items())
    away = int(_load_absence(deputy, officer))
    desk = Desk(officer, deputy, Team.objects.get(name="Privacy"))
    return {"teams": made, "absences": away, "requests": sum(_load_request(row, desk) for row in ROWS)}


def _load_team(name: str, members: tuple[User, ...], *, by: User) -> bool:
    if Team.objects.filter(name=name).exists():
        return False
    team = services.add_team(by=by, name=name, takes_disputes=name == "Legal")
    for member in members:
        services.add_member(team, person=member, by=by)
    return True


def _load_absence(person: User, deputy: User) -> bool:
    """A week off that begins in ten days."""
    if Absence.objects.filter(person=person).exists():
        return False
    first = timezone.localdate() + 10 * ONE_DAY
    services.add_absence(by=deputy, person=person, deputy=deputy, from_on=first, until_on=first + 6 * ONE_DAY)
    return True


def _load_request(row: Row, desk: Desk) -> bool:
    if Ticket.objects.filter(name=row.name, brand__key=row.brand).exists():
        return False
    ticket = _open(row, by=desk.officer if row.channel in (Channel.POST, Channel.PHONE) else "visitor")
    FATES[row.fate](ticket, desk)
    return True


def _open(row: Row, *, by: Any) -> Ticket:
    country, _dash, region = row.place.partition("-")
    is_fresh = row.ago <= FRESH
    ticket = services.open_ticket(
        Brand.objects.get(key=row.brand),
        person=services.Person(
            group=row.group,
            name=row.name,
            email=row.email,
            address="Voorbeeldstraat 1, 1011 AA Amsterdam" if row.channel == Channel.POST else "",
            language=row.language,
            country=Country.objects.get(code=country),
            region=region,
            representative=row.representative,
        ),
        asked=[services.Asked(right) for right in row.rights],
        arrival=Arrival(row.channel, at=timezone.now() - row.ago * ONE_DAY, words=row.words),
        tells=is_fresh,
        by=by,
    )
    if not is_fresh:
        _record(ticket, ClockKind.ACKNOWLEDGED, after=1, by=by)
    return ticket


def _record(ticket: Ticket, kind: str, *, after: int, reason: str = "", by: Any) -> None:
    """What was told so many days after receipt, before the demo was loaded."""
    for item in ticket.items.open():
        services.record_event(item, kind, on=ticket.received_on + after * ONE_DAY, reason=reason, by=by)


# --- How far they have come ------------------------------------------------------------------------------------------


def _take(ticket: Ticket, desk: Desk) -> None:
    services.assign_ticket(ticket, to=desk.officer, team=desk.team, by=desk.officer)


def _ask_who(ticket: Ticket, desk: Desk) -> None:
    _take(ticket, desk)
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=desk.officer)


def _ask_what(ticket: Ticket, desk: Desk) -> None:
    _take(ticket, desk)
    words = "Which of your two addresses is wrong, and what is the right one?"
    services.ask_clarification(ticket, words=words, by=desk.officer)
    services.add_note(ticket, text="Both addresses are in the billing system.", by=desk.officer)


def _work(ticket: Ticket, desk: Desk) -> None:
    _take(ticket, desk)
    services.record_identity(
        ticket,
        method=IdentityMethod.ACCOUNT,
        outcome=CheckOutcome.PASSED,
        asserted_by="account pages",
        words="Signed in to their account.",
        by=desk.officer,
    )
    services.decide_role(ticket, role=OurRole.CONTROLLER, by=desk.officer)
    searched = Service.objects.filter(brand=ticket.brand)
    if systems_to_search(searched):
        services.plan_tasks(ticket, services=searched, by=desk.officer)
    services.add_note(ticket, text="Searched the help desk by name and address: nothing there.", by=desk.officer)


def _extended(ticket: Ticket, desk: Desk) -> None:
    _work(ticket, desk)
    _record(ticket, ClockKind.EXTENSION_NOTICE_SENT, after=20, reason=DelayGround.COMPLEX, by=desk.officer)


def _extend(ticket: Ticket, desk: Desk) -> None:
    _work(ticket, desk)
    words = "Several of our systems have to be searched by hand."
    services.extend_ticket(ticket, reason=DelayGround.COMPLEX, words=words, by=desk.officer)


def _forward(ticket: Ticket, desk: Desk) -> None:
    _take(ticket, desk)
    customer = Customer.objects.filter(brand=ticket.brand, contacts__removed_at=None, contacts__isnull=False).first()
    if customer is not None:
        services.forward_ticket(ticket, customer=customer, words="They sent the messages.", by=desk.officer)


def _answer(ticket: Ticket, desk: Desk, **values: Any) -> None:
    _work(ticket, desk)
    for task in ticket.tasks.all():
        services.answer_task(task, answer="Searched by name and address.", is_nil=True, by=desk.officer)
    for item in Item.objects.filter(ticket=ticket):
        services.decide_item(item, **{"decision": Decision.GRANTED} | values, by=desk.officer)
    services.answer_ticket(ticket, by=desk.officer)


def _refuse(ticket: Ticket, desk: Desk) -> None:
    words = "Your data is needed for a claim that you brought yourself, until it is decided."
    _answer(ticket, desk, decision=Decision.REFUSED, ground=Ground.LEGAL_CLAIM, explanation=words)


def _answer_late(ticket: Ticket, desk: Desk) -> None:
    services.record_lateness(ticket, words="The search in the archive took longer than planned.", by=desk.officer)
    _answer(ticket, desk)


def _withdraw(ticket: Ticket, desk: Desk) -> None:
    services.withdraw_ticket(ticket, words="Found it in the account.", by=desk.officer)


FATES: Mapping[str, Callable[[Ticket, Desk], None]] = {
    "new": lambda _ticket, _desk: None,
    "taken": _take,
    "asked who they are": _ask_who,
    "asked what they mean": _ask_what,
    "at work": _work,
    "extended": _extended,
    "extended now": _extend,
    "forwarded": _forward,
    "answered": _answer,
    "refused": _refuse,
    "answered late": _answer_late,
    "withdrawn": _withdraw,
}

DEMO = [load]
