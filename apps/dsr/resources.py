"""Requests as a table: those of an earlier office come in, all of them go out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, widgets

from apps.backoffice.resources import (
    ChoiceWidget,
    DayWidget,
    RecordResource,
    RowRefused,
    by_column,
    link_to,
)
from apps.casework.deadlines.dsr_inputs import Wait
from apps.organisation.models import Brand, Country

from . import services
from .choices import Channel, ClockKind, DelayGround, Group, Right
from .models import ClockEvent, Ticket

#: Who may take personal data away in a table; everybody else who exports gets the other columns.
EXPORT_PERSONAL = "dsr.open_ticket"
#: Between the rights of one request in a cell.
COMMA = ","

#: What is told of the person, as columns of both ways.
PERSON = ["name", "email", "phone", "address", "account", "representative"]
PERSONAL = [*PERSON, "words", "earlier_reference", "lateness", "ending"]
#: What leaves, in this order.
LEAVES = [
    *("reference", "earlier_reference", "brand", "office", "status", "priority", "rights", "decisions", "regime"),
    *("channel", "received_on", "logged_at", "due_on", "legal_limit_on", "acknowledged_on", "extended_on"),
    *("extension_ground", "answered_at", "closed_at", "identity", "our_role", "customer", "assignee", "team", "group"),
    *("language", "country", "region", *PERSON, "words", "lateness", "ending"),
]
#: What comes, in this order.
COMES = [
    *("earlier_reference", "brand", "rights", "received_on", "channel", "group", *PERSON, "language", "country"),
    *("region", "words", "acknowledged_on", "extended_on", "extension_ground"),
    *("identity_asked_on", "identity_received_on", "clarification_asked_on", "clarification_received_on"),
]
#: What an empty cell, or a table without the column, means.
USUALLY = {"channel": Channel.OTHER.value, "group": Group.CUSTOMER.value, "language": "en"}
#: What is said of a cell that has to be filled.
EMPTY = {
    "earlier_reference": gettext_lazy(
        "“earlier_reference” is empty: give the reference by which the request was known before."
    ),
    "brand": gettext_lazy("“brand” is empty: give the key of the brand that was asked."),
    "received_on": gettext_lazy("“received_on” is empty: give the day on which the request arrived, as in 2026-03-31."),
}


class RightsWidget(ChoiceWidget):
    """Several rights in one cell, with a comma between them."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:  # type: ignore[override]
        rights = [self.one_of(right.strip()) for right in str(value or "").split(COMMA) if right.strip()]
        if not rights:
            words = {"known": ", ".join(self.choices.values)}
            raise RowRefused(_("No right is named: write what was asked for, of %(known)s.") % words)
        return rights


def beside(name: str, widget: Any = None) -> fields.Field:
    """A column that is no field of a request: read by ``earlier_of``, told by ``dehydrate_…``."""
    return fields.Field(name, column_name=name, widget=widget or DayWidget(), readonly=True)


class TicketResource(RecordResource):
    """A row that comes is an open request to take over, once: what was taken over stays as it is.

    Without the permission for it nothing personal leaves.
    """

    brand = link_to("brand", Brand, "key")
    country = link_to("country", Country, "code")
    office = fields.Field("office__name", "office", readonly=True)
    customer = fields.Field("customer__account_reference", "customer", readonly=True)
    assignee = fields.Field("assignee__email", "assignee", readonly=True)
    team = fields.Field("team__name", "team", readonly=True)
    regime = fields.Field("regime", "regime", readonly=True)
    channel = fields.Field("channel", "channel", widget=ChoiceWidget(Channel))
    group = fields.Field("group", "group", widget=ChoiceWidget(Group))
    rights = beside("rights", RightsWidget(Right))
    decisions = beside("decisions", widgets.CharWidget())
    extension_ground = beside("extension_ground", ChoiceWidget(DelayGround, DelayGround.COMPLEX))
    acknowledged_on = beside("acknowledged_on")
    extended_on = beside("extended_on")
    identity_asked_on = beside("identity_asked_on")
    identity_received_on = beside("identity_received_on")
    clarification_asked_on = beside("clarification_asked_on")
    clarification_received_on = beside("clarification_received_on")
    needed = ("rights", "received_on")

    class Meta(RecordResource.Meta):
        model = Ticket
        import_id_fields = ("brand", "earlier_reference")
        fields: ClassVar = [*dict.fromkeys([*COMES, *LEAVES])]
        import_order: ClassVar = COMES
        export_order: ClassVar = LEAVES

    # --- In ---

    def get_import_fields(self) -> list[fields.Field]:
        return [self.fields[name] for name in COMES]

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        super().before_import_row(row, **kwargs)
        for name, usual in USUALLY.items():
            row[name] = row.get(name) or usual
        for name in ("earlier_reference", "brand", "received_on"):
            if not row[name]:
                raise RowRefused(str(EMPTY[name]))

    def import_instance(self, instance: Ticket, row: dict[str, Any], **kwargs: Any) -> None:
        """Read a row; what is wrong is told with its column."""
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            raise RowRefused(by_column(error)) from error
        instance.coming = self._coming(instance, row)

    def _coming(self, ticket: Ticket, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as the service takes it."""
        known = {name: getattr(ticket, name) for name in (*PERSON, "group", "language", "country", "region")}
        return {
            "brand": ticket.brand,
            "person": services.Person(**known),
            "asked": [services.Asked(right) for right in self._read(row, "rights")],
            "received_on": ticket.received_on,
            "channel": ticket.channel,
            "words": ticket.words,
            "earlier": self._earlier(ticket, row),
        }

    def _earlier(self, ticket: Ticket, row: Mapping[str, Any]) -> services.Earlier:
        extended_on = self._read(row, "extended_on")
        return services.Earlier(
            reference=ticket.earlier_reference,
            acknowledged_on=self._read(row, "acknowledged_on"),
            extended_on=extended_on,
            delay=self._read(row, "extension_ground") if extended_on else "",
            waited=list(self._waited(row)),
        )

    def _waited(self, row: Mapping[str, Any]) -> Iterator[services.Waited]:
        for wait in (Wait.IDENTITY, Wait.CLARIFICATION):
            since, until = (self._read(row, f"{wait.value}_{what}_on") for what in ("asked", "received"))
            if until and not since:
                words = _("“%(wait)s_received_on” is given without “%(wait)s_asked_on”: give both days.")
                raise RowRefused(words % {"wait": wait.value})
            if since:
                yield services.Waited(wait, since, until)

    def _read(self, row: Mapping[str, Any], name: str) -> Any:
        """A cell of a column that is no field; none where it is empty or not there."""
        try:
            return self.fields[name].widget.clean(row.get(name), row)
        except RowRefused as error:
            raise RowRefused(f"“{name}”: {error}") from error

    def skip_row(self, instance: Ticket, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return instance.pk is not None

    def validate_instance(self, instance: Ticket, *args: Any, **kwargs: Any) -> None:
        """The service does, once the request has its office, its law and its dates."""

    def do_instance_save(self, instance: Ticket, is_create: bool) -> None:
        try:
            saved = services.take_over_ticket(**instance.coming, by=self.by)
        except ValidationError as error:
            raise RowRefused(by_column(error)) from error
        instance.__dict__.update(saved.__dict__)

    # --- Out ---

    def get_export_fields(self, selected_fields: Sequence[str] | None = None) -> list[fields.Field]:
        chosen = selected_fields or LEAVES
        may_all = self.by is not None and self.by.has_perm(EXPORT_PERSONAL)
        return [self.fields[name] for name in LEAVES if name in chosen and (may_all or name not in PERSONAL)]

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("brand", "office", "country", "customer", "assignee", "team").prefetch_related(
            "items__clock_events"
        )

    def dehydrate_rights(self, ticket: Ticket) -> str:
        return f"{COMMA} ".join(item.right for item in items_of(ticket))

    def dehydrate_decisions(self, ticket: Ticket) -> str:
        return f"{COMMA} ".join(item.decision for item in items_of(ticket))

    def dehydrate_acknowledged_on(self, ticket: Ticket) -> str:
        return day_of(ticket, ClockKind.ACKNOWLEDGED)

    def dehydrate_extended_on(self, ticket: Ticket) -> str:
        return day_of(ticket, ClockKind.EXTENSION_NOTICE_SENT)

    def dehydrate_extension_ground(self, ticket: Ticket) -> str:
        return next((event.reason for event in events_of(ticket, ClockKind.EXTENSION_NOTICE_SENT)), "")


def items_of(ticket: Ticket) -> Sequence[Any]:
    return ticket.items.all() if ticket.pk else []


def events_of(ticket: Ticket, kind: str) -> list[ClockEvent]:
    """What is recorded of a kind on the clocks of a request, the first in front."""
    found = [event for item in items_of(ticket) for event in item.clock_events.all() if event.kind == kind]
    return sorted(found, key=lambda event: (event.on, event.pk))


def day_of(ticket: Ticket, kind: str) -> str:
    return next((event.on.isoformat() for event in events_of(ticket, kind)), "")
