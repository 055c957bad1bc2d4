"""What government requests have to show about records of other apps."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordPage

PAGES = [
    RecordPage(
        model="organisation.customer",
        label=_("Statement on requests of authorities"),
        explanation=_("What the contract lets them hear at regular intervals (SCC clause 15.1(c))."),
        url="admin:disclosures_statement",
        permissions=("organisation.view_customer", "disclosures.view_demand"),
    )
]
