"""What the steps of the organisation's records ask for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import LawfulBasis
from .models import DataCategory, NoticeContact, Service

WHY: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 2}), "max_length": 2000}


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(label=_("Category"), queryset=DataCategory.objects.all())


class LinkCategoryForm(CategoryForm):
    is_optional = forms.BooleanField(label=_("Optional"), required=False)
    wording = forms.CharField(label=_("In the words of the privacy statement"), required=False, max_length=300)


class LinkServiceForm(forms.Form):
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.select_related("brand"))


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language of the letters"), choices=NoticeContact._meta.get_field("language").choices
    )


class ClosedDayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class EndCustomerForm(forms.Form):
    ended_on = forms.DateField(label=_("Last day of the contract"), widget=forms.DateInput)


class EndDecisionForm(forms.Form):
    last_day = forms.DateField(
        label=_("Its last day"), widget=forms.DateInput, help_text=_("The last day on which it still counts.")
    )
    reason = forms.CharField(label=_("Why"), help_text=_("As in a judgment, or its repeal."), **WHY)


class BasisForm(forms.Form):
    basis = forms.ChoiceField(label=_("Lawful basis"), choices=LawfulBasis.choices)


class AssessmentForm(forms.Form):
    """The three questions of the privacy statement (2.1), each with its reason."""

    is_not_high_risk = forms.BooleanField(label=_("It is not high risk"), required=False)
    risk_explanation = forms.CharField(label=_("Why, on the risk"), **WHY)
    has_no_special_categories = forms.BooleanField(label=_("It involves no special categories of data"), required=False)
    categories_explanation = forms.CharField(label=_("Why, on special categories"), **WHY)
    has_no_rights_violation = forms.BooleanField(label=_("It violates no fundamental rights"), required=False)
    rights_explanation = forms.CharField(label=_("Why, on fundamental rights"), **WHY)
    assessed_on = forms.DateField(label=_("Assessed on"), widget=forms.DateInput, initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        from .services import Answer

        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        return {
            "risk": Answer(cleaned["is_not_high_risk"], cleaned["risk_explanation"]),
            "categories": Answer(cleaned["has_no_special_categories"], cleaned["categories_explanation"]),
            "rights": Answer(cleaned["has_no_rights_violation"], cleaned["rights_explanation"]),
            "assessed_on": cleaned["assessed_on"],
        }
