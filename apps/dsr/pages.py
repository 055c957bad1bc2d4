"""What data subject requests have to show about records of other apps."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordPage

PAGES = [
    RecordPage(
        model="organisation.office",
        label=_("What its calendar moves"),
        explanation=_("Open requests that a closed day or another place dates otherwise: look, then move them."),
        url="admin:dsr_office_moves",
        permissions=("organisation.view_office", "dsr.view_ticket"),
    )
]
