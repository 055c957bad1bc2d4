"""How long proof of consent is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Proof of consent"),
        models=("consents.consentevent", "consents.currentstate"),
        months=60,
        starts=_("the end of the consent: withdrawn, replaced or expired"),
        ground=_("privacy statement 7.4: proof that consent was given or withdrawn, five years"),
    ),
    RecordClass(
        name=_("Receipts of events"),
        models=("consents.eventreceipt",),
        months=3,
        starts=_("the event"),
        ground=_("a choice that is sent again is one event"),
    ),
    RecordClass(
        name=_("Purposes of consent"),
        models=("consents.consentpurpose",),
        months=None,
        starts=_("never"),
        ground=_("events rest on the words in which people were asked"),
    ),
]
