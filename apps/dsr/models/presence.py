"""Who has a ticket open at this moment: a hint for colleagues, forgotten within a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .tickets import Ticket


class Viewing(models.Model):
    """That a person has the page of a ticket open, and when that was last known."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="viewings", db_index=False, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False)
    seen_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("look at a request")
        verbose_name_plural = _("looks at requests")
        indexes = [models.Index(fields=["seen_at"], name="dsr_viewing_seen")]
        constraints = [models.UniqueConstraint(name="dsr_viewing_once_a_person", fields=["ticket", "person"])]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.person}"
