"""Events of the consent log, which are only ever added; and what is derived of them to be asked quickly."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.acts import time_ordered_id
from apps.trail.models import Ledger

from ..choices import Action, Method, Surface

#: Names of keys, parted by blanks.
KEYS = 120


class ConsentEvent(Ledger):
    """One choice, or one showing of a notice: what was granted and refused of what was offered, and how.

    ``moment`` is the clock of the database and the evidence; ``claimed_at`` what the client says, never used for order.
    ``subject`` is a pseudonym: no address stands here. It is empty for banners that send no id.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    site = models.ForeignKey(
        "cookies.Site",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("site"),
    )
    version = models.ForeignKey(
        "publications.PublishedVersion",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("version of the notice"),
    )
    purpose = models.ForeignKey(
        "consents.ConsentPurpose",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("purpose"),
    )
    edition = models.PositiveSmallIntegerField(_("edition of the wording"), null=True, editable=False)
    subject = models.UUIDField(_("subject"), null=True, editable=False)
    granted = models.CharField(_("granted"), max_length=KEYS, blank=True, editable=False)
    refused = models.CharField(_("refused"), max_length=KEYS, blank=True, editable=False)
    action = models.PositiveSmallIntegerField(_("action"), choices=Action, editable=False)
    method = models.PositiveSmallIntegerField(_("method"), choices=Method, editable=False)
    surface = models.PositiveSmallIntegerField(_("asked on"), choices=Surface, editable=False)
    language = models.CharField(_("language"), max_length=2, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("moment that the client claims"), null=True, editable=False)
    client = models.CharField(_("client"), max_length=40, blank=True, editable=False)
    page = models.CharField(_("page"), max_length=120, blank=True, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject", "id"], name="consents_event_of_subject")]
        constraints = [
            models.CheckConstraint(
                name="consents_event_is_of_a_version_or_of_a_purpose",
                condition=Q(site__isnull=False, version__isnull=False, purpose=None, edition=None)
                | Q(site=None, version=None, purpose__isnull=False, edition__isnull=False),
            ),
            models.CheckConstraint(
                name="consents_event_says_something",
                condition=Q(action=Action.SHOW, granted="", refused="") | ~Q(action=Action.SHOW),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EventReceipt(models.Model):
    """That a decision was taken in already: the digest of what makes it the same, and its event. Kept for 90 days."""

    key = models.UUIDField(primary_key=True, editable=False)
    event = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=models.functions.Now(), db_index=True, editable=False)

    def __str__(self) -> str:
        return str(self.key)


class CurrentState(models.Model):
    """What holds now for a subject and a key, by its newest event: derived, so that it is asked in one read."""

    subject = models.UUIDField(editable=False)
    key = models.CharField(max_length=40, editable=False)
    is_granted = models.BooleanField(editable=False)
    was_granted = models.BooleanField(default=False, editable=False)
    event = models.UUIDField(editable=False)
    since = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="consents_state_one_of_a_subject_and_key", fields=["subject", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.is_granted}"
