"""The words of the organisation: kinds of office, lawful bases, and every act that changes its registers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfficeKind(TextChoices):
    HEADQUARTERS = "headquarters", _("Headquarters")
    LOCAL = "local", _("Local office")


class LawfulBasis(TextChoices):
    """The four bases that the privacy statement relies on (GDPR Art. 6(1)(a), (b), (c), (f))."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Performance of a contract")
    LEGAL_OBLIGATION = "legal_obligation", _("Compliance with a legal obligation")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")


#: What stays as it was given: addresses, imports and other records hold on to it.
FIXED = frozenset({"key", "code"})

#: How adding and changing a record of each model reads, after the name of who did it.
_RECORDS = {
    "legalentity": (_("added the legal entity"), _("changed the legal entity")),
    "brand": (_("added the brand"), _("changed the brand")),
    "office": (_("added the office"), _("changed the office")),
    "officeclosure": (_("added a closing day of the office"), _("changed a closing day of the office")),
    "customer": (_("added the customer"), _("changed the customer")),
    "noticecontact": (_("added a notice contact"), _("changed a notice contact")),
    "service": (_("added the service"), _("changed the service")),
    "servicedata": (_("linked a category to the service"), _("changed how a category is linked to the service")),
    "datacategory": (_("added the category of personal data"), _("changed the category of personal data")),
    "datasource": (_("added the source of personal data"), _("changed the source of personal data")),
    "system": (_("added the system"), _("changed the system")),
    "systemservice": (_("linked the system to a service"), _("changed how the system is linked to a service")),
    "systemdata": (_("recorded a category that the system holds"), _("changed a category that the system holds")),
    "purpose": (_("added the purpose"), _("changed the purpose")),
    "country": (_("added the country"), _("changed the country")),
    "adequacydecision": (_("added an adequacy decision"), _("changed an adequacy decision")),
    "supervisoryauthority": (_("added the supervisory authority"), _("changed the supervisory authority")),
}

ACTS = {
    f"organisation.{model}_{done}": sentence
    for model, sentences in _RECORDS.items()
    for done, sentence in zip(("added", "changed"), sentences, strict=True)
} | {
    "organisation.seeded": _("put the reference data in place: {count} records"),
    "organisation.headquarters_moved": _("moved the headquarters to “{office}”"),
    "organisation.day_closed": _("closed the office on {day}"),
    "organisation.day_reopened": _("took back that the office is closed on {day}"),
    "organisation.category_linked": _("linked the category “{category}” to the service"),
    "organisation.category_unlinked": _("ended the link of the category “{category}” to the service"),
    "organisation.system_linked": _("recorded that the system serves “{service}”"),
    "organisation.system_unlinked": _("recorded that the system no longer serves “{service}”"),
    "organisation.holding_recorded": _("recorded that the system holds “{category}”"),
    "organisation.holding_ended": _("recorded that the system no longer holds “{category}”"),
    "organisation.contact_ended": _("ended the notice contact number {number}"),
    "organisation.customer_ended": _("recorded that the contract ends on {ended_on}"),
    "organisation.customer_resumed": _("took back the end of the contract"),
    "organisation.decision_ended": _("recorded that the decision ends or falls, with {last_day} as its last day"),
    "organisation.decision_restored": _("took back that the decision ends or falls"),
    "organisation.basis_changed": _("changed the lawful basis to: {basis}"),
    "organisation.interest_assessed": _("assessed the legitimate interest"),
}

FACT_WORDS = {"basis": LawfulBasis}
