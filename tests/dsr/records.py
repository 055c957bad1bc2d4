"""Records of requests that share nothing a list could show, by their number."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.dsr import services
from apps.dsr.models import Filing, Team
from apps.dsr.services import Asked, Person
from apps.dsr.services.filings import Wish
from apps.organisation.models import Office
from tests.builders import BUILDER, a_brand, a_country, a_user, an_office
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
