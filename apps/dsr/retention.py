"""How long requests and what belongs to them are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Requests of data subjects"),
        models=("dsr.ticket", "dsr.ticketlink", "dsr.item", "dsr.entry", "dsr.ticketfile", "dsr.apicall"),
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
