"""Records for tests, made by the services that staff use. Each takes what matters to the test and fills in the rest."""

import datetime
import io
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.casework.choices import AccessKind
from apps.casework.models import Approval
from apps.casework.services import note_access
from apps.mailroom import services as mailroom
from apps.mailroom.choices import Told
from apps.mailroom.composing import kinds
from apps.mailroom.events import Word, take_word
from apps.mailroom.models import Letter, MailboxCheck, ProviderEvent, Suppression
from apps.mailroom.polling import note_check
from apps.mailroom.suppression import enter_suppression
from apps.organisation import services as organisation
from apps.organisation.choices import LawfulBasis
from apps.organisation.models import (
    AdequacyDecision,
    Brand,
    Country,
    Customer,
    DataCategory,
    DataSource,
    LegalEntity,
    NoticeContact,
    Office,
    Purpose,
    Service,
    SupervisoryAuthority,
    System,
)
from apps.organisation.seeds.places import EEA
from apps.publications import services as publications
from apps.publications.models import PublishedVersion, Subscriber
from apps.subprocessors import services as subprocessors
from apps.subprocessors.choices import RecipientKind, RecipientRole
from apps.subprocessors.models import DESCRIBED, ChainMember, GroupMember, Listing, ThirdParty
from apps.subprocessors.queries.versions import read_version, table_of
from apps.trail.acts import act
from apps.trail.models import Act, Verification
from privacy_office.mail import Mailbox
from tests.announcing import a_subscriber as a_confirmed_subscriber
from tests.announcing import announced, gathered, terms
from tests.evidence import a_document, a_transfer, an_assessment, vetted
from tests.mailroom.mails import a_mail, stored

#: Who makes what a test only needs to be there.
BUILDER = "command:build"

_numbers = count(1)


def a_user(name: str, *rights: str) -> User:
    """A person at ``<name>@example.org`` with these rights, each proposed by one colleague and granted by another."""
    user = _person(name)
    for right in rights:
        grant = accounts.propose_grant(user=user, right=right, by=_person("proposer"))
        accounts.make_grant(grant, by=_person("granter"))
    return User.objects.get(pk=user.pk)


def _person(name: str) -> User:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    if not User.objects.filter(email=email).exists():
        accounts.invite_person(email=email, name=name, by=BUILDER)
    return User.objects.get(email=email)


def a_country(code: str = "NL", **values: Any) -> Country:
    """The country of this code, made where it is missing."""
    if known := Country.objects.filter(code=code).first():
        return known
    values = {"name": code, "is_eea": code in EEA} | values
    return organisation.add(Country, by=BUILDER, code=code, **values)


def a_legal_entity(name: str = "Acme B.V.", **values: Any) -> LegalEntity:
    country = values.pop("country", None) or a_country()
    return organisation.add(LegalEntity, by=BUILDER, name=name, country=country, **values)


def an_authority(name: str = "Data Protection Authority", **values: Any) -> SupervisoryAuthority:
    country = values.pop("country", None) or a_country()
    return organisation.add(SupervisoryAuthority, by=BUILDER, name=name, country=country, **values)


def a_brand(key: str = "acme", **values: Any) -> Brand:
    """The brand of this key, made where it is missing."""
    known = Brand.objects.filter(key=key).first()
    return known or organisation.add(Brand, by=BUILDER, key=key, name=values.pop("name", key.title()), **values)


def an_office(name: str = "Utrecht", **values: Any) -> Office:
    """A local office; ``services.move_headquarters`` makes one the headquarters."""
    country = values.pop("country", None) or a_country()
    return organisation.add(Office, by=BUILDER, name=name, country=country, **values)


def a_customer(name: str = "Globex", **values: Any) -> Customer:
    """A customer under contract since 2024, without contacts."""
    return organisation.add(
        Customer,
        by=BUILDER,
        brand=values.pop("brand", None) or a_brand(),
        name=name,
        account_reference=values.pop("account_reference", f"A-{next(_numbers)}"),
        signed_on=values.pop("signed_on", datetime.date(2024, 1, 15)),
        **values,
    )


def a_contact(email: str = "dana@example.com", **values: Any) -> NoticeContact:
    customer = values.pop("customer", None) or a_customer()
    return organisation.add(NoticeContact, by=BUILDER, customer=customer, email=email, **values)


def a_service(name: str = "Inbox", **values: Any) -> Service:
    return organisation.add(
        Service,
        by=BUILDER,
        brand=values.pop("brand", None) or a_brand(),
        key=values.pop("key", name.lower().replace(" ", "-")),
        name=name,
        **values,
    )


def a_category(name: str = "Phone number", **values: Any) -> DataCategory:
    key = values.pop("key", name.lower().replace(" ", "-"))
    return organisation.add(DataCategory, by=BUILDER, key=key, name=name, **values)


def a_system(name: str = "Message store", **values: Any) -> System:
    return organisation.add(System, by=BUILDER, name=name, **values)


def a_purpose(key: str = "billing", **values: Any) -> Purpose:
    return organisation.add(
        Purpose,
        by=BUILDER,
        key=key,
        text=values.pop("text", f"For {key}."),
        lawful_basis=values.pop("lawful_basis", LawfulBasis.CONTRACT),
        **values,
    )


# --- The register of subprocessors, and people who sign in ------------------------------------------------------

PASSWORD = "four words of no kinship"
SINCE = datetime.date(2024, 1, 1)


def a_colleague(name: str, *rights: str) -> User:
    """A person who has chosen a password of their own, and so can sign in."""
    user = a_user(name, *rights)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


def a_client(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def a_third_party(legal_name: str = "Example Cloud B.V.", **values: Any) -> ThirdParty:
    """The third party of this name, made where it is missing, with all that the public is told of it."""
    known = ThirdParty.objects.filter(legal_name__iexact=legal_name).first()
    if known:
        return known
    told = {
        "registered_address": "Keizersgracht 1, Amsterdam",
        "contact_name": "Kim Doe",
        "contact_position": "Data protection officer",
        "contact_email": "kim@example.com",
    }
    values.setdefault("country", a_country())
    return subprocessors.add_third_party(by=BUILDER, legal_name=legal_name, **(told | values))


#: Roles that one kind of recipient has alone.
KIND_OF_ROLE = {
    RecipientRole.CARRIER_CONDUIT: RecipientKind.COMMUNICATIONS,
    RecipientRole.AFFILIATE_SUBPROCESSOR: RecipientKind.AFFILIATE,
}


def a_listing(*codes: str, **values: Any) -> Listing:
    """A complete proposal: a subprocessor with a purpose, that processes in these countries (the Netherlands)."""
    role = values.pop("role", RecipientRole.SUBPROCESSOR)
    return subprocessors.propose_listing(
        by=values.pop("by", BUILDER),
        brand=values.pop("brand", None) or a_brand(),
        third_party=values.pop("third_party", None) or a_third_party(),
        function=values.pop("function", f"Support {next(_numbers)}"),
        kind=values.pop("kind", None) or KIND_OF_ROLE.get(role, RecipientKind.TECHNOLOGY),
        role=role,
        purpose=values.pop("purpose", None) or Purpose.objects.filter(key="use").first() or a_purpose("use"),
        places=[subprocessors.Place(a_country(code)) for code in codes or ["NL"]],
        **({name: f"Its {name.replace('_', ' ')}." for name in DESCRIBED} | values),
    )


def a_listing_in(status: str, *codes: str, **values: Any) -> Listing:
    """A complete listing that two people brought to this status."""
    return brought(a_listing(*codes, **values), status)


def brought(listing: Listing, status: str) -> Listing:
    """A proposal after two people brought it to this status: in force since 2024 where it has started."""
    legal, dpo = _person("asker"), _person("decider")
    if status != "proposed":
        vetted(listing, reviewer=legal)
    if status in {"vetting", "approved", "announced", "rejected"}:
        listing = subprocessors.start_vetting(listing, by=legal)
    if status in {"approved", "announced"}:
        subprocessors.ask_approval(listing, by=legal)
        listing = subprocessors.approve_listing(listing, by=dpo)
    if status in {"active", "suspended", "ending", "ended"}:
        subprocessors.ask_taking_over(listing, since=SINCE, evidence="The former list.", by=legal)
        listing = subprocessors.approve_taking_over(listing, by=dpo)
    if last := _LAST_STEPS.get(status):
        listing = last(listing, by=legal)
    return listing


def _in_a_month() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=30)


def _announced(listing: Listing, *, by: User) -> Listing:
    """Announced by two people, and told to all."""
    announced(listing)
    return Listing.objects.get(pk=listing.pk)


_LAST_STEPS: dict[str, Any] = {
    "rejected": partial(subprocessors.reject_listing, reason="Not needed."),
    "announced": _announced,
    "suspended": partial(subprocessors.suspend_listing, reason="An incident."),
    "ending": lambda listing, by: subprocessors.plan_ending(listing, ending_on=_in_a_month(), reason="Moved.", by=by),
    "ended": lambda listing, by: subprocessors.end_listing(
        subprocessors.suspend_listing(listing, reason="An incident.", by=by), reason="Replaced.", by=by
    ),
}


STATEMENT = "# About this statement\n\nWe say what we do with **personal data**.\n\n- Names\n- Numbers"


def a_statement(text: str = STATEMENT, **values: Any) -> PublishedVersion:
    """A published privacy statement, in effect from today."""
    brand = values.pop("brand", None) or a_brand()
    effective_on = values.pop("effective_on", None) or timezone.localdate()
    texts = {"en": text} | values.pop("texts", {})
    return publications.publish_statement(brand, texts=texts, effective_on=effective_on, by=BUILDER, **values)


def a_letter(to: str = "ada@example.org", **values: Any) -> Letter:
    """A letter that waits to leave."""
    kind = "subprocessors/evidence_due"
    given = {"context": kinds()[kind].example, "by": BUILDER}
    return mailroom.queue_letter(kind, to=to, **(given | values))


def a_suppression(address: str = "ada@example.org", **values: Any) -> Suppression:
    """An address that staff entered, to which list mail does not go."""
    return enter_suppression(address=address, by=BUILDER, **values)


def a_providers_event(number: int) -> ProviderEvent:
    """A provider told of a letter that it was delivered."""
    letter = a_letter(f"person.{number}@example.org", brand=a_brand(f"brand-{number}"))
    word = Word("sparkpost", f"{number}", Told.DELIVERED, (letter.message_id,), letter.to_address)
    take_word(word)
    return letter.told_events.get()


def a_subscriber(email: str = "ada@example.org", **values: Any) -> Subscriber:
    """Somebody whom staff added and who was not yet asked to confirm."""
    given = {"brand": values.pop("brand", None) or a_brand(), "topic": values.pop("topic", "subprocessors")}
    return publications.add_subscriber(by=values.pop("by", BUILDER), email=email, **given, **values)


# --- A record of each kind that the admin shows, every one with parents of its own -------------------------------


def a_record(model: type, number: int = 1) -> Any:
    """A record of this model. Records of different numbers share nothing that a list could show."""
    return _RECORDS[model._meta.label](number)


def _letters(number: int) -> str:
    """Two capital letters for each number; ISO 3166 leaves those that begin with X to its users."""
    return f"{'XQZ'[number // 26]}{chr(ord('A') + number % 26)}"


def _a_closing_day(number: int) -> Any:
    day = datetime.date(2030, 1, 1) + datetime.timedelta(days=number)
    return organisation.close_day(an_office(f"Office {number}"), day=day, reason="We move.", by=BUILDER)


def _an_act(number: int) -> Any:
    with act("accounts.signed_in", by=_person(f"person {number}")):
        pass
    return Act.objects.first()


def _a_mailbox(number: int) -> Any:
    note_check(Mailbox(f"mail-{number}.example.org", 993, "privacy", "secret"))
    return MailboxCheck.objects.latest("pk")


def _a_verification(number: int) -> Any:
    return Verification.objects.create(code=0, records=number, size=number, seconds=0.1, faults="[]")


def _an_access(number: int) -> Any:
    person = _person(f"reader {number}")
    with act("casework.approval_expired", by=person, reference=str(number), what="grant"):
        return note_access(person, case=person, what=AccessKind.ANSWER, why=f"Reason {number}", by=person)


def _an_approval(number: int) -> Any:
    listing = brought(a_listing(third_party=a_third_party(f"Party {number}")), "vetting")
    subprocessors.ask_approval(listing, by=_person(f"asker {number}"))
    return Approval.objects.about(listing).get()


def _a_listing_apart(number: int) -> Listing:
    brand = a_brand(f"brand-{number}")
    service = a_service(f"Service {number}", brand=brand)
    party = a_third_party(f"Party {number}", country=a_country(_letters(number)))
    return a_listing(_letters(number), brand=brand, service=service, third_party=party)


def _an_approved_listing_apart(number: int) -> Listing:
    return brought(_a_listing_apart(number), "approved")


def _a_notice(number: int) -> Any:
    listing = _an_approved_listing_apart(number)
    a_confirmed_subscriber(f"sam.{number}@example.com", brand=listing.brand)
    return announced(listing).notices.get()


def _a_list_change(number: int) -> Any:
    """A change of its own version of a list of its own source."""
    a_country("NL")
    data = f"Subprocessor,Purpose,Location\nParty {number},Support {number},NL\n".encode()
    version = read_version(table_of(data), brand=a_brand(f"brand-{number}"), source=f"source-{number}")
    file = subprocessors.ListFile(f"list-{number}.csv", io.BytesIO(data))
    accepted = subprocessors.accept_version(version, subprocessors.as_read(version), file=file, by=_person("reader"))
    return accepted[1][0]


def _a_group_member(number: int) -> GroupMember:
    group = a_third_party(f"Group {number}", stands_for_group=True)
    company = a_legal_entity(f"Entity {number}", country=a_country(_letters(number)))
    return subprocessors.add_group_member(group, legal_entity=company, by=BUILDER)


def _a_chain_member(number: int) -> ChainMember:
    below, country = a_third_party(f"Below {number}"), a_country(_letters(number))
    listing = _a_listing_apart(number)
    return subprocessors.add_chain_member(listing, third_party=below, function="Power", country=country, by=BUILDER)


def _an_announcement(number: int) -> Any:
    from tests.announced import an_announcement

    return an_announcement(brand=a_brand(f"brand-{number}"))


def _an_objection(number: int) -> Any:
    """By a customer that was told, of a brand of its own."""
    from tests.announced import a_told_customer, some_terms

    announcement = _an_announcement(number)
    some_terms(announcement.brand)
    customer, contact = a_told_customer(announcement, f"Customer {number}")
    return subprocessors.log_objection(
        announcement=announcement,
        customer=customer,
        contact=contact,
        name=f"Dana {number}",
        channel="email",
        received_at=announcement.sending_at,
        grounds="Our data must stay here.",
        by=BUILDER,
    )


def _built_by(module: str, name: str) -> Any:
    """A builder of an app that stands on this module."""
    return lambda number: getattr(import_module(module), name)(number)


_of_requests, _of_demands = (partial(_built_by, f"tests.{app}.records") for app in ("dsr", "disclosures"))


def _a_hold(number: int) -> Any:
    return import_module("tests.retention.holds").a_hold_apart(number)


def _a_report(number: int) -> Any:
    return import_module("tests.disclosures.demands").a_report_apart(number)


def _of_cookies(label: str) -> Any:
    return lambda number: import_module("tests.cookies.records").RECORDS[label](number)


_RECORDS: dict[str, Any] = {
    **{
        f"cookies.{name}": _of_cookies(f"cookies.{name}")
        for name in ("Site", "Cookie", "Provider", "CatalogueEntry", "CategoryText", "Scan", "Sighting", "Waiver")
    },
    **{label: _of_cookies(label) for label in ("cookies.CookieNotice", "consents.ConsentPurpose")},
    "disclosures.Authority": _of_demands("an_authority_apart"),
    "disclosures.AuthorityContact": _of_demands("a_contact_apart"),
    "disclosures.LegalBasis": _of_demands("a_basis_apart"),
    "disclosures.Demand": _of_demands("a_demand_apart"),
    "disclosures.TransparencyReport": _a_report,
    "dsr.ApiClient": _of_requests("an_api_client_apart"),
    "dsr.Filing": _of_requests("a_filing_apart"),
    "dsr.FilingFile": _of_requests("a_filed_file_apart"),
    "dsr.TicketLink": _of_requests("a_link_apart"),
    "dsr.TicketFile": _of_requests("a_file_apart"),
    "dsr.AnswerReview": _of_requests("a_review_apart"),
    "dsr.ProposedRefusal": _of_requests("a_proposed_refusal_apart"),
    "dsr.RecipientNotice": _of_requests("a_recipient_notice_apart"),
    "dsr.CannedText": _of_requests("a_text_apart"),
    "dsr.IdentityCheck": _of_requests("an_identity_check_apart"),
    "dsr.IdentityDocument": _of_requests("an_identity_document_apart"),
    "dsr.Task": _of_requests("a_task_apart"),
    "trail.Act": _an_act,
    "trail.Verification": _a_verification,
    "accounts.Grant": lambda n: accounts.propose_grant(
        user=_person(f"person {n}"), right="web", by=_person("proposer")
    ),
    "accounts.User": lambda n: _person(f"person {n}"),
    "casework.AccessEntry": _an_access,
    "casework.Approval": _an_approval,
    "dsr.Absence": _of_requests("an_absence_apart"),
    "dsr.Team": _of_requests("a_team_apart"),
    "dsr.TeamMember": _of_requests("a_member_apart"),
    "dsr.Ticket": _of_requests("a_ticket_apart"),
    "retention.Hold": _a_hold,
    "mailroom.ProviderEvent": a_providers_event,
    "mailroom.InboundMessage": lambda number: stored(a_mail(Message_ID=f"<{number}@m>"), brand=a_brand(f"b{number}")),
    "mailroom.MailboxCheck": _a_mailbox,
    "mailroom.Suppression": lambda n: a_suppression(f"person.{n}@example.org"),
    "mailroom.Letter": lambda n: a_letter(f"person.{n}@example.org", brand=a_brand(f"brand-{n}")),
    "organisation.AdequacyDecision": lambda n: organisation.add(
        AdequacyDecision,
        by=BUILDER,
        country=a_country(_letters(n)),
        valid_from=datetime.date(2020, 1, 1),
        number=f"{n}",
    ),
    "organisation.Brand": lambda n: a_brand(f"brand-{n}", legal_entity=a_legal_entity(f"Entity {n}")),
    "organisation.Country": lambda n: a_country(_letters(n)),
    "organisation.Customer": lambda n: a_customer(f"Customer {n}", brand=a_brand(f"brand-{n}")),
    "organisation.DataCategory": lambda n: a_category(f"Category {n}"),
    "organisation.DataSource": lambda n: organisation.add(
        DataSource, by=BUILDER, key=f"source-{n}", name=f"Source {n}"
    ),
    "organisation.LegalEntity": lambda n: a_legal_entity(
        f"Entity {n}",
        country=a_country(_letters(n)),
        parent=a_legal_entity(f"Parent {n}", country=a_country(_letters(n))),
    ),
    "organisation.NoticeContact": lambda n: a_contact(f"dana.{n}@example.com", customer=a_customer(f"Customer {n}")),
    "organisation.Office": lambda n: an_office(f"Office {n}", supervisory_authority=an_authority(f"Authority {n}")),
    "organisation.OfficeClosure": _a_closing_day,
    "organisation.Purpose": lambda n: a_purpose(f"purpose-{n}"),
    "organisation.Service": lambda n: a_service(f"Service {n}", brand=a_brand(f"brand-{n}")),
    "organisation.ServiceData": lambda n: organisation.link_category(
        a_service(f"Service {n}", brand=a_brand(f"brand-{n}")), a_category(f"Category {n}"), by=BUILDER
    ),
    "organisation.SupervisoryAuthority": lambda n: an_authority(f"Authority {n}", country=a_country(_letters(n))),
    "organisation.System": lambda n: a_system(
        f"System {n}", country=a_country(_letters(n)), owner=_person(f"person {n}")
    ),
    "organisation.SystemData": lambda n: organisation.record_holding(
        a_system(f"System {n}"), a_category(f"Category {n}"), by=BUILDER
    ),
    "organisation.SystemService": lambda n: organisation.link_system(
        a_system(f"System {n}"), a_service(f"Service {n}", brand=a_brand(f"brand-{n}")), by=BUILDER
    ),
    "publications.PublishedVersion": lambda n: a_statement(brand=a_brand(f"brand-{n}")),
    "publications.Announcement": lambda n: gathered(_an_approved_listing_apart(n).brand),
    "publications.AnnouncedChange": lambda n: gathered(_an_approved_listing_apart(n).brand).changes.get(),
    "publications.Notice": _a_notice,
    "publications.NoticeTerms": lambda n: terms(a_brand(f"brand-{n}"), 30, f"template-{n}"),
    "publications.Subscriber": lambda n: a_subscriber(f"person.{n}@example.org", brand=a_brand(f"brand-{n}")),
    "subprocessors.ChainMember": _a_chain_member,
    "subprocessors.Evidence": lambda n: a_document(a_third_party(f"Party {n}"), issuer=f"Issuer {n}"),
    "subprocessors.GroupMember": _a_group_member,
    "subprocessors.Listing": _a_listing_apart,
    "subprocessors.ListChange": _a_list_change,
    "subprocessors.ListReading": lambda n: _a_list_change(n).reading,
    "subprocessors.ListSource": lambda n: _a_list_change(n).reading.source,
    "subprocessors.Location": lambda n: _a_listing_apart(n).locations.get(),
    "subprocessors.Transfer": lambda n: a_transfer(_a_listing_apart(n), a_country(_letters(n))),
    "subprocessors.TransferAssessment": lambda n: an_assessment(a_third_party(f"Party {n}"), a_country(_letters(n))),
    "subprocessors.Objection": _an_objection,
    "subprocessors.ThirdParty": lambda n: a_third_party(f"Party {n}", country=a_country(_letters(n))),
}
