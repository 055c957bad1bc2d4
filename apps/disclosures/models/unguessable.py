"""Numbers that tell nothing: no gap between two of them says that there is a third."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.casework.references import random_reference
from apps.organisation.models.parts import PartQuerySet
from apps.trail.models import Tracked


def new_id() -> int:
    """A random number of 59 bits, which any database, address and form can hold."""
    return secrets.randbits(59) or 1


def new_reference() -> str:
    """As in GOV-7K3M9-X2QF8, so that nobody can count requests by their names."""
    return random_reference("GOV")


class Unguessable(Tracked):
    """A record whose number is random."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class UnguessablePart(Unguessable):
    """A part of a request. It ends by ``removed_at`` and then stays as it was."""

    removed_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.removed_at is None
