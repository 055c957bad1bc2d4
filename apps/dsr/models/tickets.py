"""Tickets: what one person asked of one brand."""

import datetime
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.casework.searching import TextIndex
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import OPEN, Authority, Channel, Group, Identity, LinkKind, OurRole, Priority, Regime, Status


def new_public_id() -> str:
    """128 random bits by which a ticket is named in addresses; a signature stands beside it there."""
    return secrets.token_hex(16)


class TicketQuerySet(TrackedQuerySet):
    def open(self) -> "TicketQuerySet":
        """Work is left to do."""
        return self.filter(status__in=OPEN)

    def unassigned(self) -> "TicketQuerySet":
        return self.open().filter(assignee=None)

    def overdue(self, day: datetime.date) -> "TicketQuerySet":
        """Open past the date that steers, on this day of the office."""
        return self.open().filter(due_on__lt=day)

    def due_until(self, day: datetime.date) -> "TicketQuerySet":
        return self.open().filter(due_on__lte=day)


class Ticket(Tracked):
    """What one person asked of one brand. Its status moves only in ``services``.

    ``received_on`` is the day it arrived, by the calendar of its ``office``; ``received_at`` the moment; ``logged_at``
    when it got here. ``due_on`` and ``legal_limit_on`` are the earliest of its items that are not answered, which have
    them from the clock.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="tickets", verbose_name=_("brand"))
    office = models.ForeignKey(
        "organisation.Office",
        models.PROTECT,
        related_name="tickets",
        verbose_name=_("office"),
        help_text=_("By whose calendar its days are counted."),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.RECEIVED, editable=False)
    priority = models.CharField(_("priority"), max_length=12, choices=Priority, default=Priority.NORMAL, editable=False)

    group = models.CharField(_("who asks"), max_length=20, choices=Group)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone = models.CharField(_("telephone number"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), max_length=1000, blank=True)
    account = models.CharField(
        _("account or number"), max_length=200, blank=True, help_text=_("By which our systems know the person.")
    )
    language = models.CharField(
        _("language"), max_length=10, default="en", choices=[("en", _("English")), ("nl", _("Dutch"))]
    )
    country = models.ForeignKey(
        "organisation.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("country"),
        help_text=_("Where the person lives."),
    )
    region = models.CharField(
        _("region"), max_length=3, blank=True, help_text=_("ISO 3166-2, without the country: as in CA for California.")
    )
    is_by_representative = models.BooleanField(_("asked by a representative"), default=False)
    representative = models.CharField(_("representative"), max_length=200, blank=True)
    authority = models.CharField(
        _("authority of the representative"),
        max_length=20,
        choices=Authority,
        default=Authority.NONE_NEEDED,
        editable=False,
    )
    words = models.TextField(_("in the person’s words"), max_length=20000, blank=True)

    channel = models.CharField(_("how it came"), max_length=20, choices=Channel)
    received_at = models.DateTimeField(_("arrived"))
    received_on = models.DateField(_("received on"), editable=False)
    logged_at = models.DateTimeField(_("logged"), editable=False)
    email_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, editable=False)
    earlier_reference = models.CharField(
        _("earlier reference"), max_length=100, blank=True, editable=False, help_text=_("Before it was taken over.")
    )
    is_taken_over = models.BooleanField(_("taken over from before"), default=False, editable=False)

    regime = models.CharField(_("law"), max_length=20, choices=Regime, editable=False)
    regime_reason = models.TextField(_("why this law"), blank=True, editable=False)
    our_role = models.CharField(_("our role"), max_length=20, choices=OurRole, blank=True, editable=False)
    customer = models.ForeignKey(
        "organisation.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tickets",
        verbose_name=_("customer who is the controller"),
    )
    identity = models.CharField(
        _("identity"), max_length=20, choices=Identity, default=Identity.UNCHECKED, editable=False
    )
    identity_at = models.DateTimeField(_("identity judged"), null=True, editable=False)
    needs_document = models.BooleanField(
        _("only a document is proof enough"), default=False, editable=False, help_text=_("The risk is high.")
    )

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tickets",
        verbose_name=_("looked after by"),
    )
    team = models.ForeignKey(
        "dsr.Team",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tickets",
        verbose_name=_("team"),
    )

    due_on = models.DateField(_("due"), null=True, editable=False)
    legal_limit_on = models.DateField(_("legal limit"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answer_until = models.DateTimeField(_("files of the answer until"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    lateness = models.TextField(_("why it was late"), blank=True, editable=False)
    late_team = models.ForeignKey(
        "dsr.Team",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("where it was late"),
    )
    ending = models.TextField(_("why it ended"), blank=True, editable=False)
    confirmation = models.ForeignKey(
        "mailroom.Letter",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("letter that confirms it"),
    )

    objects: ClassVar[Any] = TicketQuerySet.as_manager()
    search = TextIndex("reference", "name", "email", "account")
    history = Trail(
        personal=[
            *[
                "name",
                "email",
                "email_key",
                "phone",
                "address",
                "account",
                "representative",
                "words",
                "earlier_reference",
            ],
            *["regime_reason", "lateness", "ending"],
        ],
        kept=[
            *["reference", "public_id", "brand", "office", "status", "priority", "group", "language", "country"],
            *["region", "is_by_representative", "authority", "channel", "received_at", "received_on", "logged_at"],
            *["email_confirmed_at", "is_taken_over", "regime", "our_role", "customer", "identity", "identity_at"],
            *["assignee", "team", "due_on", "legal_limit_on", "answered_at", "answer_until", "closed_at", "late_team"],
            *["confirmation", "needs_document"],
        ],
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="dsr_ticket_at"),
            models.Index(fields=["status", "-received_at", "-id"], name="dsr_ticket_status"),
            models.Index(fields=["brand", "-received_at", "-id"], name="dsr_ticket_brand"),
            models.Index(fields=["regime", "-received_at", "-id"], name="dsr_ticket_regime"),
            models.Index(fields=["channel", "-received_at", "-id"], name="dsr_ticket_channel"),
            models.Index(fields=["group", "-received_at", "-id"], name="dsr_ticket_group"),
            models.Index(fields=["priority", "-received_at", "-id"], name="dsr_ticket_priority"),
            models.Index(fields=["team", "-received_at", "-id"], name="dsr_ticket_team"),
            models.Index(fields=["priority", "due_on", "id"], condition=Q(status__in=OPEN), name="dsr_ticket_open"),
            models.Index(
                fields=["assignee", "priority", "due_on", "id"],
                condition=Q(status__in=OPEN),
                name="dsr_ticket_mine",
            ),
            models.Index(fields=["email_key"], name="dsr_ticket_email", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dsr_ticket_taken_over_once",
                fields=["brand", "earlier_reference"],
                condition=~Q(earlier_reference=""),
                violation_error_message=_("The request of this earlier reference was taken over already."),
            ),
            models.CheckConstraint(name="dsr_ticket_names_a_group", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="dsr_ticket_logged_after_it_arrived",
                condition=Q(logged_at__gte=F("received_at")),
                violation_error_message=_("It cannot arrive in the future: look at the moment again."),
            ),
            models.CheckConstraint(
                name="dsr_ticket_closed_with_a_role", condition=~Q(status=Status.CLOSED) | ~Q(our_role="")
            ),
            models.CheckConstraint(
                name="dsr_ticket_closed_at_a_moment",
                condition=Q(status__in=[*OPEN, Status.ANSWERED], closed_at=None)
                | ~Q(status__in=[*OPEN, Status.ANSWERED]) & Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dsr_ticket_answered_at_a_moment",
                condition=~Q(status__in=[Status.ANSWERED, Status.CLOSED]) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dsr_ticket_open_has_a_due_date", condition=~Q(status__in=OPEN) | Q(due_on__isnull=False)
            ),
            models.CheckConstraint(
                name="dsr_ticket_forwarded_to_a_controller",
                condition=~Q(status=Status.FORWARDED)
                | Q(our_role__in=[OurRole.PROCESSOR, OurRole.BOTH], customer__isnull=False),
            ),
            models.CheckConstraint(
                name="dsr_ticket_representative_needs_authority",
                condition=Q(is_by_representative=False, authority=Authority.NONE_NEEDED)
                | Q(is_by_representative=True) & ~Q(authority=Authority.NONE_NEEDED),
            ),
            models.CheckConstraint(
                name="dsr_ticket_identity_judged_at_a_moment",
                condition=~Q(identity__in=[Identity.VERIFIED, Identity.FAILED]) | Q(identity_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_verified(self) -> bool:
        """Whether something may be handed over or erased: the person is known, and who speaks for them may."""
        may_speak = self.authority in (Authority.NONE_NEEDED, Authority.ACCEPTED)
        return self.identity == Identity.VERIFIED and may_speak

    def days_left(self, day: datetime.date) -> int | None:
        """Days from this day to the date that steers; negative when it is past, none when nothing is due."""
        return (self.due_on - day).days if self.due_on and self.is_open else None


class TicketLink(Tracked):
    """That a ticket belongs to another: ``ticket`` is the later one."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="links", verbose_name=_("request"))
    other = models.ForeignKey(Ticket, models.PROTECT, related_name="linked_from", verbose_name=_("other request"))
    kind = models.CharField(_("how"), max_length=20, choices=LinkKind)

    history = Trail(kept=["ticket", "other", "kind"], part_of="ticket")

    class Meta:
        verbose_name = _("link between requests")
        verbose_name_plural = _("links between requests")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_ticketlink_once",
                fields=["ticket", "other"],
                violation_error_message=_("These requests are linked already."),
            ),
            models.CheckConstraint(
                name="dsr_ticketlink_to_another",
                condition=~Q(ticket=F("other")),
                violation_error_message=_("Choose another request: this is the same one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} – {self.other}"
