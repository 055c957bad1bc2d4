"""How django-allauth behaves here: nobody signs up, attempts are limited, secrets are sealed, failures are acts."""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.trail.acts import act
from apps.trail.keyring import decrypt, encrypt, new_data_key, open_data_key

from . import services
from .models import User
from .services import REFUSALS_TOLD, SIGN_INS_PER_ADDRESS, SIGN_INS_PER_PLACE, Limit

TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
CODE_REFUSED = _("This code is not right, or was used already. Wait for the next one and type that.")

#: What the ciphertext of a second factor's secret is bound to.
BOUND_TO = "accounts.second_factor"


class OfficeAccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail address and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both and try again."),
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether an address may be gone to after sign-in: on this host only."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            services.give_back_attempts(*self._limits(request, credentials))
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take an attempt from the place and one from the address before any password is tried (ASVS 5.0, 6.3.1).

        The place pays first, so one place alone cannot use up the attempts of many addresses.
        """
        if services.take_attempts(*self._limits(request, credentials)):
            return
        if services.take_attempts((REFUSALS_TOLD, _address(credentials))):
            with act("accounts.sign_in_refused", by="visitor", about=_person(credentials)):
                pass
        raise ValidationError(TOO_MANY)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        with act("accounts.sign_in_failed", by="visitor", about=_person(credentials)):
            pass

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The password is right, the account closed: say so, and tell the trail."""
        with act("accounts.sign_in_failed", by="visitor", about=user, account="closed"):
            pass
        return super().respond_user_inactive(request, user)

    def clean_password(self, password: str, user: User | None = None) -> str:
        validate_password(password, user)
        if user is not None and user.check_password(password):
            raise ValidationError(_("This is your present password. Choose another one."))
        return password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the letter, on the configured address: never on the host that a request claims."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def _limits(self, request: HttpRequest, credentials: dict[str, Any]) -> list[tuple[Limit, str]]:
        return [(SIGN_INS_PER_PLACE, self.get_client_ip(request)), (SIGN_INS_PER_ADDRESS, _address(credentials))]


class OfficeMFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, each under a data key of its own."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": CODE_REFUSED}

    def encrypt(self, text: str) -> str:
        key = new_data_key()
        parts = {"key": key.name, "wrapped": _text(key.wrapped)}
        return json.dumps(parts | {"sealed": _text(encrypt(key.secret, text.encode(), BOUND_TO))})

    def decrypt(self, encrypted_text: str) -> str:
        """Raises KeyringUnusable where the keyring lacks the key."""
        parts = json.loads(encrypted_text)
        secret = open_data_key(parts["key"], base64.b64decode(parts["wrapped"]))
        return decrypt(secret, base64.b64decode(parts["sealed"]), BOUND_TO).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - its name there
        """A name to begin with, for the person to change."""
        return gettext("Key %d") % (Authenticator.objects.filter(user=user, type=type).count() + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Security keys belong to the configured address, whichever host a request came by."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}


def _address(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _person(credentials: dict[str, Any]) -> User | None:
    """Whose address it is; what was typed is never written down."""
    return User.objects.filter(email=_address(credentials)).first()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
