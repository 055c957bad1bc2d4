"""How long requests and what belongs to them are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Requests of data subjects"),
        models=(
            *("dsr.ticket", "dsr.ticketlink", "dsr.item", "dsr.entry", "dsr.ticketfile", "dsr.identitycheck"),
            *("dsr.task", "dsr.apicall", "dsr.proposedrefusal", "dsr.recipientnotice", "dsr.answerreview"),
        ),
        months=60,
        starts=_("the end of the request"),
        ground=_("proof of fulfilment: five years (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("Requests of the public form"),
        models=("dsr.filing", "dsr.filingfile"),
        months=60,
        starts=_("the end of the request that it became; what nobody confirms is emptied within REQUEST_CONFIRM_DAYS"),
        ground=_("proof of who asked, and when: five years (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("Identity documents"),
        models=("dsr.identitydocument",),
        months=60,
        starts=_("the end of the request"),
        ground=_("the file and its key go within days of the check; that there was one is proof for five years"),
    ),
    RecordClass(
        name=_("Canned texts"),
        models=("dsr.cannedtext",),
        months=None,
        starts=_("never"),
        ground=_("texts of the office itself, about nobody"),
    ),
    RecordClass(
        name=_("Programs with access to the intake"),
        models=("dsr.apiclient",),
        months=60,
        starts=_("the end of their access"),
        ground=_("proof of how requests came in (privacy statement 7.4)"),
    ),
    RecordClass(
        name=_("Teams and absences"),
        models=("dsr.team", "dsr.teammember", "dsr.absence"),
        months=None,
        starts=_("never"),
        ground=_("who looked after a request is part of its proof"),
    ),
]
