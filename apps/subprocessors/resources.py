"""Import and export of the register: lists as companies publish them, and tables of our own that come back unchanged."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, widgets

from apps.backoffice.resources import KeyWidget, RecordResource, link_to
from apps.organisation.models import Brand, Country, Purpose, Service
from apps.trail.errors import RuleBroken

from . import services
from .choices import LocationKind, RecipientKind, RecipientRole
from .models import Listing, Location, ThirdParty
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
        raise ValueError(_("“%(value)s” is none of: %(words)s.") % {"value": value, "words": words})


class ServiceWidget(KeyWidget):
    """A service of the row's brand by its name; “All services” and nothing mean all of them."""

    brand: Any = None

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return self.model.objects.filter(brand=self.brand)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if str(value or "").strip().lower() in {"", "all services", "all"}:
            return None
        return super().clean(value, row, **kwargs)


class ListingResource(RecordResource):
    """One row per listing. Rows are found again by brand, service, third party and function.

    ``defaults`` fill what a published list does not say: brand key, kind, role and purpose key.
    """

    brand = link_to("brand", Brand, "key")
    service = fields.Field("service", "service", widget=ServiceWidget(Service, field="name"))
    third_party = fields.Field("third_party__legal_name", "third_party", readonly=True)
    corporate_country = fields.Field("third_party__country__name", "corporate_country", readonly=True)
    function = fields.Field("function", "function")
    kind = fields.Field("kind", "kind", widget=ChoiceWidget(RecipientKind))
    role = fields.Field("role", "role", widget=ChoiceWidget(RecipientRole))
    purpose = link_to("purpose", Purpose, "key")
    is_optional = fields.Field("is_optional", "is_optional", widget=widgets.BooleanWidget(), default=False)
    conditions = fields.Field("conditions", "conditions")
    conduit_reason = fields.Field("conduit_reason", "conduit_reason")
    locations = fields.Field(column_name="locations", readonly=True)

    #: The columns without which a list says too little.
    NEEDED = ("third_party", "function", "locations")

    class Meta(RecordResource.Meta):
        model = Listing
        clean_model_instances = False  # the service judges the whole proposal
        import_id_fields = ()
        fields = (
            *("brand", "service", "third_party", "corporate_country", "function", "kind", "role", "purpose"),
            *("is_optional", "conditions", "conduit_reason", "locations"),
        )
        export_order = fields

    def __init__(self, *, defaults: dict[str, str] | None = None, tell: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tell = tell
        self.defaults = {name: value for name, value in (defaults or {}).items() if value}
        self.codes = country_codes(dict(Country.objects.values_list("code", "name")))
        self.countries: dict[str, Country] = {}

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Headers in our words; a column that is missing is refused by name."""
        dataset.headers = [column_of(header) for header in dataset.headers]
        missing = [name for name in self.NEEDED if name not in dataset.headers]
        if missing:
            raise ValueError(
                _("The list has no column for %(missing)s. Its columns are: %(present)s.")
                % {"missing": ", ".join(missing), "present": ", ".join(dataset.headers)}
            )
        ignored = [header for header in dataset.headers if header not in self.fields]
        if ignored and self.tell:
            self.tell(_("Columns that are not read: %(columns)s.") % {"columns": ", ".join(ignored)})

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """A published row in our terms: conditions apart from the name, the brand it is for, what it does not say."""
        for name in ("third_party", "function", "conditions"):
            row[name] = tidy(row.get(name) or "")
        row["third_party"], condition = read_qualifier(row["third_party"])
        row["conditions"] = row["conditions"] or condition
        if "optional" in condition.lower():
            row.setdefault("is_optional", "true")
        for name, value in self.defaults.items():
            row[name] = row.get(name) or value
        if not Brand.objects.filter(key=row.get("brand", "")).exists() and "brand" in self.defaults:
            row["brand"] = self.defaults["brand"]  # a platform of the list, which is no brand of ours

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Listing, bool]:
        """The open listing of this row, or a new one."""
        if not row["third_party"] or not row["function"]:
            raise ValidationError(_("A row needs the name of the third party and its function."))
        brand, service = self.fields["brand"].clean(row), None
        if brand is None:
            raise ValidationError(_("Say for which brand this list is: choose it beside the file."))
        self.fields["service"].widget.brand = brand
        service = self.fields["service"].clean(row)
        found = Listing.objects.open().filter(
            brand=brand, service=service, third_party__legal_name__iexact=row["third_party"], function__iexact=row["function"]
        )
        listing = found.select_related("third_party__country").first()
        return (listing, False) if listing else (Listing(brand=brand, service=service), True)

    def import_instance(self, instance: Listing, row: dict[str, Any], **kwargs: Any) -> None:
        """The row's values on the instance; third party and places as they are wanted, not yet written."""
        super().import_instance(instance, row, **kwargs)
        instance.wanted = [
            services.Place(self.country(read.code), read.kind, read.is_selectable)
            for read in self._read_places(row["locations"])
        ]
        instance.wanted_country = self.country(self._country_code(row.get("corporate_country")))
        if instance.pk is None:
            found = ThirdParty.objects.filter(legal_name__iexact=row["third_party"]).first()
            instance.third_party = found or ThirdParty(legal_name=row["third_party"])

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Nothing to do where the listing, its places and its third party say the same already."""
        if instance.pk is None or import_validation_errors:
            return False
        names = ["function", "kind", "role", "purpose_id", "is_optional", "conditions", "conduit_reason"]
        same = all(getattr(instance, name) == getattr(original, name) for name in names)
        places = {(one.country_id, one.kind, one.is_selectable) for one in instance.locations.current()}
        wanted = {(place.country.pk, str(place.kind), place.is_selectable) for place in instance.wanted}
        return same and places == wanted and instance.wanted_country in (None, instance.third_party.country)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        names = ["function", "kind", "role", "purpose", "is_optional", "conditions", "conduit_reason"]
        values = {name: getattr(instance, name) for name in names}
        try:
            third_party = services.third_party_named(
                instance.third_party.legal_name, by=self.by, country=instance.wanted_country
            )
            if is_create:
                saved = services.propose_listing(
                    brand=instance.brand,
                    service=instance.service,
                    third_party=third_party,
                    places=instance.wanted,
                    by=self.by,
                    **values,
                )
            else:
                saved = services.change_listing(instance, by=self.by, **values)
                services.set_locations(saved, instance.wanted, by=self.by)
        except RuleBroken as error:
            raise ValidationError(str(error)) from error
        instance.__dict__.update(saved.__dict__)
        instance.third_party = third_party

    def dehydrate_locations(self, listing: Listing) -> str:
        if not hasattr(listing, "wanted"):
            return in_one_cell(place for place in listing.locations.all() if place.removed_at is None)
        return in_one_cell(
            Location(country=place.country, kind=place.kind, is_selectable=place.is_selectable)
            for place in listing.wanted
        )

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        related = queryset.select_related("brand", "service", "third_party__country", "purpose")
        return related.prefetch_related("locations__country")

    def country(self, code: str | None) -> Any:
        """A country of the register; each is read once."""
        if code is None:
            return None
        if code not in self.countries:
            self.countries[code] = Country.objects.get(code=code)
        return self.countries[code]

    def _read_places(self, cell: str | None) -> list[Any]:
        try:
            places = read_places(cell or "", self.codes)
        except UnknownPlace as error:
            raise ValidationError({"locations": str(error)}) from error
        if not places:
            raise ValidationError({"locations": _("Say in which countries the data is processed.")})
        return places

    def _country_code(self, cell: str | None) -> str | None:
        try:
            return country_code(tidy(cell), self.codes) if cell and cell.strip() else None
        except UnknownPlace as error:
            raise ValidationError({"corporate_country": str(error)}) from error


def in_one_cell(locations: Any) -> str:
    """Places as a cell holds them: ``India (support); Ireland; Japan (as selected by customer)``."""
    words = []
    for place in locations:
        kind = "" if place.kind == LocationKind.PROCESSING else f" ({place.kind.replace('_', ' ')})"
        words.append(f"{place.country.name}{kind}" + (" (as selected by customer)" if place.is_selectable else ""))
    return "; ".join(sorted(words))
