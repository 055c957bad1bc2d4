"""How long approvals are kept."""

from django.utils.translation import gettext_lazy as _

from .registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Accesses"),
        models=("casework.accessentry",),
        months=60,
        starts=_("the access"),
        ground=_("accountability for who opened what is secret or about a person, GDPR Art. 5(2)"),
    ),
    RecordClass(
        name=_("Approvals"),
        models=("casework.approval",),
        months=60,
        starts=_("the decision, or the end of the request"),
        ground=_("accountability, GDPR Art. 5(2)"),
    ),
]
