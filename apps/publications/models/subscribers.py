"""Subscribers: who asked to be told of changes, and the proof that they did."""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.casework.searching import TextIndex
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import LEAVING, SubscriberSource, SubscriberStatus, Topic


def new_public_id() -> str:
    """128 random bits by which a subscriber is named in addresses; a signature stands beside it there."""
    return secrets.token_hex(16)


class SubscriberQuerySet(TrackedQuerySet):
    def confirmed(self) -> "SubscriberQuerySet":
        return self.filter(status=SubscriberStatus.CONFIRMED)

    def live(self) -> "SubscriberQuerySet":
        """Who is told of changes, or will be once they confirm."""
        return self.filter(status__in=LEAVING)

    def owed_a_question(self, now: datetime) -> "SubscriberQuerySet":
        """Who was not asked yet to confirm, and may be now."""
        due = Q(ask_after=None) | Q(ask_after__lte=now)
        return self.filter(due, status=SubscriberStatus.PENDING, mailed_at=None)

    def unconfirmed(self, now: datetime) -> "SubscriberQuerySet":
        """Whose time to confirm is over."""
        return self.filter(status=SubscriberStatus.PENDING, confirm_until__lt=now)


class Subscriber(Tracked):
    """One address that asked to be told of one topic of one brand. The row stays after leaving: it is the proof.

    ``email`` stands as it was typed, ``email_key`` normalised. ``wording`` names the text that was shown. Who is pending
    and has no ``mailed_at`` is still to be asked to confirm, not before ``ask_after``. ``confirm_until`` stands while
    they may; ``confirm_hash`` is the SHA-256 of the token in that letter, the same for all that it asks about.
    """

    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="subscribers", verbose_name=_("brand"))
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, default=Topic.SUBPROCESSORS)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=10, default="en", choices=[("en", _("English")), ("nl", _("Dutch"))]
    )
    status = models.CharField(
        _("status"), max_length=20, choices=SubscriberStatus, default=SubscriberStatus.PENDING, editable=False
    )
    source = models.CharField(_("source"), max_length=20, choices=SubscriberSource, editable=False)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    wording = models.CharField(_("text that was shown"), max_length=64, blank=True, editable=False)
    requested_at = models.DateTimeField(_("asked"), editable=False)
    requested_from = models.GenericIPAddressField(_("asked from"), null=True, editable=False)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True, editable=False)
    confirm_hash = models.CharField(max_length=64, blank=True, editable=False)
    confirm_until = models.DateTimeField(_("to be confirmed until"), null=True, editable=False)
    mailed_at = models.DateTimeField(_("asked to confirm"), null=True, editable=False)
    ask_after = models.DateTimeField(_("to be asked from"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_from = models.GenericIPAddressField(_("confirmed from"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reason = models.TextField(_("why staff ended it"), blank=True, editable=False)

    objects: ClassVar[Any] = SubscriberQuerySet.as_manager()
    words = TextIndex("email", "name", "organisation")
    history = Trail(
        personal=[
            "email",
            "email_key",
            "name",
            "organisation",
            "requested_from",
            "user_agent",
            "confirmed_from",
            "reason",
        ],
        kept=[
            *["brand", "topic", "language", "status", "source", "public_id", "wording", "requested_at", "confirm_hash"],
            *["confirm_until", "mailed_at", "ask_after", "confirmed_at", "ended_at"],
        ],
    )

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["-requested_at", "-id"], name="publications_sub_asked"),
            models.Index(fields=["status", "-requested_at", "-id"], name="publications_sub_status"),
            models.Index(fields=["brand", "topic", "status", "id"], name="publications_sub_audience"),
            models.Index(fields=["brand", "-requested_at", "-id"], name="publications_sub_brand"),
            models.Index(fields=["topic", "-requested_at", "-id"], name="publications_sub_topic"),
            models.Index(fields=["language", "-requested_at", "-id"], name="publications_sub_language"),
            models.Index(fields=["source", "-requested_at", "-id"], name="publications_sub_source"),
            models.Index(fields=["email_key"], name="publications_sub_key", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["confirm_hash"], name="publications_sub_token"),
            models.Index(
                fields=["status", "ask_after", "id"], condition=Q(mailed_at=None), name="publications_sub_unasked"
            ),
            models.Index(
                fields=["confirm_until"], condition=Q(confirm_until__isnull=False), name="publications_sub_until"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="publications_subscriber_once_per_brand_and_topic",
                fields=["brand", "topic", "email_key"],
                condition=~Q(email_key=""),
                violation_error_message=_("This address stands on this list already."),
            ),
            models.CheckConstraint(
                name="publications_subscriber_confirmed_at_a_moment",
                condition=~Q(status=SubscriberStatus.CONFIRMED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publications_subscriber_may_confirm_while_pending_and_asked",
                condition=Q(confirm_until=None)
                | Q(status=SubscriberStatus.PENDING, mailed_at__isnull=False) & ~Q(confirm_hash=""),
            ),
            models.CheckConstraint(
                name="publications_subscriber_has_an_address_until_erased",
                condition=Q(status=SubscriberStatus.ERASED, email="", email_key="")
                | ~Q(status=SubscriberStatus.ERASED) & ~Q(email="") & ~Q(email_key=""),
            ),
        ]

    @property
    def is_kept_silent_by_staff(self) -> bool:
        """Staff say why; whom the worker suppressed comes back once the mailroom lets list mail go to the address."""
        return self.status == SubscriberStatus.SUPPRESSED and self.reason != ""

    def __str__(self) -> str:
        return self.email or str(_("(erased)"))


class SignUpQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "SignUpQuerySet":
        return self.filter(next_try_at__lte=now)


class SignUp(models.Model):
    """What one visitor asked by the form, until a worker has dealt with it, in seconds; then the row leaves.

    So the answer to the visitor takes the same time whether the address is known or not.
    """

    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="+", editable=False)
    topics = models.CharField(max_length=100, editable=False, help_text="Topics, with commas.")
    email = models.CharField(max_length=254, editable=False)
    name = models.CharField(max_length=150, blank=True, editable=False)
    organisation = models.CharField(max_length=200, blank=True, editable=False)
    language = models.CharField(max_length=10, editable=False)
    wording = models.CharField(max_length=64, editable=False)
    asked_at = models.DateTimeField(editable=False)
    asked_from = models.GenericIPAddressField(null=True, editable=False)
    user_agent = models.CharField(max_length=300, blank=True, editable=False)
    next_try_at = models.DateTimeField(editable=False)
    faults = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_try_at", "id"], name="publications_signup_due")]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"
