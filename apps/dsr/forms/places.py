"""Countries and their regions as people choose them, by ISO 3166."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from apps.organisation.models import Country
from apps.subprocessors.annexes.entries import country_name

#: Regions with laws of their own, by country. Their names are the same in the languages of the office.
US_STATES = (
    *(("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California")),
    *(("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida")),
    *(("GA", "Georgia"), ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa")),
    *(("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland")),
    *(("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri")),
    *(("MT", "Montana"), ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey")),
    *(("NM", "New Mexico"), ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio")),
    *(("OK", "Oklahoma"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina")),
    *(("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont")),
    *(("VA", "Virginia"), ("WA", "Washington"), ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming")),
)
CANADIAN_PROVINCES = (("QC", "Québec"),)
REGIONS = {"US": dict(US_STATES), "CA": dict(CANADIAN_PROVINCES)}
#: What the choice of a region offers.
REGION_CHOICES = [("", _("Not in one of these")), ("United States", US_STATES), ("Canada", CANADIAN_PROVINCES)]


def country_choices() -> list[tuple[str, str]]:
    """Every country by its name in the language of the page, in the order of the alphabet."""
    found = [(country.code, country_name(country)) for country in Country.objects.all()]
    return sorted(found, key=lambda choice: unicodedata.normalize("NFKD", choice[1]).casefold())


def fits(country: str, region: str) -> bool:
    """Whether a region may stand beside a country; where we know no regions, one of ISO 3166-2 may be anything."""
    return not region or country not in REGIONS or region in REGIONS[country]
