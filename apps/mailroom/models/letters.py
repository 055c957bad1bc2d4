"""Letters: one message to one person each, and the ledger of what became of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.trail.acts import current_act
from apps.trail.errors import WrittenOutsideAct
from apps.trail.models import Ledger

from ..choices import READY, SETTLED, TURNED_AWAY, DeliveryEvent, LetterStatus, Told
from ..composing import kinds


class LetterQuerySet(models.QuerySet):
    """Reads, and the one way in which a sender moves letters; any other bulk write is refused."""

    def due(self, now: datetime) -> "LetterQuerySet":
        """What a sender may take now."""
        return self.filter(status__in=READY, next_try_at__lte=now)

    def interrupted(self, now: datetime) -> "LetterQuerySet":
        """Taken by a sender whose lease has run out."""
        return self.filter(round__until__lte=now)

    def waiting(self) -> "LetterQuerySet":
        """What leaves by itself."""
        return self.filter(Q(status=LetterStatus.SENDING) | Q(status__in=READY, next_try_at__isnull=False))

    def needing_a_person(self) -> "LetterQuerySet":
        """What stays where it is until somebody decides."""
        unclear = Q(status=LetterStatus.UNKNOWN_OUTCOME, next_try_at=None)
        return self.filter(unclear | Q(status__in=[LetterStatus.REFUSED, LetterStatus.FAILED]))

    def turned_away(self, since: datetime) -> "LetterQuerySet":
        """What a provider or a receiver would not have since a moment, after it had left, for no fault of the address."""
        return self.filter(reached__in=TURNED_AWAY, reached_at__gte=since).exclude(status=LetterStatus.REFUSED)

    def unread_refusals(self) -> "LetterQuerySet":
        """What a mail server refused, and of which it was not yet read why."""
        return self.filter(status=LetterStatus.REFUSED, reached="")

    def move(self, **values: Any) -> int:
        """Change the status and what belongs to it; called by the senders alone, who write the ledger beside it."""
        return super().update(**values)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOutsideAct("Letters change by the services of the mailroom alone, which write down what happened.")

    update = bulk_create = bulk_update = delete = _refuse


class Mould(models.Model):
    """A text to many, made once: what all its letters share, encrypted under its own key. It holds nothing personal."""

    kind = models.CharField(max_length=80, editable=False)
    language = models.CharField(max_length=10, editable=False)
    sealed = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class Round(models.Model):
    """What one sender has taken for a time: which letter it is handing over and which it is opening, by their ids.

    It is the fence: a sender goes on only while its round is there and its time is not over. ``notes`` has the
    answers that are not in the ledger yet, one a line, ``run`` the run of the database in which it was claimed.
    """

    token = models.CharField(max_length=32, unique=True, editable=False)
    sender = models.CharField(max_length=100, editable=False)
    until = models.DateTimeField(editable=False)  # without an index: it changes with each letter
    handing_over = models.BigIntegerField(null=True, editable=False)
    opening = models.BigIntegerField(null=True, editable=False)
    notes = models.TextField(default="", editable=False)
    run = models.CharField(max_length=40, default="", editable=False)

    def __str__(self) -> str:
        return f"{self.sender} until {self.until}"


class DatabaseRun(models.Model):
    """The run of a PostgreSQL server: one row of a table that is not logged, and so empty after the server has crashed."""

    name = models.CharField(max_length=32, editable=False)

    def __str__(self) -> str:
        return self.name


class Pause(models.Model):
    """Letters about this record are held back; who said so, and when, is an act."""

    about = models.CharField(max_length=100, unique=True, editable=False)

    def __str__(self) -> str:
        return self.about


class Letter(models.Model):
    """One message to one recipient: the exact bytes, made once and kept encrypted, and where it stands."""

    kind = models.CharField(_("kind"), max_length=80, editable=False)
    brand = models.ForeignKey(
        "organisation.Brand",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="letters",
        verbose_name=_("brand"),
    )
    language = models.CharField(_("language"), max_length=10, editable=False)
    to_address = models.CharField(_("address"), max_length=254, editable=False)
    to_name = models.CharField(_("name"), max_length=200, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=255, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=320, editable=False)
    about = models.CharField(_("about"), max_length=100, blank=True, editable=False)
    is_bulk = models.BooleanField(_("list mail"), default=False, editable=False)
    mould = models.ForeignKey("mailroom.Mould", models.PROTECT, null=True, editable=False, related_name="letters")
    sealed = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(_("SHA-256 of the message"), max_length=64, editable=False)

    status = models.CharField(
        _("status"), max_length=20, choices=LetterStatus, default=LetterStatus.QUEUED, editable=False
    )
    queued_at = models.DateTimeField(_("queued"), editable=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, editable=False)
    give_up_at = models.DateTimeField(_("tried until"), editable=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    faults = models.PositiveSmallIntegerField(_("faults of ours"), default=0, editable=False)
    unknowns = models.PositiveSmallIntegerField(_("unknown outcomes"), default=0, editable=False)
    interruptions = models.PositiveSmallIntegerField(_("interruptions"), default=0, editable=False)
    last_code = models.PositiveSmallIntegerField(_("last code"), null=True, editable=False)
    last_error = models.CharField(_("last answer"), max_length=300, blank=True, editable=False)

    reached = models.CharField(_("how far it got"), max_length=20, choices=Told, blank=True, editable=False)
    reached_at = models.DateTimeField(_("last word of it"), null=True, editable=False)

    round = models.ForeignKey(
        "mailroom.Round", models.PROTECT, null=True, editable=False, related_name="letters", db_index=False
    )

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["-queued_at", "-id"], name="mailroom_letter_queued"),
            models.Index(fields=["next_try_at", "id"], condition=Q(status__in=list(READY)), name="mailroom_letter_due"),
            models.Index(fields=["round"], condition=Q(round__isnull=False), name="mailroom_letter_in_round"),
            models.Index(fields=["status", "-queued_at", "-id"], name="mailroom_letter_status"),
            models.Index(fields=["to_address"], name="mailroom_letter_to"),
            models.Index(fields=["about", "status", "handed_over_at"], name="mailroom_letter_progress"),
            models.Index(
                fields=["reached_at"], condition=Q(reached__in=list(TURNED_AWAY)), name="mailroom_letter_turned_away"
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="mailroom_letter_message_id_once", fields=["message_id"]),
            models.CheckConstraint(
                name="mailroom_letter_is_in_a_round_while_it_leaves",
                condition=Q(status=LetterStatus.SENDING, round__isnull=False)
                | ~Q(status=LetterStatus.SENDING) & Q(round=None),
            ),
            models.CheckConstraint(
                name="mailroom_letter_handed_over_at_a_moment",
                condition=Q(status=LetterStatus.HANDED_OVER, handed_over_at__isnull=False)
                | ~Q(status=LetterStatus.HANDED_OVER) & Q(handed_over_at=None),
            ),
            models.CheckConstraint(
                name="mailroom_letter_got_somewhere_at_a_moment",
                condition=Q(reached="", reached_at=None) | ~Q(reached="") & Q(reached_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mailroom_letter_that_waits_has_a_next_try",
                condition=~Q(status__in=[LetterStatus.QUEUED, LetterStatus.DEFERRED]) | Q(next_try_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mailroom_letter_that_is_settled_has_no_next_try",
                condition=~Q(status__in=list(SETTLED)) | Q(next_try_at=None),
            ),
            models.CheckConstraint(
                name="mailroom_letter_that_is_held_back_has_no_next_try",
                condition=~Q(status=LetterStatus.HELD) | Q(next_try_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} ({self.pk})"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save inside an act.

        Raises:
            WrittenOutsideAct: no act is under way.
        """
        current_act()
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Letters are proof until their retention is over."""
        raise WrittenOutsideAct(f"{self}: letters are not deleted; erase what is personal instead.")

    @property
    def kind_label(self) -> str:
        """What people call its kind; the code of one that no app has any more."""
        known = kinds().get(self.kind)
        return str(known.label) if known else self.kind

    @property
    def is_erased(self) -> bool:
        return not self.to_address


class Delivery(Ledger):
    """One thing that happened to a letter, with what the mail server said; only ever added to."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", editable=False)
    event = models.CharField(_("what happened"), max_length=20, choices=DeliveryEvent, editable=False)
    code = models.PositiveSmallIntegerField(_("code"), null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=300, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(_("attempt"), editable=False)
    sha256 = models.CharField(_("SHA-256 of the message"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("what happened to it")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_event_display()
