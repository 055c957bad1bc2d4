"""The public form: who asks for what, in plain words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.casework.files import BINARY, TEXT, FileRefused, ensure_acceptable
from apps.mailroom.composing import NotALetter
from apps.organisation.models import Brand, Country
from apps.publications import tokens
from apps.publications.queries import address_key

from ..choices import Group, Right
from ..services.filings import Wish, asked_of
from ..services.tickets import Person
from .places import REGION_CHOICES, REGIONS, country_choices

#: An objection to direct marketing alone, which nobody has to give grounds for.
MARKETING = "marketing"
#: What people may ask, in their own words and with what it means; the usual first.
RIGHTS: dict[str, tuple[Any, Any]] = {
    Right.ACCESS: (
        gettext_lazy("See my data"),
        gettext_lazy("A copy of what you hold about me, and what you do with it."),
    ),
    Right.ERASURE: (gettext_lazy("Delete my data"), gettext_lazy("All of it, or what I name below.")),
    Right.RECTIFICATION: (
        gettext_lazy("Correct my data"),
        gettext_lazy("Something is wrong or missing; I say below what it should be."),
    ),
    MARKETING: (gettext_lazy("Stop marketing"), gettext_lazy("No advertising to me any more. You always do this.")),
    Right.WITHDRAW_CONSENT: (
        gettext_lazy("Withdraw my consent"),
        gettext_lazy("I agreed to something and take that back."),
    ),
    Right.OBJECTION: (
        gettext_lazy("Object to a use of my data"),
        gettext_lazy("I do not want you to use my data in some way; I say below which, and why."),
    ),
    Right.RESTRICTION: (
        gettext_lazy("Restrict the use of my data"),
        gettext_lazy("Keep it, but do not use it for now, for example while its correctness is checked."),
    ),
    Right.PORTABILITY: (
        gettext_lazy("Take my data with me"),
        gettext_lazy("A file that another company can read."),
    ),
    Right.AUTOMATED_DECISION: (
        gettext_lazy("Have a decision reviewed by a person"),
        gettext_lazy("A computer decided something about me."),
    ),
    Right.SALE_OPT_OUT: (
        gettext_lazy("Do not sell or share my data"),
        gettext_lazy("A right in California and other states of the United States."),
    ),
    Right.CHILDREN: (
        gettext_lazy("Delete the data of a child"),
        gettext_lazy("Of somebody under 18. We do this before anything else."),
    ),
    Right.COMPLAINT: (
        gettext_lazy("Complain"),
        gettext_lazy("You handled my data, or a request of mine, in a way that I do not accept."),
    ),
    Right.DISPUTE: (gettext_lazy("Settle a dispute"), gettext_lazy("It goes to our legal team.")),
}
GROUPS = [
    (Group.CUSTOMER, gettext_lazy("A customer, or somebody who may become one")),
    (Group.END_USER, gettext_lazy("Somebody who got a message, or gave data, through one of your customers")),
    (Group.VISITOR, gettext_lazy("A visitor of a website")),
]
MOST_FILES = 5


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files, up to a number and a size of all together, each of a kind that is kept."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(FilesField, self).clean(one, initial) for one in data or []]
        most = settings.UPLOAD_MEGABYTES
        if len(files) > MOST_FILES:
            raise ValidationError(_("Choose at most %(most)d files.") % {"most": MOST_FILES})
        if sum(file.size for file in files) > most * 2**20:
            raise ValidationError(_("Together the files are larger than %(most)d MB: choose fewer.") % {"most": most})
        try:
            for file in files:
                ensure_acceptable(file)
        except FileRefused as refused:
            raise ValidationError(str(refused)) from refused
        return files


def form_token(brand: Brand) -> str:
    """The token of the form of one brand."""
    return tokens.form_token(f"request-{brand.key}")


class RequestForm(forms.Form):
    """Asks for rights. ``homepage`` is a trap: people do not see it, programs fill it in."""

    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=[(name, label) for name, (label, _meaning) in RIGHTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what you ask for, one thing at least.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Tell us more, if you like"),
        max_length=20000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "What it is about, and what helps us to find it. Do not send passwords or card numbers."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=gettext_lazy("We send a letter there with a button to confirm; our answer is told there too."),
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Who are you to us?"),
        choices=GROUPS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what fits best.")},
    )
    account = forms.CharField(
        label=gettext_lazy("Telephone number or account that it is about, if there is one"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country where you live"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        help_text=gettext_lazy("It decides which law protects you."),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("State, if you live in the United States or Canada"), choices=REGION_CHOICES, required=False
    )
    acts_for = forms.CharField(
        label=gettext_lazy("Name of the person you ask for, if it is not you"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "For a child, a client or a relative: then all else here, save your name and address, is about them. We ask "
            "you to show that you may act for them."
        ),
    )
    files = FilesField(label=gettext_lazy("Files, if you have some"), required=False)
    homepage = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    form = forms.CharField(required=False, widget=forms.HiddenInput)
    #: As they stand on the page.
    field_order = (
        *("rights", "words", "group", "account", "name", "email", "country", "region", "acts_for", "files"),
        *("homepage", "form"),
    )

    def __init__(self, brand: Brand, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand
        self.fields["country"].choices = [("", _("Choose a country")), *country_choices()]
        self.fields["files"].help_text = _("At most %(number)d, together %(size)d MB: %(endings)s.") % {
            "number": MOST_FILES,
            "size": settings.UPLOAD_MEGABYTES,
            "endings": ", ".join(sorted(BINARY | TEXT)),
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        try:
            address_key(email)
        except NotALetter as fault:
            raise ValidationError(str(fault)) from fault
        return email

    def clean(self) -> dict[str, Any]:
        country, region = self.cleaned_data.get("country", ""), self.cleaned_data.get("region", "")
        if country and region and region not in REGIONS.get(country, {}):
            self.add_error("region", _("This state is not in the country that you chose: choose again."))
        if not tokens.is_form_token(f"request-{self.brand.key}", self.cleaned_data.get("form", "")):
            raise ValidationError(_("This page was open for a long time. Nothing is lost: press the button once more."))
        return self.cleaned_data

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["homepage"])

    def told_rights(self) -> Iterator[tuple[Any, Any, Any]]:
        """Each box with what it asks for and what that means."""
        for box in self["rights"]:
            yield box, *RIGHTS[box.data["value"]]

    def faults(self) -> list[tuple[Any, Any]]:
        """Each field with an error, in the order of the page, with the first thing that is wrong."""
        return [(field, field.errors[0]) for field in self if field.errors]

    def wish(self) -> Wish:
        given = self.cleaned_data
        rights = [right for right in given["rights"] if right != MARKETING]
        asked = asked_of(rights, is_direct_marketing=MARKETING in given["rights"])
        return Wish(self._person(), asked, given["words"], given["files"])

    def _person(self) -> Person:
        given = self.cleaned_data
        return Person(
            group=given["group"],
            name=given["acts_for"] or given["name"],
            representative=given["name"] if given["acts_for"] else "",
            email=given["email"],
            account=given["account"],
            language="nl" if (get_language() or "").startswith("nl") else "en",
            country=Country.objects.filter(code=given["country"]).first(),
            region=given["region"],
        )

    def renew_token(self) -> None:
        """Give a page that is shown again a new token, and all else as it was typed."""
        self.data = self.data.copy()
        self.data["form"] = form_token(self.brand)
