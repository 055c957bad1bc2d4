"""The demo company's register: recipients that its privacy statement and its public list name, vetted, two years later.

Whatever has lapsed or speaks against somebody here belongs to an invented company. Days are counted from the day on
which the demo is loaded, so that something is always about to end.
"""

import datetime
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation import services as organisation
from apps.organisation.models import AdequacyDecision, Brand, Country, LegalEntity, NoticeContact, Purpose, Service
from apps.publications.demo import announce
from apps.publications.models import Announcement
from apps.trail.acts import object_name

from . import services
from .choices import Authorisation, EvidenceKind, LocationKind, Mechanism, RecipientKind, RecipientRole
from .models import DESCRIBED, ChainMember, Evidence, Listing, Objection, ThirdParty, Transfer, TransferAssessment

#: The account of the demo customer that objects.
OBJECTS = "MB-1002"
#: The company's public list and its privacy statement, as evidence of what was in force before this register.
EVIDENCE = "Stood on the public list of approved subprocessors, and in the privacy statement of 2023."
SINCE = datetime.date(2024, 12, 22)


class People(NamedTuple):
    """Who asks and who decides in the demo, and the countries by their codes."""

    asks: User
    decides: User
    countries: dict[str, Country]


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
    is_hosting: bool = False


TECHNOLOGY, PAYMENT, COMMUNICATIONS = RecipientKind.TECHNOLOGY, RecipientKind.PAYMENT, RecipientKind.COMMUNICATIONS
SUBPROCESSOR, CONTROLLER = RecipientRole.SUBPROCESSOR, RecipientRole.INDEPENDENT_CONTROLLER
CONDUIT = "Transmits the content of a call or message for its addressee and decides nothing about it."

ROWS = [
    Row("messagebird", "Inbox", "Amazon Web Services EMEA SARL", "LU", "Cloud hosting", TECHNOLOGY, SUBPROCESSOR,
        "use", ("IE", "IN", "US"), "in force", "https://aws.amazon.com/", "as selected by customer",
        is_hosting=True),
    Row("sparkpost", "", "Amazon Web Services EMEA SARL", "LU", "Cloud hosting", TECHNOLOGY, SUBPROCESSOR,
        "use", ("IE", "US"), "in force", "https://aws.amazon.com/", is_hosting=True),
    Row("messagebird", "", "Anthropic Ireland, Limited", "IE", "Language model for customer support", TECHNOLOGY,
        SUBPROCESSOR, "support", ("US",), "approved", "https://www.anthropic.com/", "end-user data optional"),
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
    Row("messagebird", "Inbox", "Example Observability GmbH", "DE", "Logs and alerts of the inbox", TECHNOLOGY,
        SUBPROCESSOR, "security", ("DE",), "approved", "https://example.org/"),
    Row("24sessions", "", "Example Transcription Ltd", "GB", "Transcripts of recorded meetings", TECHNOLOGY,
        SUBPROCESSOR, "use", ("GB",), "vetting", "https://example.com/"),
    Row("telvox", "", "Example Helpdesk Inc.", "US", "Support tickets", TECHNOLOGY, SUBPROCESSOR,
        "support", ("US",), "proposed"),
    Row("sparkpost", "", "Example Analytics Inc.", "US", "Figures of delivered and opened e-mail", TECHNOLOGY,
        SUBPROCESSOR, "use", ("US",), "in force", "https://example.com/"),
    Row("messagebird", "", "Bird Affiliates", "NL", "Support and operation by companies of the group",
        RecipientKind.AFFILIATE, RecipientRole.AFFILIATE_SUBPROCESSOR, "support", ("NL", "GB", "SG"), "in force"),
]  # fmt: skip


#: Name, country, street and place of each third party; contacts are invented, on a domain that receives no mail.
PARTIES = [
    ("Amazon Web Services EMEA SARL", "LU", "38 Avenue John F. Kennedy, L-1855 Luxembourg"),
    ("Amazon Web Services, Inc.", "US", "410 Terry Avenue North, Seattle, WA 98109"),
    ("Anthropic Ireland, Limited", "IE", "6th Floor, South Bank House, Barrow Street, Dublin 4"),
    ("Stripe Payments Europe, Limited", "IE", "1 Grand Canal Street Lower, Dublin 2"),
    ("Stripe, LLC", "US", "354 Oyster Point Boulevard, South San Francisco, CA 94080"),
    ("Mollie B.V.", "NL", "Keizersgracht 126, 1015 CW Amsterdam"),
    ("Adyen N.V.", "NL", "Simon Carmiggeltstraat 6-50, 1011 DJ Amsterdam"),
    ("Example Carrier B.V.", "NL", "Voorbeeldkade 12, 3011 AA Rotterdam"),
    ("Example Observability GmbH", "DE", "Musterstraße 5, 10115 Berlin"),
    ("Example Transcription Ltd", "GB", "4 Sample Street, London EC1A 1AA"),
    ("Example Analytics Inc.", "US", "100 Example Way, Springfield, IL 62701"),
    ("Example Cloud Hosting S.A.", "LU", "2 Rue de l’Exemple, L-1111 Luxembourg"),
    ("Example Datacentres B.V.", "NL", "Voorbeeldweg 80, 1118 LN Schiphol"),
    ("Example Remote Hands GmbH", "DE", "Beispielallee 9, 60311 Frankfurt am Main"),
    ("Example Ticketing ApS", "DK", "Eksempelvej 3, 2100 København"),
]

_K, _SUITE = EvidenceKind, "Example Audit LLP"


class Document(NamedTuple):
    """One demo document: its days are counted from today, ``until`` None for a contract without an end."""

    party: str
    kind: EvidenceKind
    number: str
    since: int = -300
    until: int | None = None
    result: str = "ok"
    findings: str = ""
    issuer: str = ""
    is_filed: bool = False


DOCUMENTS = [
    Document("Amazon Web Services EMEA SARL", _K.DPA, "DEMO-DPA-AWS", is_filed=True),
    Document("Amazon Web Services EMEA SARL", _K.ISO27001, "DEMO-ISO-AWS", -200, 520, issuer=_SUITE, is_filed=True),
    Document("Amazon Web Services EMEA SARL", _K.SOC2_T2, "DEMO-SOC2-AWS", -90, 275, issuer=_SUITE),
    Document("Anthropic Ireland, Limited", _K.DPA, "DEMO-DPA-ANT", is_filed=True),
    Document("Anthropic Ireland, Limited", _K.SOC2_T2, "DEMO-SOC2-ANT", -120, 245, issuer=_SUITE),
    Document("Stripe Payments Europe, Limited", _K.AGREEMENT, "DEMO-SSA-STR"),
    Document("Stripe Payments Europe, Limited", _K.PCI_AOC, "DEMO-AOC-STR", -150, 215, issuer=_SUITE),
    Document("Mollie B.V.", _K.AGREEMENT, "DEMO-CON-MOL"),
    Document("Mollie B.V.", _K.PCI_AOC, "DEMO-AOC-MOL", -60, 305, issuer=_SUITE),
    Document("Adyen N.V.", _K.AGREEMENT, "DEMO-CON-ADY"),
    Document("Adyen N.V.", _K.PCI_AOC, "DEMO-AOC-ADY", -310, 55, issuer=_SUITE),
    Document("Example Carrier B.V.", _K.AGREEMENT, "DEMO-CON-CAR"),
    Document("Example Carrier B.V.", _K.ISO27001, "DEMO-ISO-CAR", -1115, -20, issuer=_SUITE),
    Document("Example Observability GmbH", _K.DPA, "DEMO-DPA-OBS", is_filed=True),
    Document("Example Observability GmbH", _K.ISO27001, "DEMO-ISO-OBS", -1070, 25, "ok_with_findings",
             "Access of leavers was closed after three days instead of one; mended since.", _SUITE),
    Document("Example Transcription Ltd", _K.DPA, "DEMO-DPA-TRA", result=""),
    Document("Example Transcription Ltd", _K.QUESTIONNAIRE, "DEMO-QUE-TRA", -30, 335, "blocker",
             "Recordings are not deleted when a customer leaves.", is_filed=True),
    Document("Example Analytics Inc.", _K.DPA, "DEMO-DPA-ANA"),
    Document("Example Analytics Inc.", _K.SOC2_T2, "DEMO-SOC2-ANA", -240, 125, issuer=_SUITE),
    Document("Bird Affiliates", _K.DPA, "DEMO-IGA-BIRD", is_filed=True),
    Document("Bird Affiliates", _K.ISO27001, "DEMO-ISO-BIRD", -330, 400, issuer=_SUITE),
]  # fmt: skip


class Resting(NamedTuple):
    """What a demo transfer rests on. ``until`` is the last day of the importer's certificate, where it is set."""

    party: str
    brand: str
    country: str
    mechanism: Mechanism
    importer: str = ""
    until: datetime.date | None = None


_M = Mechanism
TRANSFERS = [
    Resting("Amazon Web Services EMEA SARL", "messagebird", "US", _M.ADEQUACY_DPF, "Amazon Web Services, Inc."),
    Resting("Amazon Web Services EMEA SARL", "messagebird", "US", _M.SCC_M3, "Amazon Web Services, Inc."),
    Resting("Amazon Web Services EMEA SARL", "messagebird", "IN", _M.SCC_M3),
    Resting("Amazon Web Services EMEA SARL", "sparkpost", "US", _M.ADEQUACY_DPF, "Amazon Web Services, Inc."),
    Resting("Anthropic Ireland, Limited", "messagebird", "US", _M.SCC_M3),
    Resting("Stripe Payments Europe, Limited", "messagebird", "US", _M.ADEQUACY_DPF, "Stripe, LLC"),
    Resting("Example Analytics Inc.", "sparkpost", "US", _M.ADEQUACY_DPF, until=datetime.date(2026, 3, 1)),
    Resting("Bird Affiliates", "messagebird", "SG", _M.SCC_M3),
]

#: Importer, country, days since the assessment, days until its review.
ASSESSMENTS = [
    ("Amazon Web Services, Inc.", "US", -200, 165),
    ("Amazon Web Services EMEA SARL", "IN", -320, 45),
    ("Anthropic Ireland, Limited", "US", -40, 325),
    ("Bird Affiliates", "SG", -100, 265),
]

#: Each engages the next one, below the listing of the platform's logs.
CHAIN = [
    ("Example Cloud Hosting S.A.", "Servers for logs", "LU"),
    ("Example Datacentres B.V.", "Buildings, power and cooling", "NL"),
    ("Example Remote Hands GmbH", "Exchange of hardware on site", "DE"),
    ("Example Ticketing ApS", "Tickets about that hardware", "DK"),
]

GROUP = "Bird Affiliates"
#: Companies of the group that the entry stands for; the last one still lacks its address.
COMPANIES = [
    ("Example Affiliate UK Ltd", "GB", "7 Sample Street, London EC1A 1AA"),
    ("Example Affiliate Singapore Pte. Ltd.", "SG", "1 Example Quay, Singapore 049315"),
    ("Example Affiliate Denmark ApS", "DK", ""),
]


_WHILE = "As long as the contract with the customer runs, and 30 days after."
#: By function, what annexes tell: subject matter, nature, duration, who is responsible. One is still to be described.
DESCRIPTIONS = {
    "Cloud hosting": (
        "Servers on which the platform runs.",
        "Storing, backing up, erasing.",
        _WHILE,
        "It runs buildings, hardware and virtual machines; access, encryption and erasure of the data are ours.",
    ),
    "Logs and alerts of the platform": (
        "Watching over the platform.",
        "Collecting, storing, searching.",
        "Thirty days from each entry.",
        "It keeps and searches the logs; we decide what is logged and take names and content out first.",
    ),
    "Figures of delivered and opened e-mail": (
        "Figures about e-mail that the customer sends.",
        "Counting and adding up.",
        _WHILE,
        "It works the figures out; sending and lists of recipients stay with us.",
    ),
    "Support and operation by companies of the group": (
        "Support of customers, and operation of the platform by day and night.",
        "Looking up, answering, mending.",
        _WHILE,
        "Each company supports its own region; who has access is decided by the contracting company.",
    ),
}


def load() -> dict[str, int]:
    """What is missing of the demo's register, by two of its people; how many were made of each."""
    asks, decides = (User.objects.active().holding(right).first() for right in (Right.LEGAL, Right.DPO))
    if asks is None or decides is None:
        return {"third parties": 0, "documents": 0, "assessments": 0, "listings": 0, "transfers": 0}
    people = People(asks, decides, {country.code: country for country in Country.objects.all()})
    made = {
        "third parties": sum(_load_party(*row, people=people) for row in PARTIES) + _load_group(people),
        "documents": sum(_load_document(document, people) for document in DOCUMENTS),
        "assessments": sum(_load_assessment(*row, people=people) for row in ASSESSMENTS),
    }
    listings = [_load_listing(row, people) for row in ROWS]
    made["listings"] = sum(is_new for _listing, is_new in listings)
    made["transfers"] = sum(_load_transfer(row, people) for row in TRANSFERS)
    _load_chain(people)
    for row, (listing, is_new) in zip(ROWS, listings, strict=True):
        if is_new:
            _live(listing, row.fate, people)
    return made


def _load_party(name: str, country: str, address: str, *, people: People) -> bool:
    """The third party with all that is told of it; what somebody filled in already stays."""
    there = ThirdParty.objects.filter(legal_name__iexact=name).first()
    told = {
        "country": people.countries[country],
        "registered_address": address,
        "contact_name": "Privacy team (example)",
        "contact_position": "Data protection officer",
        "contact_email": f"{slugify(name)}@example.org",
    }
    known = {field: value for field, value in told.items() if there is None or not getattr(there, field)}
    services.third_party_named(name, by=people.asks, **known)
    return there is None


def _load_group(people: People) -> bool:
    if ThirdParty.objects.filter(legal_name__iexact=GROUP).exists():
        return False
    group = services.add_third_party(
        legal_name=GROUP, country=people.countries["NL"], stands_for_group=True, by=people.asks
    )
    for name, country, address in COMPANIES:
        told = {"name": name, "country": people.countries[country], "registered_address": address}
        there = LegalEntity.objects.filter(name=name).first()
        company = there or organisation.add(LegalEntity, by=people.asks, **told)
        services.add_group_member(group, legal_entity=company, by=people.asks)
    return True


def _load_document(document: Document, people: People) -> bool:
    party = ThirdParty.objects.get(legal_name__iexact=document.party)
    if Evidence.objects.filter(third_party=party, kind=document.kind, number=document.number).exists():
        return False
    services.add_evidence(
        party,
        kind=document.kind,
        number=document.number,
        issuer=document.issuer or document.party,
        valid_from=_day(document.since),
        valid_until=None if document.until is None else _day(document.until),
        kept_at="" if document.is_filed else "The archive of contracts (example)",
        file=_file(document) if document.is_filed else None,
        result=document.result,
        findings=document.findings,
        by=people.asks,
    )
    return True


def _load_assessment(name: str, country: str, since: int, until: int, *, people: People) -> bool:
    party = ThirdParty.objects.get(legal_name__iexact=name)
    if TransferAssessment.objects.filter(third_party=party, country=people.countries[country]).exists():
        return False
    services.assess_transfer(
        party,
        country=people.countries[country],
        assessed_on=_day(since),
        review_on=_day(until),
        conclusion="with_measures",
        assessor="Legal team (example)",
        law="Powers of intelligence and police to demand data, and what a court may do about it.",
        technical="Encryption in transit and at rest; keys are held in the European Union.",
        contractual="Duty to contest orders and to tell us of them.",
        organisational="Every access is logged and looked at each quarter.",
        by=people.asks,
    )
    return True


def _load_listing(row: Row, people: People) -> tuple[Listing, bool]:
    brand = Brand.objects.get(key=row.brand)
    service = Service.objects.get(brand=brand, name=row.service) if row.service else None
    there = Listing.objects.filter(brand=brand, service=service, function=row.function)
    if listing := there.filter(third_party__legal_name=row.name).first():
        return listing, False
    described = dict(zip(DESCRIBED, DESCRIPTIONS.get(row.function, ()), strict=False))
    known = {"country": people.countries[row.country], "website": row.website}
    party = services.third_party_named(row.name, by=people.asks, **known)
    is_selectable = "selected" in row.conditions
    listing = services.propose_listing(
        brand=brand,
        service=service,
        third_party=party,
        function=row.function,
        kind=row.kind,
        role=row.role,
        purpose=Purpose.objects.get(key=row.purpose),
        conditions=row.conditions,
        is_optional="optional" in row.conditions,
        is_hosting=row.is_hosting,
        conduit_reason=row.conduit_reason,
        places=[services.Place(people.countries[code], LocationKind.PROCESSING, is_selectable) for code in row.places],
        by=people.asks,
        **described,
    )
    return listing, True


def _load_transfer(row: Resting, people: People) -> bool:
    listing = _listing_of(row.party, row.brand)
    country = people.countries[row.country]
    there = Transfer.objects.filter(listing=listing, country=country, mechanism=row.mechanism)
    if listing is None or there.exists() or not listing.locations.current().filter(country=country).exists():
        return False
    importer = ThirdParty.objects.get(legal_name__iexact=row.importer) if row.importer else None
    services.record_transfer(
        listing, country=country, mechanism=row.mechanism, importer=importer, by=people.asks, **_terms(row, listing)
    )
    return True


def _terms(row: Resting, listing: Listing) -> dict[str, Any]:
    if row.mechanism == Mechanism.ADEQUACY_DPF:
        decision = AdequacyDecision.objects.covering(SINCE).get(country__code="US", needs_certification=True)
        certified = {"certified_from": datetime.date(2024, 3, 1), "certified_until": row.until, "covers_non_hr": True}
        return {"decision": decision, "valid_from": SINCE, **certified}
    return {
        "exporter": listing.brand.legal_entity or LegalEntity.objects.order_by("pk").first(),
        "authorisation": Authorisation.GENERAL,
        "notice_days": 30,
        "governing_law": Country.objects.get(code="NL"),
        "valid_from": SINCE,
    }


def _load_chain(people: People) -> None:
    listing = _listing_of("Example Observability GmbH", "pusher")
    if listing is None or ChainMember.objects.filter(listing=listing).exists():
        return
    parent = None
    for name, function, country in CHAIN:
        party = ThirdParty.objects.get(legal_name__iexact=name)
        told: dict[str, Any] = {"third_party": party, "function": function, "country": people.countries[country]}
        parent = services.add_chain_member(listing, parent=parent, by=people.asks, **told)


def _listing_of(name: str, brand: str) -> Listing | None:
    return Listing.objects.open().filter(third_party__legal_name__iexact=name, brand__key=brand).first()


def _live(listing: Listing, fate: str, people: People) -> None:
    asks, decides, _countries = people
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
    if fate == "approved":
        services.approve_listing(listing, by=decides)


def _day(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def _file(document: Document) -> ContentFile:
    """A page of PDF that says what it stands for."""
    words = f"Example document {document.number}: {document.kind.label}. Not a real one."
    drawn = b"BT /F1 11 Tf 40 780 Td (" + words.encode("ascii", "replace") + b") Tj ET"
    return ContentFile(PAGE % (len(drawn), drawn), f"{document.number}.pdf")


PAGE = b"""%%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> endobj
4 0 obj << /Length %d >> stream
%s
endstream endobj
trailer << /Root 1 0 R >>
%%%%EOF
"""


def tell() -> dict[str, int]:
    """The approved recipient announced today; the other one, whose certificate ends too soon, stays a draft."""
    listing = _listing_of("Anthropic Ireland, Limited", "messagebird")
    return announce("messagebird", [object_name(listing)] if listing else [])


GROUNDS = (
    "Our works council agreed to support by people only. We ask that nothing which our customers write is given to a "
    "language model before it has agreed to that too."
)


def object_once() -> dict[str, int]:
    """A customer objects to what was announced, by the link in their notice, and Legal looks at the grounds."""
    by = User.objects.active().holding(Right.LEGAL).first()
    contact = NoticeContact.objects.current().filter(customer__account_reference=OBJECTS).first()
    told = Announcement.objects.under_way().filter(notices__contact=contact).order_by("pk").first() if contact else None
    if by is None or contact is None or told is None or Objection.objects.filter(customer=contact.customer).exists():
        return {"objections": 0}
    objection = services.object_by_link(told, contact, name=contact.name, grounds=GROUNDS, changes=[])
    services.assess_objection(objection, by=by)
    return {"objections": 1}


DEMO = [load, tell, object_once]
