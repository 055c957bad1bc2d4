"""How long holds are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Legal holds"),
        models=("retention.hold", "retention.holdtouch"),
        months=60,
        starts=_("the lifting of the hold"),
        ground=_("proof of why something was kept longer: GDPR Art. 5(2) and 17(3)"),
    ),
]
