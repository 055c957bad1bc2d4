"""How long what was published and told is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Subscribers"),
        models=("publications.subscriber",),
        months=60,
        starts=_("the end of the subscription"),
        ground=_("proof that consent was given or withdrawn: five years (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("Announcements and what they told"),
        models=("publications.announcement", "publications.announcedchange"),
        months=60,
        starts=_("the end of the announcement"),
        ground=_("accountability, GDPR Art. 5(2) and 28(2)"),
    ),
    RecordClass(
        name=_("Notice terms of contracts"),
        models=("publications.noticeterms",),
        months=120,
        starts=_("the end of the terms"),
        ground=_("corporate and financial law: up to ten years (privacy statement 7.4)"),
    ),
]
