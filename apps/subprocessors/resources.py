"""Import and export of the register: lists as companies publish them, and our own tables, which come back unchanged."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, widgets

from apps.backoffice.resources import KeyWidget, RecordResource, RowRefused, YesNoWidget, link_to
from apps.organisation.models import Brand, Country, Purpose, Service
from apps.trail.errors import RuleBroken

from . import services
from .choices import LocationKind, RecipientKind, RecipientRole
from .models import DESCRIBED, Listing, ThirdParty
from .reading import UnknownPlace, column_of, country_code, country_codes, read_places, read_qualifier, tidy


class ThirdPartyResource(RecordResource):
    add_service = services.add_third_party
    change_service = services.change_third_party

    country = link_to("country", Country, "code")

    class Meta(RecordResource.Meta):
        model = ThirdParty
        import_id_fields = ("legal_name",)
        fields = (
            *("legal_name", "brand_name", "registration_number", "country", "registered_address", "website"),
            *("privacy_url", "contact_name", "contact_position", "contact_email"),
        )


class ChoiceWidget(widgets.CharWidget):
    """A word of an enumeration, by its code or its label."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        wanted = str(value or "").strip().lower()
        for code, label in self.choices.choices:
            if wanted in {code, str(label).lower()}:
                return code
        words = ", ".join(self.choices.values)
        raise RowRefused(_("“%(value)s” is none of: %(words)s.") % {"value": value, "words": words})


class ServiceWidget(KeyWidget):
    """A service of the row's brand by its name; “All services” and nothing mean all of them."""

    brand: Any = None

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return self.model.objects.filter(brand=self.brand)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if str(value or "").strip().lower() in {"", "all services", "all"}:
            return None
        found = self.get_queryset(value, row).filter(name__iexact=value).first()
        if found is None:
            words = {"value": value, "brand": self.brand}
            raise RowRefused(_("“%(value)s” is no service of %(brand)s: add it under Services first.") % words)
        return found


class PlacesField(fields.Field):
    """The places of a listing in one cell: those that a row wants, else the current ones."""

    def get_value(self, instance: Any) -> str:
        if hasattr(instance, "wanted"):
            return in_one_cell(instance.wanted)
        return (
            in_one_cell(place for place in instance.locations.all() if place.removed_at is None) if instance.pk else ""
        )


class ListingResource(RecordResource):
    """One row per listing. Rows are found again by brand, service, third party and function, stray blanks apart.

    ``defaults`` fill what a published list does not say: brand key, and of new listings kind, role and purpose key.
    What a table has no column for stays as it is.
    """

    brand = link_to("brand", Brand, "key")
    service = fields.Field("service", "service", widget=ServiceWidget(Service, field="name"))
    third_party = fields.Field("third_party__legal_name", "third_party", readonly=True)
    corporate_country = fields.Field("third_party__country__name", "corporate_country", readonly=True)
    function = fields.Field("function", "function", readonly=True)
    kind = fields.Field("kind", "kind", widget=ChoiceWidget(RecipientKind))
    role = fields.Field("role", "role", widget=ChoiceWidget(RecipientRole))
    purpose = link_to("purpose", Purpose, "key")
    is_optional = fields.Field("is_optional", "is_optional", widget=YesNoWidget())
    is_hosting = fields.Field("is_hosting", "is_hosting", widget=YesNoWidget())
    conditions = fields.Field("conditions", "conditions")
    conduit_reason = fields.Field("conduit_reason", "conduit_reason")
    subject_matter = fields.Field("subject_matter", "subject_matter")
    nature = fields.Field("nature", "nature")
    duration = fields.Field("duration", "duration")
    responsibilities = fields.Field("responsibilities", "responsibilities")
    locations = PlacesField("locations", "locations", readonly=True)

    needed = ("third_party", "function", "locations")
    #: What a row may change of a listing that is there.
    CHANGES = ("kind", "role", "purpose", "is_optional", "is_hosting", "conditions", "conduit_reason")

    class Meta(RecordResource.Meta):
        model = Listing
        clean_model_instances = False  # the service judges the whole proposal
        import_id_fields = ()
        fields = (
            *("brand", "service", "third_party", "corporate_country", "function", "kind", "role", "purpose"),
            *("is_optional", "is_hosting", "conditions", "conduit_reason", *DESCRIBED, "locations"),
        )
        export_order = fields

    def __init__(self, *, defaults: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.defaults = {name: value for name, value in (defaults or {}).items() if value}

    def column_of(self, header: str) -> str:
        return column_of(header)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """A published row in our terms: the brand it is for, and no stray blanks in what it is found by."""
        super().before_import_row(row, **kwargs)
        row["third_party"], row["function"] = tidy(row["third_party"]), tidy(row["function"])
        row.setdefault("service", "")
        if row.get("brand") not in self.brands:  # a platform of the list, which is no brand of ours
            row["brand"] = self.defaults.get("brand") or row.get("brand") or ""

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Listing, bool]:
        """The open listing of this row, or a new one."""
        brand = self.fields["brand"].clean(row)
        if brand is None:
            raise RowRefused(_("Say for which brand this list is: choose it beside the file."))
        self.fields["service"].widget.brand = brand
        service = self.fields["service"].clean(row)
        key = self._key(brand.pk, service and service.pk, row["third_party"], row["function"])
        if key not in self.known:
            self._read_condition(row)
            key = self._key(brand.pk, service and service.pk, row["third_party"], row["function"])
        if not row["third_party"] or not row["function"]:
            raise RowRefused(_("A row needs the name of the third party and its function."))
        self.ensure_once(key, row)
        if key in self.known:
            return self.known[key], False
        listing = Listing(brand=brand, service=service, function=row["function"])
        listing.third_party = self._third_party(row["third_party"])
        return listing, True

    def after_init_instance(self, instance: Listing, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """What the row leaves empty: a new listing gets what was chosen beside the file, a known one keeps its own."""
        for name in ("kind", "role", "purpose"):
            if not row.get(name):
                row.pop(name, None)
                if new and name in self.defaults:
                    row[name] = self.defaults[name]
        if not new and tidy(row.get("conditions") or "") == tidy(instance.conditions):
            row["conditions"] = instance.conditions

    def import_instance(self, instance: Listing, row: dict[str, Any], **kwargs: Any) -> None:
        """The row's values on the instance; places and country as they are wanted, not yet written."""
        super().import_instance(instance, row, **kwargs)
        instance.wanted = [
            services.Place(self.countries[read.code], read.kind, read.is_selectable)
            for read in self._read_places(row["locations"])
        ]
        instance.wanted_country = self._corporate_country(row.get("corporate_country"))

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Nothing to do where the listing, its places and its third party say the same already."""
        if instance.pk is None or import_validation_errors:
            return False
        same = all(getattr(instance, name) == getattr(original, name) for name in (*self.CHANGES, *DESCRIBED))
        places = {(one.country_id, one.kind, one.is_selectable) for one in instance.locations.current()}
        wanted = {(place.country.pk, str(place.kind), place.is_selectable) for place in instance.wanted}
        return same and places == wanted and instance.wanted_country in (None, instance.third_party.country)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        values = {name: getattr(instance, name) for name in self.CHANGES}
        described = {name: getattr(instance, name) for name in DESCRIBED}
        try:
            third_party = services.third_party_named(
                instance.third_party.legal_name, by=self.by, country=instance.wanted_country
            )
            if is_create:
                saved = services.propose_listing(
                    brand=instance.brand,
                    service=instance.service,
                    third_party=third_party,
                    function=instance.function,
                    places=instance.wanted,
                    by=self.by,
                    **values,
                    **described,
                )
            else:
                saved = services.change_listing(instance, by=self.by, **values)
                saved = services.describe_processing(saved, by=self.by, **described)
                services.set_locations(saved, instance.wanted, by=self.by)
        except RuleBroken as error:
            raise ValidationError(str(error)) from error
        instance.__dict__.update(saved.__dict__)
        instance.third_party = third_party
        self.known[self._key(instance.brand_id, instance.service_id, third_party.legal_name, instance.function)] = (
            instance
        )

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        related = queryset.select_related("brand", "service", "third_party__country", "purpose")
        return related.prefetch_related("locations__country")

    @cached_property
    def known(self) -> dict[Any, Listing]:
        """The open listings by what a row is found by."""
        listings = Listing.objects.open().select_related("brand", "service", "third_party__country", "purpose")
        return {
            self._key(one.brand_id, one.service_id, one.third_party.legal_name, one.function): one for one in listings
        }

    @cached_property
    def brands(self) -> set[str]:
        return set(Brand.objects.values_list("key", flat=True))

    @cached_property
    def countries(self) -> dict[str, Country]:
        return {country.code: country for country in Country.objects.all()}

    @cached_property
    def codes(self) -> dict[str, str]:
        return country_codes({code: country.name for code, country in self.countries.items()})

    @staticmethod
    def _key(brand: int, service: int | None, third_party: str, function: str) -> tuple[Any, ...]:
        return brand, service, tidy(third_party).casefold(), tidy(function).casefold()

    def _read_condition(self, row: dict[str, Any]) -> None:
        """A condition in brackets behind the name, where no third party of this name is listed."""
        row["third_party"], condition = read_qualifier(row["third_party"])
        if condition:
            row["conditions"] = tidy(row.get("conditions") or "") or condition
        if "optional" in condition.lower():
            row["is_optional"] = row.get("is_optional") or "yes"

    def _third_party(self, name: str) -> ThirdParty:
        """The third party of a name, or a new one that is not yet written."""
        longest = ThirdParty._meta.get_field("legal_name").max_length or 0
        if len(name) > longest:
            raise RowRefused(_("A name has at most %(count)d characters.") % {"count": longest})
        return ThirdParty.objects.filter(legal_name__iexact=name).first() or ThirdParty(legal_name=name)

    def _read_places(self, cell: str | None) -> list[Any]:
        try:
            places = read_places(cell or "", self.codes)
        except UnknownPlace as error:
            raise ValidationError({"locations": str(error)}) from error
        if not places:
            raise ValidationError({"locations": _("Say in which countries the data is processed.")})
        return places

    def _corporate_country(self, cell: str | None) -> Country | None:
        try:
            return self.countries[country_code(tidy(cell), self.codes)] if cell else None
        except UnknownPlace as error:
            raise ValidationError({"corporate_country": str(error)}) from error


def in_one_cell(places: Any) -> str:
    """Places as a cell holds them: ``India (support); Ireland; Japan (as selected by customer)``."""
    words = []
    for place in places:
        kind = "" if place.kind == LocationKind.PROCESSING else f" ({place.kind.replace('_', ' ')})"
        words.append(f"{place.country.name}{kind}" + (" (as selected by customer)" if place.is_selectable else ""))
    return "; ".join(sorted(words))
