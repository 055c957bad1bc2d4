"""How long the register of recipients is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Listings of recipients, their locations, transfers and chains"),
        models=(
            *("subprocessors.listing", "subprocessors.location", "subprocessors.transfer"),
            "subprocessors.chainmember",
        ),
        months=60,
        starts=_("the end or the rejection of the listing"),
        ground=_("accountability, GDPR Art. 5(2), 28(2) and 30"),
    ),
    RecordClass(
        name=_("Third parties, and the companies of the group that an entry stands for"),
        models=("subprocessors.thirdparty", "subprocessors.groupmember"),
        months=60,
        starts=_("the end of the last listing"),
        ground=_("accountability, GDPR Art. 5(2), 28(2) and 30"),
    ),
    RecordClass(
        name=_("Evidence of vetting and transfer impact assessments"),
        models=("subprocessors.evidence", "subprocessors.transferassessment"),
        months=60,
        starts=_("the end of the last listing of the third party"),
        ground=_("accountability, GDPR Art. 5(2), 28(1), 32 and 46"),
    ),
    RecordClass(
        name=_("Versions of lists and the changes accepted from them"),
        models=("subprocessors.listsource", "subprocessors.listreading", "subprocessors.listchange"),
        months=60,
        starts=_("the change"),
        ground=_("accountability, GDPR Art. 5(2) and 28(2)"),
    ),
    RecordClass(
        name=_("Objections of customers"),
        models=("subprocessors.objection", "subprocessors.objectedchange"),
        months=60,
        starts=_("the decision"),
        ground=_("accountability, GDPR Art. 5(2) and 28(2)"),
    ),
]
