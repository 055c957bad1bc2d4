"""Texts that staff write again and again, by what they are for, law and language."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import PLACEHOLDERS, Regime, Right

#: What a text leaves open; braces of any other kind are a slip, and stop it too.
OPEN_PLACE = re.compile(r"\{([^{}]*)\}")
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]


def unknown_placeholders(text: str) -> list[str]:
    """What a text leaves open and no request fills in, each once, in order."""
    return list(dict.fromkeys(name for name in OPEN_PLACE.findall(text) if name not in PLACEHOLDERS))


class CannedTextQuerySet(TrackedQuerySet):
    def offered(self) -> "CannedTextQuerySet":
        return self.filter(is_offered=True)


class CannedText(Tracked):
    """A text to begin a letter with. What it leaves open is filled in from the ticket before it leaves."""

    name = models.CharField(_("name"), max_length=100)
    right = models.CharField(
        _("right"), max_length=30, choices=Right, blank=True, help_text=_("Empty: whatever is asked.")
    )
    regime = models.CharField(_("law"), max_length=20, choices=Regime, blank=True, help_text=_("Empty: every law."))
    language = models.CharField(_("language"), max_length=10, default="en", choices=LANGUAGES)
    text = models.TextField(
        _("text"),
        max_length=8000,
        help_text=_("Filled in from the request: %(names)s.")
        % {"names": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)},
    )
    is_offered = models.BooleanField(_("offered"), default=True, help_text=_("Untick what is no longer used."))

    objects: ClassVar[Any] = CannedTextQuerySet.as_manager()
    history = Trail(personal=["text"], kept=["name", "right", "regime", "language", "is_offered"])

    class Meta:
        verbose_name = _("canned text")
        verbose_name_plural = _("canned texts")
        ordering = ["name", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "regime",
                "language",
                name="dsr_cannedtext_name_once_per_law_and_language",
                violation_error_message=_("There is a text of this name for this law and language already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_language_display()})"

    def clean(self) -> None:
        """Only what a request can fill in is left open.

        Raises:
            ValidationError: the text names something else.
        """
        unknown = ", ".join(f"{{{name}}}" for name in unknown_placeholders(self.text))
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            words = _("Nothing fills in %(unknown)s. A request can fill in: %(known)s.")
            raise ValidationError({"text": words % {"unknown": unknown, "known": known}})
