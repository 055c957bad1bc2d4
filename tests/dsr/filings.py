"""Requests as people file them: a form that is filled in, a letter that comes, a link that is followed."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.dsr import services
from apps.dsr.forms.filing import form_token
from apps.dsr.models import Filing
from apps.mailroom.models import Letter
from apps.organisation.models import Brand, Office
from tests.builders import a_brand, a_country, an_office
from tests.publications.mail import text_of

LINK = re.compile(re.escape(settings.SITE_URL) + r"(/privacy-request/confirm/[^/\s]+/)")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def an_intake() -> Brand:
    """A brand that people can file requests with, and an office whose calendar counts."""
    if not Office.objects.exists():
        an_office(time_zone="Europe/Amsterdam")
    return a_brand()


def filled_in(brand: Brand, **values: Any) -> dict[str, Any]:
    """What a browser sends with the form."""
    usual = {"rights": ["access"], "words": "All of it.", "name": "Ada Lovelace", "email": "ada@example.org"}
    usual |= {"group": "customer", "account": "", "country": a_country("NL").code, "region": "", "acts_for": ""}
    return usual | {"homepage": "", "form": form_token(brand)} | values


def visitor(place: str = "192.0.2.7") -> Client:
    """A browser that must bring what the site demands of every form."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=place)


def file_one(client: Client | None = None, *, brand: Brand | None = None, **values: Any) -> Any:
    """Send the form, from one place unless a client is given; a worker has not looked yet."""
    brand = brand or an_intake()
    return (client or visitor()).post(f"/{brand.key}/privacy-request/", filled_in(brand, **values))


def a_filing(**values: Any) -> Filing:
    """A filing whose letter is written."""
    file_one(**values)
    services.take_filings()
    return Filing.objects.latest("pk")


def letters(kind: str = "dsr/confirm") -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def link_in(letter: Letter) -> str:
    """The path of the link that confirms."""
    found = LINK.search(text_of(letter))
    return urlsplit(found[1]).path if found else ""


def press(link: str, *filings: Filing, client: Client | None = None) -> Any:
    """Press the button behind a link, with these ticked; by itself everything is."""
    chosen = [one.pk for one in filings or Filing.objects.all()]
    return (client or visitor()).post(link, {"filing": chosen})


def a_pdf(name: str = "letter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")
