"""The forms of subscribers: they ask, and change what they get."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.mailroom.composing import NotALetter
from apps.organisation.models import Brand

from .. import tokens
from ..choices import LEAVING, SubscriberStatus, Topic
from ..models import Subscriber
from ..queries.subscribers import address_key
from ..services.sign_ups import Wish
from ..services.subscribers import Person

LANGUAGES = [("en", gettext_lazy("English")), ("nl", gettext_lazy("Dutch"))]


def form_token(brand: Brand) -> str:
    """The token of the form of one brand."""
    return tokens.form_token(f"subscribe-{brand.key}")


class PersonForm(forms.Form):
    """What a subscriber may tell of themselves."""

    name = forms.CharField(
        label=gettext_lazy("Your name, if you like"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Your organisation, if you like"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mails"), choices=LANGUAGES)

    def person(self) -> Person:
        return Person(*(self.cleaned_data[name] for name in ("name", "organisation", "language")))


class SubscribeForm(PersonForm):
    """Asks to be told of changes. ``homepage`` is a trap: people do not see it, programs fill it in."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me of"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what you want to be told of.")},
    )
    homepage = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    form = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("email", "topics", "name", "organisation", "language", "homepage", "form")

    def __init__(self, brand: Brand, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        try:
            address_key(email)
        except NotALetter as fault:
            raise ValidationError(str(fault)) from fault
        return email

    def clean(self) -> dict[str, Any]:
        if not tokens.is_form_token(f"subscribe-{self.brand.key}", self.cleaned_data.get("form", "")):
            raise ValidationError(_("This page was open for a long time. Nothing is lost: press the button once more."))
        return self.cleaned_data

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["homepage"])

    def wish(self) -> Wish:
        return Wish(self.cleaned_data["email"], tuple(self.cleaned_data["topics"]), self.person())

    def renew_token(self) -> None:
        """Give a page that is shown again a new token, and all else as it was typed."""
        self.data = self.data.copy()
        self.data["form"] = form_token(self.brand)


class PreferencesForm(PersonForm):
    """What one address gets: every brand with every topic, those ticked that it has."""

    subscriptions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("subscriptions", "language", "name", "organisation")

    def __init__(self, *args: Any, brands: Iterable[Brand], known: Iterable[Subscriber], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = {f"{one.brand_id}:{one.topic}": one for one in known if one.status in LEAVING}
        shown = {brand.pk: brand for brand in [*brands, *(one.brand for one in live.values())]}
        self.fields["subscriptions"].choices = [
            (brand.name, [(f"{brand.pk}:{topic}", topic.label) for topic in Topic]) for brand in shown.values()
        ]
        self.initial.setdefault("subscriptions", [key for key, one in live.items() if _is_confirmed(one)])

    def brands(self) -> Iterable[tuple[str, list[Any]]]:
        """The boxes under the name of each brand."""
        boxes: dict[str, list[Any]] = {}
        names = {
            f"{value}": name for name, choices in self.fields["subscriptions"].choices for value, _label in choices
        }
        for box in self["subscriptions"]:
            boxes.setdefault(names[str(box.data["value"])], []).append(box)
        return boxes.items()

    def wanted(self) -> set[tuple[int, str]]:
        """Pairs of brand and topic."""
        pairs = (choice.split(":") for choice in self.cleaned_data["subscriptions"])
        return {(int(brand), topic) for brand, topic in pairs}


def _is_confirmed(subscriber: Subscriber) -> bool:
    return subscriber.status == SubscriberStatus.CONFIRMED
