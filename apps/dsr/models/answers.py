"""The answer on its way to the person: looked through, handed over on a page behind a code, downloaded."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Ledger, Tracked

from .correspondence import TicketFile
from .tickets import Ticket

#: So often a code may be tried.
MOST_ATTEMPTS = 5


class AnswerReview(Tracked):
    """Somebody looked through exactly these files for data of other people (GDPR Art. 15(4) and 20(4)).

    ``files_hash`` binds it to them: once a file comes, goes or is redacted, it holds no more.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="answer_reviews", verbose_name=_("request"))
    files_hash = models.CharField(max_length=64, editable=False)
    words = models.TextField(_("what was found"), editable=False)
    reviewed_at = models.DateTimeField(_("looked through"), editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("looked through by"),
    )

    history = Trail(personal=["words"], kept=["ticket", "files_hash", "reviewed_at", "reviewed_by"], part_of="ticket")

    class Meta:
        verbose_name = _("review of an answer")
        verbose_name_plural = _("reviews of answers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.reviewed_by}"


class Download(Ledger):
    """A file of the answer was downloaded from the requester's page."""

    file = models.ForeignKey(TicketFile, models.PROTECT, related_name="downloads", editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256[:8]


class PageSession(models.Model):
    """A code for the requester's page, and the short session that it is exchanged for: only what they hash to is kept.

    A code is good once, for minutes and for few attempts; asking for another one ends it.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="page_sessions", editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    code_until = models.DateTimeField(editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    session_hash = models.CharField(max_length=64, blank=True, editable=False)
    session_until = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["session_hash"], name="dsr_pagesession_by_hash")]
        constraints = [
            models.CheckConstraint(
                name="dsr_pagesession_attempts_are_limited", condition=Q(attempts__lte=MOST_ATTEMPTS)
            ),
            models.CheckConstraint(
                name="dsr_pagesession_stands_until_a_moment",
                condition=Q(session_hash="", session_until=None) | ~Q(session_hash="") & Q(session_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} ({self.made_at})"
