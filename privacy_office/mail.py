"""EMAIL_URL, INBOUND_MAIL and their companions, read into the settings of Django and of django-anymail."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

#: The providers that take letters over an API and keep our Message-ID: the path of that API, what django-anymail calls
#: the name and the password of EMAIL_URL ("": it has none), and the key by which it signs events.
PROVIDERS = {
    "sparkpost": ("/api/v1/", "", "API_KEY", ""),
    "mailgun": ("/v3/", "SENDER_DOMAIN", "API_KEY", "WEBHOOK_SIGNING_KEY"),
    "postmark": ("/", "", "SERVER_TOKEN", ""),
}


def mail_settings(url: str, *, timeout: int, secret: str = "", signing_key: str = "") -> dict[str, Any]:
    """How mail leaves, by the one setting EMAIL_URL; and what a provider must show to be heard.

    ``secret`` is the NAME:PASSWORD of its calls, ``signing_key`` what it signs them with.

    Raises:
        ImproperlyConfigured: the setting names no way that there is, or lacks the provider's key.
    """
    parts = urlsplit(url)
    if parts.scheme not in PROVIDERS:
        return {**environ.Env.email_url_config(url), "MAIL_PROVIDER": "", "ANYMAIL": {}}
    if secret and not all(secret.partition(":")):
        raise ImproperlyConfigured("MAIL_EVENTS_SECRET is a name and a password with a colon between them.")
    return {
        "EMAIL_BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend",
        "MAIL_PROVIDER": parts.scheme,
        "ANYMAIL": _of_provider(parts, signing_key) | {"WEBHOOK_SECRET": secret, "REQUESTS_TIMEOUT": timeout},
    }


def _of_provider(parts: SplitResult, signing_key: str) -> dict[str, str]:
    name = parts.scheme
    path, user_setting, password_setting, signing_setting = PROVIDERS[name]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not password or bool(user) != bool(user_setting):
        form = f"{name}://{'DOMAIN' if user_setting else ''}:{password_setting}@"
        raise ImproperlyConfigured(f"EMAIL_URL has the form {form} for this provider, and a host behind it if need be.")
    given = {password_setting: password}
    if user_setting:
        given[user_setting] = user
    if signing_key and not signing_setting:
        raise ImproperlyConfigured(f"{name} does not sign its events: leave MAIL_EVENTS_SIGNING_KEY empty.")
    if signing_key:
        given[signing_setting] = signing_key
    if parts.hostname:
        port = f":{parts.port}" if parts.port else ""
        given["API_URL"] = f"https://{parts.hostname}{port}{path if parts.path in {'', '/'} else parts.path}"
    return {f"{name.upper()}_{setting}": value for setting, value in given.items()}


#: Hosts that mail may be fetched from without TLS: it never leaves the machine.
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Mailbox:
    """A mailbox whose mail this office takes in, and the key of the brand that it is of (empty: by whom it is sent to)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    brand: str = ""
    is_tls: bool = True

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.user}@{self.host}/{self.folder}"


def mailboxes(urls: list[str]) -> tuple[Mailbox, ...]:
    """The mailboxes that INBOUND_MAIL names.

    Raises:
        ImproperlyConfigured: one has no user, no password, or would send them in the clear.
    """
    return tuple(_mailbox(url) for url in urls if url)


def _mailbox(url: str) -> Mailbox:
    parts = urlsplit(url)
    is_tls, host = parts.scheme == "imaps", parts.hostname or ""
    is_meant = is_tls or (parts.scheme == "imap" and host in THIS_MACHINE)
    if not (is_meant and host and parts.username and parts.password):
        raise ImproperlyConfigured("INBOUND_MAIL names mailboxes as imaps://USER:PASSWORD@HOST/FOLDER?brand=KEY.")
    return Mailbox(
        host=host,
        port=parts.port or (993 if is_tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        brand=parse_qs(parts.query).get("brand", [""])[0],
        is_tls=is_tls,
    )
