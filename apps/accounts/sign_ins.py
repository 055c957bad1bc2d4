"""Sign-ins become acts: what django-allauth and Django tell about a session is written to the trail."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from apps.trail.acts import act

from . import services


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    with act("accounts.signed_in", by=user, about=user):
        if user.must_change_password:
            services.spend_one_time_password(user)
    if user.must_change_password:
        update_session_auth_hash(request, user)  # or the session would end with the password it was opened with


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is None:
        return
    with act("accounts.signed_out", by=user, about=user):
        pass


@receiver([password_changed, password_set, password_reset])
def changed_password(sender: Any, user: Any, **kwargs: Any) -> None:
    services.note_password_change(user)


@receiver(authenticator_added)
def added_second_factor(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    with act("accounts.second_factor_added", by=user, about=user, factor=authenticator.type):
        pass


@receiver(authenticator_removed)
def removed_second_factor(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    with act("accounts.second_factor_removed", by=user, about=user, factor=authenticator.type):
        pass


@receiver(authenticator_reset)
def made_recovery_codes(sender: Any, user: Any, **kwargs: Any) -> None:
    with act("accounts.recovery_codes_made", by=user, about=user):
        pass


@receiver(authentication_failed)
def failed_second_factor(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    with act("accounts.sign_in_failed", by="visitor", about=user, factor=authenticator.type):
        pass
