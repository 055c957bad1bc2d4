"""The demo company's government requests: one of every kind, each as far as such a request comes.

Authorities, officers and numbers are invented. Days are counted from the day on which the demo is loaded.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation.models import Brand, Country, Customer, LegalEntity, Office

from . import services
from .choices import AuthorityKind, Channel, ContactKind, Outcome, PushBack, Result, Urgency, Verification
from .models import Authority, AuthorityContact, Demand, LegalBasis
from .queries.review import tests_of

ONE_DAY = datetime.timedelta(days=1)

AUTHORITIES = (
    ("Politie Voorbeeldstad", "Digitale opsporing", "NL", AuthorityKind.POLICE, "desk@politie.example"),
    ("Staatsanwaltschaft Musterstadt", "", "DE", AuthorityKind.PROSECUTOR, "post@justiz.example"),
    ("District Court of Example County", "", "US", AuthorityKind.COURT, "clerk@court.example"),
    ("Example Bureau of Investigation", "Cyber Division", "US", AuthorityKind.POLICE, "desk@bureau.example"),
    ("Example Police Service", "Missing persons", "GB", AuthorityKind.POLICE, "control@police.example"),
    ("Example Ministry of Justice", "", "BR", AuthorityKind.OTHER, "oficio@justica.example"),
)


class Row(NamedTuple):
    """One request: ``theirs`` is the reference of the authority, ``ago`` how many days ago it was served."""

    theirs: str
    authority: str
    basis: str
    brand: str
    ago: int
    fate: str
    categories: str = "subscriber traffic"
    channel: str = Channel.PORTAL
    urgency: str = Urgency.NORMAL
    has_customer: bool = True
    summary: str = ""
    asks_silence: bool = False


ROWS = (
    Row("PL0900-2026-1", "Politie Voorbeeldstad", "126nd", "messagebird", 2, "in review",
        summary="Who sent messages from one number, and when."),
    Row("12 Js 345/26", "Staatsanwaltschaft Musterstadt", "epoc", "messagebird", 6, "new",
        channel=Channel.DECENTRALISED_IT, summary="Subscriber and traffic data of one account."),
    Row("26-sw-00417", "District Court of Example County", "search_warrant", "sparkpost", 12, "told",
        categories="subscriber identification_only traffic content", summary="An account that sent fraudulent mail."),
    Row("26-mc-00118", "District Court of Example County", "order_2703d", "sparkpost", 60, "silence is over",
        summary="Who signed in to an account, and from where."),
    Row("EBI-PR-77", "Example Bureau of Investigation", "preservation_2703f", "sparkpost", 40, "preserved",
        categories="subscriber traffic content", summary="Keep what there is until the order comes."),
    Row("EBI-AS-12", "Example Bureau of Investigation", "administrative_subpoena", "pusher", 30, "no data",
        categories="subscriber", asks_silence=True, summary="Who owns an account that we do not know."),
    Row("EPS-2026-9", "Example Police Service", "emergency", "messagebird", 20, "emergency",
        urgency=Urgency.EMERGENCY, channel=Channel.PHONE, has_customer=False,
        summary="A missing person at risk; the last message of one number."),
    Row("OF-889/2026", "Example Ministry of Justice", "foreign_order", "messagebird", 25, "sent elsewhere",
        categories="subscriber", summary="Data of an account of a company in the Netherlands."),
)  # fmt: skip


class Desk(NamedTuple):
    """Who works on them: two people who are cleared."""

    counsel: User
    second: User


def load() -> dict[str, int]:
    """The demo authorities and requests that are missing; how many were made. None without two who are cleared."""
    cleared = User.objects.active().holding(Right.SECRECY)
    counsel, second = (cleared.holding(role).first() for role in (Right.LEGAL, Right.DPO))
    if counsel is None or second is None:
        return {"authorities": 0, "government requests": 0}
    desk = Desk(counsel, second)
    return {
        "authorities": sum(_load_authority(*row, by=counsel) for row in AUTHORITIES),
        "government requests": sum(_load_request(row, desk) for row in ROWS),
    }


def _load_authority(name: str, unit: str, country: str, body: str, email: str, *, by: User) -> bool:
    if Authority.objects.filter(name=name, unit=unit).exists():
        return False
    place = Country.objects.get(code=country)
    authority = services.add_authority(name=name, unit=unit, country=place, body=body, by=by)
    on, source = timezone.localdate() - 90 * ONE_DAY, "Register of the state"
    for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, "+1 202 555 0100")):
        services.add_contact(authority, kind=kind, value=value, source=source, verified_on=on, by=by)
    return True


def _load_request(row: Row, desk: Desk) -> bool:
    authority = Authority.objects.get(name=row.authority)
    if Demand.objects.filter(their_reference=row.theirs, authority=authority).exists():
        return False
    FATES[row.fate](_log(row, authority, desk), desk)
    return True


def _log(row: Row, authority: Authority, desk: Desk) -> Demand:
    brand = Brand.objects.get(key=row.brand)
    served = timezone.now() - row.ago * ONE_DAY
    return services.log_demand(
        brand=brand,
        legal_entity=brand.legal_entity or LegalEntity.objects.earliest("pk"),
        office=Office.objects.headquarters().first() or Office.objects.earliest("pk"),
        channel=row.channel,
        received_at=served,
        authority=authority,
        officer="A. Officer",
        officer_email="a.officer@letter.example",
        their_reference=row.theirs,
        legal_basis=LegalBasis.objects.get(code=row.basis),
        categories=row.categories,
        period_from=served - 60 * ONE_DAY,
        period_to=served - 30 * ONE_DAY,
        urgency=row.urgency,
        asks_silence=row.asks_silence,
        customer=Customer.objects.filter(brand=brand).order_by("pk").first() if row.has_customer else None,
        summary=row.summary,
        targets=[services.Named("msisdn", "+31 97 0102 0304"), services.Named("email", "someone@person.example")],
        originals=[_letter(row)],
        cleared=[desk.second],
        by=desk.counsel,
    )


def _letter(row: Row) -> Any:
    words = f"{row.authority}\n\nReference {row.theirs}\n\n{row.summary}\n"
    return ContentFile(words.encode(), name=f"letter {row.theirs.replace('/', '-')}.txt")


# --- How far they have come ------------------------------------------------------------------------------------------


def _fresh(demand: Demand) -> Demand:
    return Demand.objects.get(pk=demand.pk)


def _verify(demand: Demand, desk: Desk) -> Demand:
    contact = AuthorityContact.objects.filter(authority=demand.authority, kind=ContactKind.PHONE).earliest("pk")
    words = "Called back; the officer and the reference are known there."
    outcome = Verification.VERIFIED
    return services.verify_sender(demand, verification=outcome, contact=contact, words=words, by=desk.counsel)


def _review(demand: Demand, desk: Desk) -> Demand:
    demand = _verify(demand, desk)
    for test in tests_of(demand):
        services.record_check(demand, test=test, result=Result.PASS, by=desk.counsel)
    return _fresh(demand)


def _begin_review(demand: Demand, desk: Desk) -> None:
    demand = _verify(demand, desk)
    for test in tests_of(demand)[:4]:
        services.record_check(demand, test=test, result=Result.PASS, by=desk.counsel)


def _decide(demand: Demand, outcome: str, words: str, desk: Desk) -> Demand:
    services.ask_decision(demand, outcome=outcome, words=words, by=desk.counsel)
    return services.approve_decision(_fresh(demand), by=desk.second)


def _tell(demand: Demand, desk: Desk) -> None:
    demand = _decide(_review(demand, desk), Outcome.DISCLOSED_FULL, "The warrant is sound and names its scope.", desk)
    _collect(demand, desk)
    services.send_notice(_fresh(demand), text=services.proposed_text(_fresh(demand)), by=desk.counsel)


def _collect(demand: Demand, desk: Desk) -> None:
    services.collect_file(
        _fresh(demand),
        file=ContentFile(b"number,start\n319701020304,2026-01-05T10:00:00Z\n", name="records.csv"),
        target=demand.targets.current().filter(kind="msisdn").first(),
        category="traffic",
        period_from=demand.period_from,
        period_to=demand.period_to,
        rows=1,
        fields="number, start",
        by=desk.counsel,
    )


def _end_silence(demand: Demand, desk: Desk) -> None:
    """Silent by order of a court until yesterday: released meanwhile, and the notice is drafted now."""
    services.set_silence(
        demand,
        kind="court_order",
        citation="18 USC 2705(b), order of the District Court",
        extent="both",
        starts_on=demand.received_on,
        expires_on=timezone.localdate() - ONE_DAY,
        by=desk.counsel,
    )
    services.clear_person(_fresh(demand), user=desk.second, by=desk.counsel)
    demand = _decide(_review(_fresh(demand), desk), Outcome.DISCLOSED_FULL, "The order is sound.", desk)
    _collect(demand, desk)
    _release(demand, desk)
    services.end_silences()


def _release(demand: Demand, desk: Desk) -> None:
    recipient = str(demand.authority)
    services.ask_release(
        _fresh(demand), recipient=recipient, channel=Channel.PORTAL, encryption="Portal, TLS 1.3", by=desk.counsel
    )
    services.approve_release(_fresh(demand), by=desk.second)
    services.record_hand_over(_fresh(demand), at=timezone.now(), words="Loaded up to their portal.", by=desk.counsel)


def _preserve(demand: Demand, desk: Desk) -> None:
    demand = _review(demand, desk)
    services.begin_preservation(demand, by=desk.counsel)
    _decide(_fresh(demand), Outcome.PRESERVED_ONLY, "Nothing leaves before there is an order.", desk)


def _find_nothing(demand: Demand, desk: Desk) -> None:
    words = "You ask us to keep silent and name no ground. Please name the article or the order."
    services.push_back(_verify(demand, desk), kind=PushBack.GROUND, words=words, by=desk.counsel)
    _decide(_fresh(demand), Outcome.NO_DATA, "No account of this name was ever here.", desk)
    services.close_demand(_fresh(demand), words="Answered that nothing is held.", by=desk.counsel)


def _save_a_life(demand: Demand, desk: Desk) -> None:
    demand = _decide(_review(demand, desk), Outcome.EMERGENCY_DISCLOSED, "Danger to life, plausibly described.", desk)
    _collect(demand, desk)
    _release(demand, desk)
    services.close_demand(_fresh(demand), words="The person was found.", by=desk.counsel)


def _send_elsewhere(demand: Demand, desk: Desk) -> None:
    words = "The company in the Netherlands answers orders of Dutch authorities."
    services.push_back(demand, kind=PushBack.REDIRECT_MLAT, words=words, by=desk.counsel)
    _decide(_fresh(demand), Outcome.REJECTED_JURISDICTION, "No jurisdiction over the company addressed.", desk)
    services.close_demand(_fresh(demand), words="Pointed to mutual legal assistance.", by=desk.counsel)


FATES: Mapping[str, Callable[[Demand, Desk], None]] = {
    "new": lambda _demand, _desk: None,
    "in review": _begin_review,
    "told": _tell,
    "silence is over": _end_silence,
    "preserved": _preserve,
    "no data": _find_nothing,
    "emergency": _save_a_life,
    "sent elsewhere": _send_elsewhere,
}

DEMO = [load]
