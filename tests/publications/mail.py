"""Subscriptions as their people have them: forms that are filled in, letters that come, links that are followed."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from apps.mailroom.composing import content_of
from apps.mailroom.models import Letter
from apps.mailroom.services import sealed_bytes
from apps.organisation.models import Brand
from apps.publications import services
from apps.publications.forms.subscribing import form_token
from apps.publications.models import Subscriber
from tests.builders import a_brand

LINK = re.compile(re.escape(settings.SITE_URL) + r"[^\s\"<]*")


def filled_in(brand: Brand, email: str = "ada@example.org", **values: Any) -> dict[str, Any]:
    """What a browser sends with the form."""
    usual = {"email": email, "topics": ["subprocessors"], "language": "en", "name": "", "organisation": ""}
    return usual | {"homepage": "", "form": form_token(brand)} | values


def ask(
    email: str = "ada@example.org", *, brand: Brand | None = None, client: Client | None = None, **values: Any
) -> Any:
    """Send the form, from a place of its own each time unless a client is given; a worker has not looked yet."""
    brand = brand or a_brand()
    return (client or visitor()).post(f"/{brand.key}/subscribe/", filled_in(brand, email, **values))


def visitor() -> Client:
    """A browser that must bring what the site demands of every form."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Mozilla/5.0")


def asks(email: str = "ada@example.org", **values: Any) -> None:
    """Send the form, and let the worker deal with it."""
    ask(email, **values)
    services.take_sign_ups()


def letters(kind: str = "") -> list[Letter]:
    """What was written, the oldest first."""
    found = Letter.objects.order_by("pk")
    return list(found.filter(kind=f"publications/{kind}") if kind else found)


def text_of(letter: Letter) -> str:
    return content_of(sealed_bytes(letter)).text


def links_of(letter: Letter) -> list[str]:
    """The paths of every link of a letter, of its text and of its HTML."""
    content = content_of(sealed_bytes(letter))
    found = dict.fromkeys(LINK.findall(content.text) + LINK.findall(content.html))
    return [urlsplit(one).path for one in found if urlsplit(one).path]


def link_to(what: str, letter: Letter) -> str:
    """The path of the link of a letter that confirms, leaves, or leads to the preferences."""
    pattern = "/subscriptions/[^/]+/" if what == "preferences" else f"/subscriptions/{what}/[^/]+/"
    return next(link for link in links_of(letter) if re.fullmatch(pattern, link))


def a_subscriber(email: str = "ada@example.org", **values: Any) -> Subscriber:
    """Somebody who asked and confirmed, by the form and by the link."""
    asks(email, **values)
    visitor().post(link_to("confirm", letters("confirm")[-1]))
    return Subscriber.objects.confirmed().filter(email=email).order_by("pk").last()
