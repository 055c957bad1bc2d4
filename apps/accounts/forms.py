"""The forms of django-allauth with the limits of the office: an attempt is taken before anything is compared."""

import contextlib
from collections.abc import Iterator
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError

from . import services
from .adapters import CODE_REFUSED, TOO_MANY
from .models import User
from .services import CODES_PER_PERSON, RESETS_PER_ADDRESS, RESETS_PER_PLACE, USES_PER_CODE


class SignInForm(LoginForm):
    """E-mail address and password, named as password managers look for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskNewPasswordForm(ResetPasswordForm):
    """Asks for a letter; whether the address is known shows nowhere."""

    def clean_email(self) -> str:
        email = super().clean_email()
        place = get_adapter().get_client_ip(context.request)
        if not services.take_attempts((RESETS_PER_PLACE, place), (RESETS_PER_ADDRESS, email.lower())):
            raise ValidationError(TOO_MANY)
        return email


@contextlib.contextmanager
def one_guess(user: User, code: str) -> Iterator[None]:
    """So many guesses per person, and each code once, whichever process is asked; a right guess counts for nothing.

    Raises:
        ValidationError: no guess is left, or the code was typed before.
    """
    person = str(user.pk)
    if not services.take_attempts((CODES_PER_PERSON, person)):
        raise ValidationError(TOO_MANY)
    if not services.take_attempts((USES_PER_CODE, f"{person}:{normalize_user_code(code)}")):
        raise ValidationError(CODE_REFUSED)
    yield
    services.give_back_attempts((CODES_PER_PERSON, person))


class SecondFactorForm(AuthenticateForm):
    """The code at sign-in."""

    def clean_code(self) -> str:
        with one_guess(self.user, self.cleaned_data["code"]):
            return super().clean_code()


class ConfirmBySecondFactorForm(ReauthenticateForm):
    """The code before something that needs the person once more."""

    def clean_code(self) -> str:
        with one_guess(self.user, self.cleaned_data["code"]):
            return super().clean_code()


class AddAuthenticatorAppForm(ActivateTOTPForm):
    """The first code of a new app."""

    def clean_code(self) -> str:
        with one_guess(self.user, self.cleaned_data["code"]):
            return super().clean_code()
