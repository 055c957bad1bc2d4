"""Records of requests that share nothing a list could show, by their number."""

from typing import Any

from apps.dsr import services
from apps.dsr.models import Filing
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
