"""What records of the organisation share: parts that end instead of being deleted, and addresses on the web."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Tracked, TrackedQuerySet

#: An address that a browser may be sent to; nothing that it would run.
web_address = URLValidator(schemes=["https", "http"])


class PartQuerySet(TrackedQuerySet):
    def current(self) -> "PartQuerySet":
        """Parts that have not ended."""
        return self.filter(removed_at=None)


class Part(Tracked):
    """A part or link of a record. It ends by ``removed_at`` and then stays as it was."""

    removed_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.removed_at is None

    def clean(self) -> None:
        """What has ended is changed no more.

        Raises:
            ValidationError: it has ended.
        """
        super().clean()
        if not self.is_current:
            raise ValidationError(_("This has ended and stays as it was: add a new one instead."))
