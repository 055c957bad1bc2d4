"""Legal bases, as dated reference data. What is uncertain is read strictly and is to be confirmed with counsel.

The new Dutch Code of Criminal Procedure will number its articles anew: end these rows on its day and add the new ones.
"""

import datetime
from typing import Any, NamedTuple

from apps.organisation.models import Country
from apps.organisation.services import Counts, make_missing

from ..choices import DataCategory, Family
from ..models import LegalBasis

SUBSCRIBER, IDENTIFICATION, TRAFFIC, LOCATION, CONTENT = DataCategory.values
NAMES = f"{SUBSCRIBER} {IDENTIFICATION}"
RECORDS = f"{NAMES} {TRAFFIC} {LOCATION}"
ALL = f"{RECORDS} {CONTENT}"
#: Everybody addressed is silent about all they know of it, without an end and without being asked.
SILENT = "Wetboek van Strafvordering art. 126bb(5)"
SV = "Wetboek van Strafvordering art."
EVIDENCE = "Regulation (EU) 2023/1543"
EVIDENCE_FROM = "2026-08-18"


class Basis(NamedTuple):
    """A row of the table below: ``country`` as ISO 3166, empty for law of the Union and of treaties."""

    code: str
    title: str
    citation: str
    country: str
    family: str
    allows: str = ""
    issuers: str = ""
    secrecy: str = ""
    tells_by_itself: bool = False
    clock: str = ""
    is_order: bool = True
    is_counted: bool = True
    valid_from: str | None = None


_F = Family
BASES = (
    # United States
    Basis("grand_jury_subpoena", "Grand jury subpoena", "18 USC 2703(c)(2)", "US", _F.SUBPOENA, NAMES, "grand jury"),
    Basis("trial_subpoena", "Trial subpoena", "18 USC 2703(c)(2)", "US", _F.SUBPOENA, NAMES, "court, prosecutor"),
    Basis(
        *("administrative_subpoena", "Administrative subpoena", "18 USC 2703(c)(2)", "US", _F.SUBPOENA, NAMES),
        "agency",
    ),
    Basis(
        *("civil_investigative_demand", "Civil investigative demand", "15 USC 57b-1", "US", _F.SUBPOENA, NAMES),
        "agency",
    ),
    Basis("civil_subpoena", "Civil subpoena", "Fed. R. Civ. P. 45", "US", _F.CIVIL_SUBPOENA, NAMES, "court, attorney"),
    Basis("order_2703d", "Court order under 2703(d)", "18 USC 2703(d)", "US", _F.COURT_ORDER, RECORDS, "court"),
    Basis("search_warrant", "Search warrant", "18 USC 2703(a)", "US", _F.SEARCH_WARRANT, ALL, "court"),
    Basis(
        *("pen_trap", "Pen register or trap and trace", "18 USC 3123", "US", _F.INTERCEPTION, f"{TRAFFIC} {LOCATION}"),
        "court",
        "18 USC 3123(d)",
    ),
    Basis("wiretap", "Wiretap order", "18 USC 2518", "US", _F.INTERCEPTION, ALL, "court", "18 USC 2511(2)(a)(ii)"),
    Basis(
        *("nsl", "National security letter", "18 USC 2709", "US", _F.NATIONAL_SECURITY, NAMES, "FBI"),
        "18 USC 2709(c)",
    ),
    Basis(
        *("fisa", "Order under FISA", "50 USC 1805", "US", _F.NATIONAL_SECURITY, ALL, "FISC"),
        "50 USC 1805(c)(2)(B)",
    ),
    Basis(
        *("preservation_2703f", "Preservation letter", "18 USC 2703(f)", "US", _F.PRESERVATION, ALL, "any authority"),
        clock="us_preservation",
        is_order=False,
    ),
    Basis(
        *("emergency_2702", "Emergency disclosure", "18 USC 2702(b)(8), (c)(4)", "US", _F.EMERGENCY, ALL),
        "any authority",
        is_order=False,
    ),
    # The Netherlands
    Basis(
        *("126n", "User and traffic data", f"{SV} 126n", "NL", _F.PRODUCTION_ORDER, RECORDS, "prosecutor", SILENT),
    ),
    Basis(
        *("126na", "Who the user is", f"{SV} 126na", "NL", _F.PRODUCTION_ORDER, NAMES),
        *("investigating officer", SILENT),
    ),
    Basis(
        *("126nc", "Identifying data", f"{SV} 126nc", "NL", _F.PRODUCTION_ORDER, NAMES),
        *("investigating officer", SILENT),
    ),
    Basis("126nd", "Stored data", f"{SV} 126nd", "NL", _F.PRODUCTION_ORDER, RECORDS, "prosecutor", SILENT),
    Basis("126ne", "Future data", f"{SV} 126ne", "NL", _F.INTERCEPTION, RECORDS, "prosecutor", SILENT),
    Basis("126nf", "Sensitive data", f"{SV} 126nf", "NL", _F.PRODUCTION_ORDER, RECORDS, "examining magistrate", SILENT),
    Basis(
        *("126ng_1", "Data of a provider", f"{SV} 126ng(1)", "NL", _F.PRODUCTION_ORDER, RECORDS),
        *("prosecutor", SILENT),
    ),
    Basis(
        *("126ng_2", "Content held by a provider", f"{SV} 126ng(2)", "NL", _F.SEARCH_WARRANT, ALL),
        *("examining magistrate", SILENT),
    ),
    Basis(
        *("126ni", "Freezing order", f"{SV} 126ni", "NL", _F.PRESERVATION, ALL, "prosecutor", SILENT),
        clock="us_preservation",
    ),
    Basis(
        *("126u", "Organised crime (126u and those after it)", f"{SV} 126u, 126ua, 126uc–126ui", "NL"),
        *(_F.PRODUCTION_ORDER, RECORDS, "prosecutor", SILENT),
    ),
    Basis(
        *("126z", "Terrorist crime (126zh and those after it)", f"{SV} 126zh, 126zi, 126zja–126zp", "NL"),
        *(_F.PRODUCTION_ORDER, RECORDS, "prosecutor", SILENT),
    ),
    Basis(
        *("wiv", "Intelligence and security services", "Wet op de inlichtingen- en veiligheidsdiensten 2017", "NL"),
        *(_F.NATIONAL_SECURITY, ALL, "AIVD, MIVD", "Wiv 2017 art. 135"),
    ),
    Basis(
        *("ciot", "Automated query (CIOT)", "Besluit verstrekking gegevens telecommunicatie", "NL"),
        *(_F.PRODUCTION_ORDER, NAMES, "authorised services", "Telecommunicatiewet art. 13.5"),
        is_counted=False,
    ),
    # The European Union
    Basis(
        *("epoc", "European production order", f"{EVIDENCE} Art. 5, 10(3)", "", _F.PRODUCTION_ORDER, ALL),
        "judge, court; prosecutor for subscriber data",
        tells_by_itself=True,
        clock="epoc",
        valid_from=EVIDENCE_FROM,
    ),
    Basis(
        *("epoc_emergency", "European production order in an emergency", f"{EVIDENCE} Art. 10(4)", ""),
        *(_F.PRODUCTION_ORDER, ALL, "judge, court; prosecutor for subscriber data"),
        tells_by_itself=True,
        clock="epoc_emergency",
        valid_from=EVIDENCE_FROM,
    ),
    Basis(
        *("epoc_pr", "European preservation order", f"{EVIDENCE} Art. 6, 11", "", _F.PRESERVATION, ALL),
        "judge, court, prosecutor",
        tells_by_itself=True,
        clock="epoc_pr",
        valid_from=EVIDENCE_FROM,
    ),
    Basis(
        *("dsa_9", "Order to act against illegal content", "Regulation (EU) 2022/2065 Art. 9", ""),
        *(_F.INFORMATION_ORDER, "", "judicial or administrative authority"),
    ),
    Basis(
        *("dsa_10", "Order to provide information", "Regulation (EU) 2022/2065 Art. 10", ""),
        *(_F.INFORMATION_ORDER, NAMES, "judicial or administrative authority"),
    ),
    Basis(
        "eio", "European investigation order", "Directive 2014/41/EU", "", _F.CROSS_BORDER, ALL, "through our authority"
    ),
    # Across borders, and without an order
    Basis(
        "mlat", "Mutual legal assistance", "Treaty between the states", "", _F.CROSS_BORDER, ALL, "central authority"
    ),
    Basis("letter_rogatory", "Letter rogatory", "Request of a court", "", _F.CROSS_BORDER, ALL, "court"),
    Basis(
        *("cloud_act_agreement", "Order under a CLOUD Act agreement", "18 USC 2523", "", _F.CROSS_BORDER, ALL),
        "authority of the partner state",
    ),
    Basis(
        *("foreign_order", "Order of another country", "Outside our jurisdiction", "", _F.CROSS_BORDER),
        is_order=False,
    ),
    Basis(
        *("emergency", "Emergency, danger to life", "GDPR Art. 6(1)(d)", "", _F.EMERGENCY, ALL, "any authority"),
        is_order=False,
    ),
    Basis("informal", "Informal request", "No instrument", "", _F.INFORMAL, is_order=False),
    Basis("private_party", "Request of a private party", "No instrument", "", _F.PRIVATE_PARTY, is_order=False),
    Basis(
        *("data_protection_authority", "Request of a data protection authority", "GDPR Art. 58(1)", ""),
        *(_F.REGULATORY, ALL, "supervisory authority"),
    ),
)


def seed_bases(*, by: Any) -> Counts:
    """Make the legal bases that are missing, inside the act under way."""
    countries = {one.code: one for one in Country.objects.filter(code__in={basis.country for basis in BASES})}
    rows = [_row(basis, countries) for basis in BASES]
    return {LegalBasis._meta.label: make_missing(LegalBasis, key=["code", "valid_from"], rows=rows).counts}


def _row(basis: Basis, countries: dict[str, Country]) -> dict[str, Any]:
    since = basis.valid_from
    return basis._asdict() | {
        "country": countries[basis.country] if basis.country else None,
        "valid_from": datetime.date.fromisoformat(since) if since else None,
    }
