"""Records of requests that share nothing a list could show, by their number."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.dsr import services
from apps.dsr.models import Filing, FilingFile, Team
from apps.dsr.services import Asked, Person
from apps.dsr.services.filings import Wish
from apps.organisation.models import Office
from tests.builders import BUILDER, a_brand, a_country, a_listing, a_user, an_office, brought
from tests.dsr.answers import a_known_ticket, an_answered_ticket
from tests.dsr.tickets import a_ticket


def a_filing_apart(number: int) -> Filing:
    if not Office.objects.exists():
        an_office(time_zone="Europe/Amsterdam")
    person = Person(group="customer", name=f"Person {number}", email=f"person.{number}@example.org")
    place = f"192.0.2.{number}"
    return services.file_request(
        a_brand(f"brand-{number}"), wish=Wish(person, [Asked("access")]), place=place, form=f"form {number}"
    )


def a_ticket_apart(number: int) -> Any:
    country = a_country(f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}") if number % 2 else None
    ticket = a_ticket(
        "access",
        "erasure",
        name=f"Person {number}",
        email=f"person.{number}@example.org",
        brand=a_brand(f"brand-{number}"),
        country=country,
    )
    return services.assign_ticket(ticket, to=a_user(f"officer {number}"), by=BUILDER)


def an_api_client_apart(number: int) -> Any:
    return services.add_api_client(name=f"Program {number}", brand=a_brand(f"brand-{number}"), by=BUILDER)


def a_team(name: str = "Privacy desk", **values: Any) -> Team:
    return services.add_team(by=BUILDER, name=name, **values)


def a_team_apart(number: int) -> Team:
    return a_team(f"Team {number}", brand=a_brand(f"brand-{number}"))


def a_member_apart(number: int) -> Any:
    return services.add_member(a_team(f"Team {number}"), person=a_user(f"person {number}"), by=BUILDER)


def an_absence_apart(number: int) -> Any:
    """A week in which one person is away and another stands in."""
    day = timezone.localdate()
    return services.add_absence(
        by=BUILDER,
        person=a_user(f"person {number}"),
        deputy=a_user(f"deputy {number}"),
        from_on=day,
        until_on=day + datetime.timedelta(days=6),
    )


def a_task_apart(number: int) -> Any:
    ticket = a_ticket_apart(number)
    return services.add_task(ticket, details=f"Search {number}.", owner=a_user(f"person {number}"), by=BUILDER)


def an_identity_document_apart(number: int) -> Any:
    ticket = a_ticket_apart(number)
    services.ask_identity(ticket, method="document", by=BUILDER)
    file = SimpleUploadedFile(f"document-{number}.txt", b"A passport, masked.")
    return services.add_identity_document(ticket, file=file, by="visitor")


def a_text_apart(number: int) -> Any:
    return services.add_text(name=f"Text {number}", text=f"Dear {{name}}, text {number}.", by=BUILDER)


def a_link_apart(number: int) -> Any:
    one, other = a_ticket_apart(number), a_ticket(email=f"other.{number}@example.org")
    return services.link_tickets(one, other=other, kind="related", by=BUILDER)


def a_file_apart(number: int) -> Any:
    file = SimpleUploadedFile(f"letter-{number}.txt", b"What came by post.")
    return services.add_file(a_ticket_apart(number), file=file, by=BUILDER)


def a_filed_file_apart(number: int) -> Any:
    file = SimpleUploadedFile(f"scan-{number}.txt", b"What was handed in.")
    wish = Wish(Person(group="customer", email=f"person.{number}@example.org"), [Asked("access")], files=[file])
    services.file_request(a_brand(f"brand-{number}"), wish=wish, place=f"192.0.2.{number}", form=f"file {number}")
    return FilingFile.objects.latest("pk")


def a_review_apart(number: int) -> Any:
    return an_answered_ticket(email=f"answered.{number}@example.org").answer_reviews.get()


def a_proposed_refusal_apart(number: int) -> Any:
    ticket = a_known_ticket("erasure", email=f"refused.{number}@example.org")
    words = {"ground": "LegalObligationImpaired", "duty": "Tax law, seven years", "explanation": "We must keep it."}
    return services.ask_to_refuse(ticket.items.get(), by=a_user(f"asker {number}", "privacy"), **words)


def a_recipient_notice_apart(number: int) -> Any:
    ticket = a_known_ticket("erasure", email=f"told.{number}@example.org")
    item = services.decide_item(ticket.items.get(), decision="granted", explanation="Done.", by=BUILDER)
    listing = brought(a_listing("NL", brand=ticket.brand), "active")
    return services.tell_recipient(item, recipient=listing.third_party, words="By their ticket 12.", by=BUILDER)


def an_identity_check_apart(number: int) -> Any:
    ticket = a_ticket_apart(number)
    services.ask_identity(ticket, method="code", by=BUILDER)
    return ticket.identity_checks.get()
