"""How long letters are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Letters and what became of them"),
        models=(
            *("mailroom.letter", "mailroom.mould", "mailroom.delivery"),
            *("mailroom.acceptance", "mailroom.providerevent"),
        ),
        months=60,
        starts=_("the day the letter was written"),
        ground=_("accountability, GDPR Art. 5(2): that somebody was told, and what"),
    ),
    RecordClass(
        name=_("Mail that came in"),
        models=("mailroom.inboundmessage",),
        months=60,
        starts=_("the day it came in"),
        ground=_("proof of what was asked and when, as long as of its fulfilment (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("Addresses without list mail"),
        models=("mailroom.suppression",),
        months=None,
        starts=_("as long as the office runs"),
        ground=_("an objection to direct marketing is kept to be respected, GDPR Art. 21(3)"),
    ),
]
