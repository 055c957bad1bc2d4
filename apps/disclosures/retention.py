"""How long government requests and what belongs to them are kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Government requests"),
        models=(
            *("disclosures.demand", "disclosures.target", "disclosures.original", "disclosures.check"),
            *("disclosures.silence", "disclosures.cleared", "disclosures.decision", "disclosures.pushedback"),
            *("disclosures.notice", "disclosures.release", "disclosures.packagefile", "disclosures.preservation"),
            *("disclosures.cost",),
        ),
        months=60,
        starts=_("the end of the request; a hold or silence that stands wins"),
        ground=_("proof of how it was reviewed, decided and told: five years"),
    ),
    RecordClass(
        name=_("Directory of authorities, and legal bases"),
        models=("disclosures.authority", "disclosures.authoritycontact", "disclosures.legalbasis"),
        months=None,
        starts=_("never"),
        ground=_("decisions rest on them, and on what they were on a day"),
    ),
    RecordClass(
        name=_("Transparency reports"),
        models=("disclosures.transparencyreport",),
        months=60,
        starts=_("the day on which it was published or withdrawn"),
        ground=_("proof of who counted and who published: five years; what is published stays"),
    ),
]
