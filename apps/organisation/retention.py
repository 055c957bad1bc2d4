"""How long the records of the organisation are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Customers and their notice contacts"),
        models=("organisation.customer", "organisation.noticecontact"),
        months=120,
        starts=_("the end of the contract"),
        ground=_("corporate and financial law: up to ten years (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("The organisation and what it does with personal data"),
        models=(
            *("organisation.legalentity", "organisation.brand", "organisation.office", "organisation.officeclosure"),
            *("organisation.service", "organisation.servicedata", "organisation.system"),
            *("organisation.systemservice", "organisation.systemdata", "organisation.purpose"),
        ),
        months=None,
        starts=_("as long as the office runs"),
        ground=_("records of processing and accountability, GDPR Art. 30 and 5(2)"),
    ),
    RecordClass(
        name=_("Reference data"),
        models=(
            *("organisation.datacategory", "organisation.datasource", "organisation.country"),
            *("organisation.adequacydecision", "organisation.supervisoryauthority"),
        ),
        months=None,
        starts=_("as long as the office runs"),
        ground=_("holds no personal data, and past days are answered by it"),
    ),
]
