"""How long what was granted is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Grants of roles and clearance"),
        models=("accounts.grant",),
        months=60,
        starts=_("the end of the grant"),
        ground=_("accountability, GDPR Art. 5(2) and 32"),
    ),
]
