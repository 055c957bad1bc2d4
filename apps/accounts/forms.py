"""The forms of django-allauth with the limits of the office: a limit is taken before anything is compared."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError

from . import services
from .adapters import CODE_REFUSED, TOO_MANY
from .services import CODES_PER_PERSON, RESETS_PER_ADDRESS, RESETS_PER_PLACE, USES_PER_CODE


class SignInForm(LoginForm):
    """E-mail address and password, named as password managers look for them."""

    def __init__(self, *args, **kwargs) -> None:
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


class LimitedCode:
    """A code of a second factor: so many guesses per person, and each code once, whichever process is asked."""

    def clean_code(self) -> str:
        person, code = str(self.user.pk), normalize_user_code(self.cleaned_data["code"])
        if not services.take_attempts((CODES_PER_PERSON, person)):
            raise ValidationError(TOO_MANY)
        if not services.take_attempts((USES_PER_CODE, f"{person}:{code}")):
            raise ValidationError(CODE_REFUSED)
        code = super().clean_code()
        services.give_back_attempts((CODES_PER_PERSON, person))
        return code


class SecondFactorForm(LimitedCode, AuthenticateForm):
    pass


class ConfirmBySecondFactorForm(LimitedCode, ReauthenticateForm):
    pass


class AddAuthenticatorAppForm(LimitedCode, ActivateTOTPForm):
    pass
