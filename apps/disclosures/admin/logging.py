"""How a request is logged on one page in minutes, and corrected later."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.forms import OwnFileInput, RecordForm, dress_form
from apps.backoffice.records import RecordAdmin
from apps.casework.files import ensure_acceptable
from apps.organisation.calendars import NoOffice, office_for, place_of
from apps.organisation.models import Office
from apps.trail.errors import RuleBroken

from .. import services
from ..choices import DataCategory
from ..forms.moments import MomentsByClock, OfficeMoment
from ..forms.targets import named_in
from ..models import Demand, LegalBasis
from ..queries.bases import grouped_bases
from ..queries.people import holders_of_secrecy
from .panel import page_of

#: Moments of the form, each a column.
MOMENTS = ("received_at", "period_from", "period_to")
OFFICE_CLOCK = "office"


class DemandForm(MomentsByClock, RecordForm):
    """What is on record of a request. Its moments are those of the clock of its office, or UTC."""

    times_by = forms.ChoiceField(
        label=gettext_lazy("Times on this page are"),
        choices=[(OFFICE_CLOCK, gettext_lazy("by the clock of the office")), ("UTC", "UTC")],
        initial=OFFICE_CLOCK,
        required=False,
    )
    received_at = OfficeMoment(
        label=gettext_lazy("Served"),
        help_text=gettext_lazy("The exact time: its clock runs from there. The zone stands beside the office."),
    )
    period_from = OfficeMoment(label=gettext_lazy("Data from"), required=False)
    period_to = OfficeMoment(label=gettext_lazy("Data until"), required=False)
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories asked"),
        choices=DataCategory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Demand
        fields = (
            *("channel", "received_at", "brand", "legal_entity", "office", "service_proof", "authority"),
            *("their_reference", "officer", "officer_badge", "officer_email", "legal_basis", "is_notified"),
            *("asks_silence", "silence_ground", "urgency", "return_on", "categories", "period_from", "period_to"),
            *("timing", "customer", "holder", "our_role", "summary", "language", "translation"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "translation": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._show_as_kept()
        if "office" in self.fields:
            self._offer()
            dress_form(self)

    def _show_as_kept(self) -> None:
        """Moments by the office's clock, categories as boxes."""
        if self.instance._state.adding:
            return
        zone = place_of(self.instance.office).zone
        for name in MOMENTS:
            if (moment := self.initial.get(name)) is not None:
                self.initial[name] = moment.astimezone(zone).replace(tzinfo=None)
        self.initial["categories"] = sorted(self.instance.asked)

    def _offer(self) -> None:
        """Offices with their zones, legal bases with what follows from them."""
        office: Any = self.fields["office"]
        office.label_from_instance = lambda one: f"{one} ({place_of(one).zone.key})"
        office.queryset = Office.objects.select_related("country")
        basis: Any = self.fields["legal_basis"]
        basis.choices = [("", "—"), *grouped_bases(timezone.localdate()), *self._own_basis()]

    def _own_basis(self) -> list[tuple[int, str]]:
        """The basis of a request stays choosable after it went out of force."""
        own = LegalBasis.objects.filter(pk=self.instance.legal_basis_id)
        in_force = LegalBasis.objects.in_force(timezone.localdate()).values("pk")
        return [(basis.pk, str(basis)) for basis in own.exclude(pk__in=in_force)]

    def clock(self) -> ZoneInfo | None:
        if self.cleaned_data.get("times_by") == "UTC":
            return ZoneInfo("UTC")
        office = self.cleaned_data.get("office")
        return place_of(office).zone if office else None

    def clean_categories(self) -> str:
        return " ".join(one for one in DataCategory.values if one in self.cleaned_data["categories"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        served, basis, zone = cleaned.get("received_at"), cleaned.get("legal_basis"), self.clock()
        if served is not None and zone is not None:
            if served > timezone.now():
                self.add_error("received_at", _("It cannot be served in the future: look at the moment again."))
            day = served.astimezone(zone).date()
            if basis and not LegalBasis.objects.in_force(day).filter(pk=basis.pk).exists():
                self.add_error("legal_basis", _("This basis was not in force on the day of service."))
        if "times_by" in self.changed_data and not self.instance._state.adding:
            self.changed_data.extend(name for name in MOMENTS if name not in self.changed_data)
        return cleaned


class ManyFilesInput(OwnFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once, each judged before anything is kept."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        kept = [super(ManyFiles, self).clean(file, initial) for file in files if file]
        wrong = []
        for file in kept:
            try:
                ensure_acceptable(file)
            except RuleBroken as error:
                wrong.append(str(error))
        if wrong:
            raise ValidationError([*wrong, _("Choose all files again: a browser does not keep them.")])
        return kept


class LogForm(DemandForm):
    """A request as it came: with whom it is about, its originals, and who is to know of it."""

    targets = forms.CharField(
        label=gettext_lazy("Targets, one a line"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A number, an e-mail address or an account; an IP address with port and moment, as in 192.0.2.7 443 "
            "2026-05-03T12:00:01Z. “account: 12345678” names an account of digits alone."
        ),
    )
    originals = ManyFiles(
        label=gettext_lazy("Originals"),
        required=False,
        widget=ManyFilesInput(attrs={"class": "office-file", "multiple": True}),
        help_text=gettext_lazy("As they came, several at once. They are kept encrypted, each with its SHA-256."),
    )
    cleared = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who else is to know of it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Holders of the clearance for secrecy. Where it is secret it exists for them and you alone, and a second of "
            "you decides."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cleared"]
        field.queryset = holders_of_secrecy()
        if "office" in self.fields:
            self._propose_office()

    def _propose_office(self) -> None:
        try:
            self.initial.setdefault("office", office_for(None).pk)
        except NoOffice:
            self.fields["office"].help_text = _(
                "There is no office yet: add one first, as deadlines run by its calendar."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        zone, text = self.clock(), cleaned.get("targets")
        if isinstance(text, str) and zone is not None:
            try:
                cleaned["targets"] = named_in(text, zone)
            except ValidationError as error:
                self.add_error("targets", error)
        if self.files.getlist("originals") and self.errors and "originals" not in self.errors:
            self.add_error("originals", _("Choose all files again: a browser does not keep them."))
        return cleaned


class Logging(RecordAdmin):
    """The part of the admin of requests that logs and corrects."""

    add_service = services.log_demand
    change_service = services.change_demand
    given_as: ClassVar[dict[str, str]] = {"targets": "targets", "originals": "originals", "cleared": "cleared"}
    autocomplete_fields = ("authority", "customer")

    _HOW_IT_CAME: ClassVar[list[Any]] = [
        ("channel", "received_at", "times_by"),
        ("brand", "legal_entity", "office"),
    ]
    _WHO_ASKS: ClassVar[list[Any]] = [
        ("authority", "their_reference"),
        ("officer", "officer_badge", "officer_email"),
    ]
    _BASIS: ClassVar[list[Any]] = [
        "legal_basis",
        ("urgency", "return_on"),
        ("asks_silence", "silence_ground"),
        "is_notified",
    ]
    _ASKED: ClassVar[list[Any]] = ["categories", ("period_from", "period_to", "timing")]
    _WHOSE: ClassVar[list[Any]] = [("customer", "holder", "our_role"), "summary", ("language", "service_proof")]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = DemandForm if obj else LogForm
        return super().get_form(request, obj, change=change, **{"form": form} | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What may be corrected; who may only look finds everything in the sections of the page."""
        if obj and not self.has_change_permission(request, obj):
            return []
        came = self._HOW_IT_CAME if obj else [*self._HOW_IT_CAME, "originals"]
        basis = self._BASIS if obj else [*self._BASIS, "cleared"]
        asked = self._ASKED if obj else [*self._ASKED, "targets"]
        return [
            (gettext_lazy("How it came"), {"fields": came}),
            (gettext_lazy("Who asks"), {"fields": self._WHO_ASKS}),
            (gettext_lazy("On what basis"), {"fields": basis}),
            (gettext_lazy("What is asked"), {"fields": asked}),
            (gettext_lazy("Whose data"), {"fields": [*self._WHOSE, "translation"]}),
        ]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The page of the request: the review goes on there. Who has just logged it need not say why they open it."""
        answer = super().response_add(request, obj, post_url_continue)
        if obj.is_secret:
            services.open_demand(obj, why=_("Logged it."), by=request.user)
        return answer if "_addanother" in request.POST else HttpResponseRedirect(page_of(obj))
