"""How it was found out who asks: checks, the code of one, and its documents, which are kept apart and not for long."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import CheckOutcome, IdentityMethod
from .tickets import Ticket


class IdentityCheck(Tracked):
    """One attempt to find out who asks: by which method, what came of it, and who judged it."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="identity_checks", verbose_name=_("request"))
    method = models.CharField(_("how"), max_length=20, choices=IdentityMethod, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=CheckOutcome, default=CheckOutcome.OPEN, editable=False
    )
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)
    letter = models.ForeignKey(
        "mailroom.Letter",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("letter"),
    )
    asserted_by = models.CharField(_("who says so"), max_length=200, blank=True, editable=False)
    asserted_at = models.DateTimeField(_("signed in"), null=True, editable=False)
    is_number_masked = models.BooleanField(_("number of the document is masked"), default=False, editable=False)
    is_photo_masked = models.BooleanField(
        _("photo and citizen service number are masked"), default=False, editable=False
    )
    words = models.TextField(_("what was found"), blank=True, editable=False)
    judged_at = models.DateTimeField(_("judged"), null=True, editable=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("judged by"),
    )

    history = Trail(
        personal=["asserted_by", "words"],
        kept=[
            *["ticket", "method", "outcome", "asked_at", "letter", "asserted_at", "is_number_masked"],
            *["is_photo_masked", "judged_at", "judged_by"],
        ],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_identitycheck_one_open_at_a_time",
                fields=["ticket"],
                condition=Q(outcome=CheckOutcome.OPEN),
            ),
            models.CheckConstraint(
                name="dsr_identitycheck_judged_at_a_moment",
                condition=Q(outcome=CheckOutcome.OPEN, judged_at=None)
                | ~Q(outcome=CheckOutcome.OPEN) & Q(judged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dsr_identitycheck_document_passes_masked",
                condition=~Q(method=IdentityMethod.DOCUMENT, outcome=CheckOutcome.PASSED)
                | Q(is_number_masked=True, is_photo_masked=True),
            ),
            models.CheckConstraint(
                name="dsr_identitycheck_account_passes_by_a_sign_in",
                condition=~Q(method=IdentityMethod.ACCOUNT, outcome=CheckOutcome.PASSED) | Q(asserted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_method_display()}"

    @property
    def is_open(self) -> bool:
        return self.outcome == CheckOutcome.OPEN


class IdentityCode(models.Model):
    """The code that a person was sent, as a keyed hash, until it is used, guessed at too often, or its time is over.

    ``attempts`` is counted by one statement which also judges, so that guesses at once get no more than the limit.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="identity_code", editable=False)
    identity_check = models.ForeignKey(IdentityCheck, models.PROTECT, related_name="+", editable=False)
    digest = models.BinaryField(editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return str(self.identity_check)


class IdentityDocumentQuerySet(TrackedQuerySet):
    def standing(self) -> "IdentityDocumentQuerySet":
        return self.filter(destroyed_at=None)


class IdentityDocument(Tracked):
    """A document that proves who asks: sealed under a key of its own, and destroyed with it on its day.

    The day does not wait for the request: it is known when the document comes in, and comes earlier once it is judged.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="identity_documents", verbose_name=_("request"))
    identity_check = models.ForeignKey(
        IdentityCheck, models.PROTECT, related_name="documents", editable=False, verbose_name=_("identity check")
    )
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    added_at = models.DateTimeField(_("handed in"), editable=False)
    destroy_at = models.DateTimeField(_("to be destroyed"), editable=False)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, editable=False)

    objects: ClassVar[Any] = IdentityDocumentQuerySet.as_manager()
    history = Trail(
        personal=["file", "file_name"],
        kept=["ticket", "identity_check", "file_size", "added_at", "destroy_at", "destroyed_at"],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["destroy_at", "id"], condition=Q(destroyed_at=None), name="dsr_identitydocument_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="dsr_identitydocument_destroyed_is_empty",
                condition=Q(destroyed_at=None) | Q(file="", file_name=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self._meta.verbose_name} {self.pk}"
