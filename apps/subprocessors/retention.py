"""How long the register of recipients is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Listings of recipients and their locations"),
        models=("subprocessors.listing", "subprocessors.location"),
        months=60,
        starts=_("the end or the rejection of the listing"),
        ground=_("accountability, GDPR Art. 5(2), 28(2) and 30"),
    ),
    RecordClass(
        name=_("Third parties"),
        models=("subprocessors.thirdparty",),
        months=60,
        starts=_("the end of the last listing"),
        ground=_("accountability, GDPR Art. 5(2), 28(2) and 30"),
    ),
]
