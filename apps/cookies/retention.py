"""How long what the cookie registry holds is kept."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordClass

RECORD_CLASSES = [
    RecordClass(
        name=_("Cookie registry"),
        models=(
            *("cookies.site", "cookies.cookie", "cookies.provider", "cookies.categorytext"),
            *("cookies.catalogueentry", "cookies.waiver", "cookies.cookienotice"),
        ),
        months=None,
        starts=_("never"),
        ground=_("published notices rest on it; it tells of no person but the colleagues who classified"),
    ),
    RecordClass(
        name=_("Scans of sites"),
        models=("cookies.scan",),
        months=60,
        starts=_("the day of the scan"),
        ground=_("proof of what a site set before and after a choice: as long as the proof of consent"),
    ),
]
