"""What the register has to show about records of other apps."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordPage

PAGES = [
    RecordPage(
        model="organisation.customer",
        label=_("Annex of subprocessors"),
        explanation=_("Who processes their data, as of a day: to read, and to take away as PDF or Word file."),
        url="admin:subprocessors_annex",
        permissions=("organisation.view_customer", "subprocessors.view_listing"),
    )
]
