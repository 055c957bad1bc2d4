"""Purposes beyond cookies: what people are asked about in a form, on paper or by telephone."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet


class ConsentPurposeQuerySet(TrackedQuerySet):
    def active(self) -> "ConsentPurposeQuerySet":
        return self.filter(is_active=True)


class ConsentPurpose(Tracked):
    """Something that rests on consent, with the words in which people are asked.

    ``edition`` counts the wordings: each event says which one the person saw, and history keeps them all.
    """

    key = models.SlugField(_("key"), max_length=40, help_text=_("Names it in the log and never changes."))
    purpose = models.ForeignKey(
        "organisation.Purpose", models.PROTECT, related_name="+", verbose_name=_("purpose of the privacy statement")
    )
    title_en = models.CharField(_("title, in English"), max_length=120)
    title_nl = models.CharField(_("title, in Dutch"), max_length=120)
    text_en = models.CharField(_("what people are asked, in English"), max_length=1000)
    text_nl = models.CharField(_("what people are asked, in Dutch"), max_length=1000)
    edition = models.PositiveSmallIntegerField(_("edition of the wording"), default=1, editable=False)
    stands_days = models.PositiveIntegerField(
        _("stands, in days"), null=True, blank=True, help_text=_("Empty: until it is withdrawn.")
    )
    is_active = models.BooleanField(_("is asked now"), default=True)

    objects: ClassVar[Any] = ConsentPurposeQuerySet.as_manager()
    history = Trail(
        kept=[
            *["key", "purpose", "title_en", "title_nl", "text_en", "text_nl", "edition", "stands_days", "is_active"],
        ]
    )

    class Meta:
        verbose_name = _("purpose of consent")
        verbose_name_plural = _("purposes of consent")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                name="consents_purpose_key_once",
                fields=["key"],
                violation_error_message=_("There is a purpose with this key already."),
            ),
            models.CheckConstraint(name="consents_purpose_is_asked_in_words", condition=~Q(text_en="")),
        ]

    def __str__(self) -> str:
        return self.title_en
