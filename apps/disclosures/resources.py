"""Government requests as a table: a backlog comes in, what is not secret goes out; the directory and the legal bases."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, widgets

from apps.backoffice.resources import (
    ChoiceWidget,
    DayWidget,
    RecordResource,
    RowRefused,
    YesNoWidget,
    by_column,
    link_to,
)
from apps.organisation.models import Brand, Country, Customer, LegalEntity, Office

from . import services
from .choices import Channel, DataCategory, Holder, OurRole, TargetKind, Timing, Urgency
from .models import Authority, Demand, LegalBasis
from .services.targets import Named

#: Between the targets of one cell, and between the kind of one and its value.
NEXT, IS = ";", ":"
#: What comes, in this order.
COMES = [
    *("earlier_reference", "brand", "legal_entity", "office", "channel", "received_at", "authority", "legal_basis"),
    *("their_reference", "officer", "officer_badge", "officer_email", "service_proof", "urgency", "categories"),
    *("period_from", "period_to", "timing", "holder", "our_role", "customer", "return_on", "asks_silence"),
    *("silence_ground", "language", "summary", "targets"),
]
#: What leaves, in this order.
LEAVES = [
    *("reference", "status", "outcome", *COMES[:-1], "due_at", "decided_at", "released_at", "closed_at", "assignee"),
]
#: What an empty cell, or a table without the column, means.
USUALLY = {
    "channel": Channel.POST.value,
    "urgency": Urgency.NORMAL.value,
    "timing": Timing.STORED.value,
    "holder": Holder.ACCOUNT_HOLDER.value,
    "our_role": OurRole.CONTROLLER.value,
    "language": "en",
}
#: What is said of a cell that has to be filled.
EMPTY = {
    "earlier_reference": gettext_lazy(
        "“earlier_reference” is empty: give the reference by which the request was known before."
    ),
    "brand": gettext_lazy("“brand” is empty: give the key of the brand that was asked."),
    "legal_entity": gettext_lazy("“legal_entity” is empty: give the name of the company that was served."),
    "received_at": gettext_lazy(
        "“received_at” is empty: give the moment of service with its zone, as in 2026-03-31T14:30+02:00."
    ),
    "legal_basis": gettext_lazy("“legal_basis” is empty: give the code of the legal basis, as in 126nd."),
}


class CategoriesWidget(widgets.CharWidget):
    """Several categories of data in one cell, with blanks or commas between them."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        named = str(value or "").replace(",", " ").lower().split()
        if unknown := [one for one in named if one not in DataCategory.values]:
            words = {"value": unknown[0], "known": ", ".join(DataCategory.values)}
            raise RowRefused(_("“%(value)s” is not known here: write one of %(known)s.") % words)
        return " ".join(one for one in DataCategory.values if one in named)


class MomentWidget(widgets.Widget):
    """A moment as ISO 8601 writes it, with its zone: without one nobody knows when it was."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.datetime | None:
        text = value.isoformat() if isinstance(value, datetime.datetime) else str(value or "").strip()
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            words = _("“%(value)s” is no moment with a zone: write it as in 2026-03-31T14:30+02:00.")
            raise RowRefused(words % {"value": text})
        return moment

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="minutes") if value else ""


class BasisWidget(widgets.ForeignKeyWidget):
    """The legal basis of a code that was in force on the day of service."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> LegalBasis:
        moment = MomentWidget().clean((row or {}).get("received_at"))
        day = moment.date() if moment else timezone.localdate()
        found = LegalBasis.objects.in_force(day).filter(code=str(value).strip()).order_by("-valid_from").first()
        if found is None:
            words = _("There is no legal basis “%(code)s” in force on %(day)s.")
            raise RowRefused(words % {"code": value, "day": day.isoformat()})
        return found


class AuthorityWidget(widgets.ForeignKeyWidget):
    """An authority of the directory by its name; one that is not there yet is left open."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Authority | None:
        name = str(value or "").strip()
        if not name:
            return None
        found = list(Authority.objects.active().filter(name__iexact=name)[:2])
        if len(found) == 1:
            return found[0]
        words = _("The directory has no authority “%(name)s”: add it there first, or leave the cell empty.")
        if found:
            words = _("The directory has several authorities “%(name)s”: leave the cell empty and choose afterwards.")
        raise RowRefused(words % {"name": name})


class CustomerWidget(widgets.ForeignKeyWidget):
    """A customer of the row's brand by the account reference."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Customer | None:
        reference = str(value or "").strip()
        if not reference:
            return None
        brand = str((row or {}).get("brand") or "").strip()
        found = Customer.objects.filter(account_reference=reference, brand__key=brand).first()
        if found is None:
            raise RowRefused(_("This brand has no customer with the account reference “%(value)s”.") % {"value": value})
        return found


def moment_of(name: str) -> fields.Field:
    return fields.Field(name, name, widget=MomentWidget())


def chosen(name: str, choices: Any) -> fields.Field:
    return fields.Field(name, name, widget=ChoiceWidget(choices))


class DemandResource(RecordResource):
    """A row that comes is an open request to take over, once. Of requests under secrecy nothing leaves in a table."""

    brand = link_to("brand", Brand, "key")
    legal_entity = link_to("legal_entity", LegalEntity, "name")
    office = link_to("office", Office, "name")
    authority = fields.Field("authority", "authority", widget=AuthorityWidget(Authority, "name"))
    legal_basis = fields.Field("legal_basis", "legal_basis", widget=BasisWidget(LegalBasis, "code"))
    customer = fields.Field("customer", "customer", widget=CustomerWidget(Customer, "account_reference"))
    assignee = fields.Field("assignee__email", "assignee", readonly=True)
    channel = chosen("channel", Channel)
    urgency = chosen("urgency", Urgency)
    timing = chosen("timing", Timing)
    holder = chosen("holder", Holder)
    our_role = chosen("our_role", OurRole)
    categories = fields.Field("categories", "categories", widget=CategoriesWidget())
    asks_silence = fields.Field("asks_silence", "asks_silence", widget=YesNoWidget())
    received_at = moment_of("received_at")
    period_from = moment_of("period_from")
    period_to = moment_of("period_to")
    due_at = moment_of("due_at")
    decided_at = moment_of("decided_at")
    released_at = moment_of("released_at")
    closed_at = moment_of("closed_at")
    return_on = fields.Field("return_on", "return_on", widget=DayWidget())
    targets = fields.Field("targets", column_name="targets", readonly=True)
    needed = ("legal_entity", "received_at", "legal_basis")

    class Meta(RecordResource.Meta):
        model = Demand
        import_id_fields = ("brand", "earlier_reference")
        fields: ClassVar = [*dict.fromkeys([*COMES, *LEAVES])]
        import_order: ClassVar = COMES
        export_order: ClassVar = LEAVES

    # --- In ---

    def get_queryset(self) -> Any:
        """What a row may be the same as: of what somebody may not know, nothing is the same."""
        return Demand.objects.visible_to(self.by)

    def get_import_fields(self) -> list[fields.Field]:
        return [self.fields[name] for name in COMES]

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        super().before_import_row(row, **kwargs)
        for name, usual in USUALLY.items():
            row[name] = row.get(name) or usual
        for name, words in EMPTY.items():
            if not row.get(name):
                raise RowRefused(str(words))

    def import_instance(self, instance: Demand, row: dict[str, Any], **kwargs: Any) -> None:
        """Read a row; what is wrong is told with its column."""
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            raise RowRefused(by_column(error)) from error
        if instance.office_id is None:
            instance.office = Office.objects.headquarters().first() or Office.objects.order_by("pk").first()
        instance.named = list(self._targets(str(row.get("targets") or "")))

    def _targets(self, cell: str) -> Sequence[Named]:
        """As in ``msisdn: +31201234567; email: someone@example.org``."""
        found = []
        for part in filter(str.strip, cell.split(NEXT)):
            kind, colon, value = part.strip().partition(IS)
            if not colon or kind.strip().lower() not in TargetKind.values:
                words = _("“targets”: “%(part)s” does not begin with one of %(known)s and a colon.")
                raise RowRefused(words % {"part": part.strip(), "known": ", ".join(TargetKind.values)})
            found.append(Named(kind.strip().lower(), value.strip()))
        return found

    def skip_row(self, instance: Demand, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not instance._state.adding

    def validate_instance(self, instance: Demand, *args: Any, **kwargs: Any) -> None:
        """The service does, once the request has its silence and its dates."""

    def do_instance_save(self, instance: Demand, is_create: bool) -> None:
        values = {name: getattr(instance, name) for name in COMES[:-1]}
        try:
            saved = services.log_demand(**values, targets=instance.named, by=self.by)
        except ValidationError as error:
            raise RowRefused(by_column(error)) from error
        instance.__dict__.update(saved.__dict__)

    # --- Out ---

    def get_export_fields(self, selected_fields: Sequence[str] | None = None) -> list[fields.Field]:
        names = selected_fields or LEAVES
        return [self.fields[name] for name in LEAVES if name in names]

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        linked = ("brand", "legal_entity", "office", "authority", "legal_basis", "customer", "assignee")
        return queryset.filter(is_secret=False).select_related(*linked)


class AuthorityResource(RecordResource):
    """Authorities by country, name and unit. How they are reached is entered one by one, as each is found out."""

    add_service = services.add_authority
    change_service = services.change_authority

    country = link_to("country", Country, "code")
    needed = ("body",)

    class Meta(RecordResource.Meta):
        model = Authority
        import_id_fields = ("country", "name", "unit")
        fields = ("country", "name", "unit", "body", "source", "is_active")


class LegalBasisResource(RecordResource):
    """Legal bases by code and the day from which each is in force."""

    add_service = services.add_basis
    change_service = services.change_basis

    country = link_to("country", Country, "code")
    needed = ("title", "citation", "family")

    class Meta(RecordResource.Meta):
        model = LegalBasis
        import_id_fields = ("code", "valid_from")
        fields = (
            *("code", "valid_from", "valid_until", "title", "citation", "country", "family", "allows", "issuers"),
            *("secrecy", "tells_by_itself", "clock", "is_order", "is_counted"),
        )
