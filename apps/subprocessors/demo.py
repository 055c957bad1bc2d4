"""The demo company's register: recipients that its privacy statement and its public list name, a year later."""

import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation.models import Brand, Country, Purpose, Service

from . import services
from .choices import LocationKind, RecipientKind, RecipientRole
from .models import Listing

#: The company's public list and its privacy statement, as evidence of what was in force before this register.
EVIDENCE = "Stood on the public list of approved subprocessors, and in the privacy statement of 2023."
SINCE = datetime.date(2024, 12, 22)


class Row(NamedTuple):
    """One demo listing; ``fate`` is how far it has come."""

    brand: str
    service: str
    name: str
    country: str
    function: str
    kind: RecipientKind
    role: RecipientRole
    purpose: str
    places: tuple[str, ...]
    fate: str
    website: str = ""
    conditions: str = ""
    conduit_reason: str = ""


TECHNOLOGY, PAYMENT, COMMUNICATIONS = RecipientKind.TECHNOLOGY, RecipientKind.PAYMENT, RecipientKind.COMMUNICATIONS
SUBPROCESSOR, CONTROLLER = RecipientRole.SUBPROCESSOR, RecipientRole.INDEPENDENT_CONTROLLER
CONDUIT = "Transmits the content of a call or message for its addressee and decides nothing about it."

ROWS = [
    Row("messagebird", "Inbox", "Amazon Web Services EMEA SARL", "LU", "Cloud hosting", TECHNOLOGY, SUBPROCESSOR,
        "use", ("IE", "IN", "US"), "in force", "https://aws.amazon.com/", "as selected by customer"),
    Row("sparkpost", "", "Amazon Web Services EMEA SARL", "LU", "Cloud hosting", TECHNOLOGY, SUBPROCESSOR,
        "use", ("IE", "US"), "in force", "https://aws.amazon.com/"),
    Row("messagebird", "", "Anthropic Ireland, Limited", "IE", "Language model for customer support", TECHNOLOGY,
        SUBPROCESSOR, "support", ("US",), "announced", "https://www.anthropic.com/", "end-user data optional"),
    Row("messagebird", "", "Stripe Payments Europe, Limited", "IE", "Card payments", PAYMENT, CONTROLLER,
        "billing", ("IE", "US"), "in force", "https://stripe.com/"),
    Row("messagebird", "", "Mollie B.V.", "NL", "iDEAL and card payments", PAYMENT, CONTROLLER,
        "billing", ("NL",), "in force", "https://www.mollie.com/"),
    Row("messagebird", "", "Adyen N.V.", "NL", "Card payments", PAYMENT, CONTROLLER,
        "billing", ("NL",), "in force", "https://www.adyen.com/"),
    Row("messagebird", "Voice", "Example Carrier B.V.", "NL", "Termination of calls", COMMUNICATIONS,
        RecipientRole.CARRIER_CONDUIT, "transmission", ("NL",), "in force", conduit_reason=CONDUIT),
    Row("pusher", "", "Example Observability GmbH", "DE", "Logs and alerts of the platform", TECHNOLOGY, SUBPROCESSOR,
        "security", ("DE",), "approval asked", "https://example.org/"),
    Row("24sessions", "", "Example Transcription Ltd", "GB", "Transcripts of recorded meetings", TECHNOLOGY,
        SUBPROCESSOR, "use", ("GB",), "vetting", "https://example.com/"),
    Row("telvox", "", "Example Helpdesk Inc.", "US", "Support tickets", TECHNOLOGY, SUBPROCESSOR,
        "support", ("US",), "proposed"),
]  # fmt: skip


def load() -> dict[str, int]:
    """The demo listings that are missing, each by two of the demo's people; how many were made."""
    asks, decides = (User.objects.active().holding(right).first() for right in (Right.LEGAL, Right.DPO))
    if asks is None or decides is None:
        return {"listings": 0}
    return {"listings": sum(_load(row, asks=asks, decides=decides) for row in ROWS)}


def _load(row: Row, *, asks: User, decides: User) -> bool:
    brand = Brand.objects.get(key=row.brand)
    service = Service.objects.get(brand=brand, name=row.service) if row.service else None
    there = Listing.objects.filter(brand=brand, service=service, function=row.function)
    if there.filter(third_party__legal_name=row.name).exists():
        return False
    countries = {country.code: country for country in Country.objects.filter(code__in=[row.country, *row.places])}
    third_party = services.third_party_named(row.name, by=asks, country=countries[row.country], website=row.website)
    listing = services.propose_listing(
        brand=brand,
        service=service,
        third_party=third_party,
        function=row.function,
        kind=row.kind,
        role=row.role,
        purpose=Purpose.objects.get(key=row.purpose),
        conditions=row.conditions,
        is_optional="optional" in row.conditions,
        conduit_reason=row.conduit_reason,
        places=[
            services.Place(countries[code], LocationKind.PROCESSING, "selected" in row.conditions)
            for code in row.places
        ],
        by=asks,
    )
    _live(listing, row.fate, asks=asks, decides=decides)
    return True


def _live(listing: Listing, fate: str, *, asks: Any, decides: Any) -> None:
    if fate == "in force":
        services.ask_taking_over(listing, since=SINCE, evidence=EVIDENCE, by=asks)
        services.approve_taking_over(listing, by=decides)
        return
    if fate == "proposed":
        return
    services.start_vetting(listing, by=asks)
    if fate == "vetting":
        return
    services.ask_approval(listing, by=asks)
    if fate == "announced":
        services.approve_listing(listing, by=decides)
        day = timezone.localdate() + datetime.timedelta(days=31)
        services.announce_listing(listing, effective_on=day, by=asks)


DEMO = [load]
