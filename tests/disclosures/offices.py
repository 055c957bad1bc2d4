"""An office with many requests in every state that services leave them in, and its figures counted one by one."""

import datetime
import hashlib
import random
from collections import Counter
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from apps.casework.deadlines.moments import first_moment_of
from apps.disclosures import services
from apps.disclosures.choices import DISCLOSING, DataCategory, Outcome
from apps.disclosures.models import Authority, AuthorityContact, Demand, LegalBasis, Notice, PackageFile, Target
from apps.disclosures.transparency.bands import days_of
from apps.disclosures.transparency.tables import Line
from apps.organisation.models import Brand, LegalEntity, Office
from apps.trail.acts import act
from tests.builders import BUILDER, a_brand, a_country, a_legal_entity, a_letter, an_office
from tests.disclosures.demands import a_basis, a_directory_entry

OPENED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
BASES = (
    *(
        ("subpoena", "subpoena"),
        ("warrant", "search_warrant"),
        ("order_2703d", "court_order"),
        ("mlat", "cross_border"),
    ),
    *(("emergency", "emergency"), ("preserve", "preservation"), ("nsl", "national_security")),
    *(("fisa", "national_security"), ("ciot", "production_order")),
)
#: So that rare cases are rare and common ones are told.
WEIGHTS = (30, 25, 8, 14, 6, 6, 2, 2, 3)
COUNTRIES = ("US", "NL", "DE", "BR", "")


def an_office_of(count: int, *, seed: int) -> None:
    """So many requests of three half-years, for two brands and two offices in different zones; always the same."""
    chance = random.Random(seed)
    brands = [a_brand("acme"), a_brand("zeta")]
    entity = LegalEntity.objects.first() or a_legal_entity()
    offices = list(Office.objects.all()) or [
        an_office("Utrecht"),
        an_office("Denver", country=a_country("US"), time_zone="America/Denver"),
    ]
    bases = [_basis(code, family) for code, family in BASES]
    contact, letter = a_directory_entry(), a_letter()
    authorities = {code: _authority(code) for code in COUNTRIES}
    with act("disclosures.demand_logged", by=BUILDER, served_by="email"):
        for number in range(count):
            office = chance.choice(offices)
            given: dict[str, Any] = {"earlier_reference": f"OLD-{seed}-{number}"}  # dealt with before it came here
            given |= {"brand": chance.choice(brands), "legal_entity": entity, "office": office, "channel": "email"}
            given |= {"authority": authorities[chance.choices(COUNTRIES, (40, 30, 15, 5, 10))[0]]}
            _make(chance, bases, contact, letter, given)


def _basis(code: str, family: str) -> LegalBasis:
    return a_basis(
        code, family=family, country=a_country("US"), is_counted=code != "ciot", allows=" ".join(DataCategory)
    )


def _authority(code: str) -> Authority | None:
    known = Authority.objects.filter(name=f"Police of {code}").first()
    if known or not code:
        return known
    return services.add_authority(name=f"Police of {code}", country=a_country(code), body="police", by=BUILDER)


def _make(chance: Any, bases: list[LegalBasis], contact: AuthorityContact, letter: Any, given: dict[str, Any]) -> None:
    basis = chance.choices(bases, WEIGHTS)[0]
    received = OPENED + datetime.timedelta(minutes=chance.randrange(18 * 30 * 24 * 60))
    logged = received + datetime.timedelta(minutes=chance.randrange(5000))
    demand = Demand(**given, legal_basis=basis, received_at=received, logged_at=logged)
    demand.received_on = received.astimezone(_zone(demand.office)).date()
    demand.urgency = "emergency" if basis.code == "emergency" or chance.random() < 0.03 else "normal"
    demand.categories = " ".join(chance.sample(DataCategory.values, chance.randint(1, 3)))
    demand.is_secret, demand.is_challenged = chance.random() < 0.3, chance.random() < 0.1
    _decide(chance, demand, contact)
    demand.save()
    _tell(chance, demand, letter)
    for number in range(chance.randint(1, 3)):
        _target(chance, demand, number)


def _zone(office: Office) -> ZoneInfo:
    return ZoneInfo(office.time_zone or "Europe/Amsterdam")


def _decide(chance: Any, demand: Demand, contact: AuthorityContact) -> None:
    """Pending, decided, released or closed."""
    outcomes = ["", "", *Outcome.values, *["disclosed_full"] * 8, *["disclosed_partial"] * 3]
    if demand.legal_basis.is_preservation:
        outcomes = ["", "preserved_only", "preserved_only", "rejected_invalid"]
    outcome = chance.choice([one for one in outcomes if one != "preserved_only" or demand.legal_basis.is_preservation])
    if outcome == "":
        return
    demand.outcome, demand.status = outcome, "decided"
    demand.decided_at = demand.logged_at + datetime.timedelta(hours=chance.randrange(3000))
    if outcome in DISCLOSING and chance.random() < 0.85:
        demand.status = chance.choice(["released", "closed"])
        demand.released_at = demand.decided_at + datetime.timedelta(hours=chance.randrange(300))
        demand.verification, demand.verified_at, demand.verified_with = "verified", demand.logged_at, contact
        demand.closed_at = demand.released_at if demand.status == "closed" else None


def _tell(chance: Any, demand: Demand, letter: Any) -> None:
    status = chance.choice(["due", "withheld", "sent", "sent", "sent", "drafted", "none_needed"])
    notice = Notice(demand=demand, status=status, prohibition="18 USC 2705(b)" if status == "withheld" else "")
    if status == "sent":
        moment = demand.released_at or demand.logged_at
        notice.sent_at = moment + datetime.timedelta(hours=chance.choice([-30, -1, 0, 1, 900]))
        notice.letter = letter
    notice.not_needed = "no_customer" if status == "none_needed" else ""
    notice.save()


def _target(chance: Any, demand: Demand, number: int) -> None:
    ended = demand.logged_at if chance.random() < 0.1 else None
    target = Target(demand=demand, kind="account", key=f"{demand.pk}-{number}", removed_at=ended)
    target.save()
    if demand.released_at is None or chance.random() < 0.2:
        return
    span = {"period_from": demand.received_at, "period_to": demand.received_at}
    told = {"file_size": 1, "added_at": demand.decided_at, "rows": chance.choice([0, 1, 70]), "fields": "number"}
    sha256 = hashlib.sha256(target.key.encode()).hexdigest()
    PackageFile(
        demand=demand, target=target, category=chance.choice(demand.categories.split()), sha256=sha256, **span, **told
    ).save()


# --- One by one ------------------------------------------------------------------------------------------------------


def counted_by_hand(period: str, brand: Brand | None) -> dict[str, Any]:
    """The same figures, in plain Python."""
    first, last = days_of(period)
    everything = [one for one in Demand.objects.all() if one.legal_basis.is_counted and brand in (None, one.brand)]
    within = [one for one in everything if first <= one.received_on <= last]
    ordinary = [one for one in within if one.legal_basis.family not in ("preservation", "national_security")]
    preserving = [one for one in within if one.legal_basis.family == "preservation"]
    accounts = Counter({"notified": 0, "affected": 0, "not_affected": 0})
    accounts.update(kind for demand in ordinary for kind in _accounts_of(demand))
    lasted = {"acknowledge": [one.logged_at - one.received_at for one in ordinary]}
    lasted["effect"] = [one.released_at - one.received_at for one in ordinary if _has_left(one)]
    return {
        "lines": tuple(sorted(Line(*key, number) for key, number in Counter(map(_key, ordinary)).items())),
        "accounts": dict(accounts),
        "preservations": dict.fromkeys(("preserved", "not_preserved", "pending"), 0)
        | Counter(map(_preserved, preserving)),
        "preserved_accounts": sum(
            one.targets.current().count() for one in preserving if one.outcome == "preserved_only"
        ),
        "flow": _flow(everything, first, last),
        "hours": {name: _hours(times) for name, times in lasted.items()},
        "national_security": _orders([one for one in within if one.legal_basis.family == "national_security"]),
    }


def _has_left(demand: Demand) -> bool:
    return demand.outcome in DISCLOSING and demand.released_at is not None


def _files(demand: Demand) -> list[PackageFile]:
    return [file for file in demand.package_files.all() if file.removed_at is None and file.rows > 0]


def _key(demand: Demand) -> tuple[Any, ...]:
    country = demand.authority.country.code if demand.authority else "other"
    instrument = "emergency" if demand.urgency == "emergency" else demand.legal_basis.family
    return (country, instrument, _bucket(demand), *_of_disclosed(demand), demand.is_challenged)


def _bucket(demand: Demand) -> str:
    if _has_left(demand):
        return "disclosed"
    kinds = {"no_data": "no_data", "withdrawn": "withdrawn", "quashed": "rejected", "unverifiable": "rejected"}
    kinds |= {"redirected_to_customer": "rejected", "emergency_refused": "rejected"}
    kinds |= dict.fromkeys(("rejected_invalid", "rejected_jurisdiction", "rejected_overbroad"), "rejected")
    return kinds.get(demand.outcome, "pending")


def _of_disclosed(demand: Demand) -> tuple[str, str, str]:
    if not _has_left(demand):
        return ("", "", "")
    sent = {file.category for file in _files(demand)}
    is_less = demand.outcome == "emergency_disclosed" and not set(demand.categories.split()) <= sent
    extent = "partial" if is_less or demand.outcome == "disclosed_partial" else "full"
    return (extent, _told(demand), "content" if "content" in sent else "non_content")


def _told(demand: Demand) -> str:
    notice = demand.notice
    if demand.urgency == "emergency":
        return "exigent"
    if notice.status == "withheld":
        return "gagged"
    is_before = notice.sent_at is not None and demand.released_at is not None and notice.sent_at <= demand.released_at
    return "notified_before" if is_before else "notified_late"


def _accounts_of(demand: Demand) -> list[str]:
    files = _files(demand)
    found = []
    for target in demand.targets.all():
        is_sent = any(file.target_id == target.pk for file in files)
        if is_sent and _has_left(demand):
            found.append("notified" if demand.notice.status == "sent" else "affected")
        elif is_sent or target.removed_at is None:
            found.append("not_affected")
    return found


def _preserved(demand: Demand) -> str:
    undecided = demand.outcome in ("", "challenged_pending")
    return "preserved" if demand.outcome == "preserved_only" else "pending" if undecided else "not_preserved"


def _flow(everything: list[Demand], first: datetime.date, last: datetime.date) -> dict[str, int]:
    flow = Counter({"opening_pending": 0, "received": 0, "decided": 0, "closing_pending": 0})
    for demand in everything:
        if demand.legal_basis.family in ("preservation", "national_security") or demand.received_on > last:
            continue
        begins, ends = (
            first_moment_of(day, _zone(demand.office)) for day in (first, last + datetime.timedelta(days=1))
        )
        moment = demand.released_at if demand.outcome in DISCLOSING else demand.decided_at
        settled = None if demand.outcome in ("", "challenged_pending") else moment
        is_new = demand.received_on >= first
        if not is_new and settled is not None and settled < begins:
            continue
        flow["received" if is_new else "opening_pending"] += 1
        flow["decided" if settled is not None and settled < ends else "closing_pending"] += 1
    return dict(flow)


def _hours(times: list[datetime.timedelta]) -> int | None:
    return round(median(times) / datetime.timedelta(hours=1)) if times else None


def _orders(orders: list[Demand]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for demand in orders:
        fisa = "fisa_content" if "content" in demand.categories.split() else "fisa_noncontent"
        kind = "nsl" if demand.legal_basis.code == "nsl" else fisa
        found[kind] += 1
        found[f"{kind}_selectors"] += demand.targets.filter(removed_at=None).count()
    return found
