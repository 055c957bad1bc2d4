"""Which law a request is under, which clock each of its rights runs by, and what letters call them: tables, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .choices import Regime, Right

#: By ISO 3166, with the region first where it has a law of its own. The EEA is known from the register of countries.
REGIME_OF = {"GB": Regime.UK_GDPR, "US-CA": Regime.CCPA, "SG": Regime.PDPA, "BR": Regime.LGPD}

#: The clocks of places whose law has no terms of its own in letters here (docs/glossary.md: confirm with counsel).
CLOCK_OF_PLACE = {
    "US-IA": "us_iowa",
    "US": "us_state",
    "KR": "kr",
    "CA-QC": "ca_quebec",
    "CA": "ca_pipeda",
    "TH": "th",
    "TR": "tr",
    "ZA": "za",
    "MX": "mx",
    "AR": "ar",
    "UY": "uy",
    "ID": "id",
}

#: The clock of a right, where it is not that of the law as a whole.
CLOCKS: Mapping[tuple[str, str], str] = {
    (Regime.UK_GDPR, Right.COMPLAINT): "uk_complaint",
    (Regime.CCPA, Right.SALE_OPT_OUT): "ccpa_opt_out",
}


@dataclass(frozen=True)
class Terms:
    """What letters under a law are written in: its name, what it calls a person, and by right its words and Article."""

    law: Any
    person: Any
    rights: Mapping[str, Any]
    articles: Mapping[str, str]


_GDPR_ARTICLES: dict[str, str] = {
    Right.ACCESS: "Art. 15",
    Right.RECTIFICATION: "Art. 16",
    Right.ERASURE: "Art. 17",
    Right.CHILDREN: "Art. 17(1)(f)",
    Right.RESTRICTION: "Art. 18",
    Right.PORTABILITY: "Art. 20",
    Right.OBJECTION: "Art. 21",
    Right.AUTOMATED_DECISION: "Art. 22(3)",
    Right.WITHDRAW_CONSENT: "Art. 7(3)",
    Right.COMPLAINT: "Art. 77",
}

TERMS: Mapping[str, Terms] = {
    Regime.GDPR: Terms(_("General Data Protection Regulation (GDPR)"), _("data subject"), {}, _GDPR_ARTICLES),
    Regime.UK_GDPR: Terms(
        _("UK General Data Protection Regulation (UK GDPR)"),
        _("data subject"),
        {},
        _GDPR_ARTICLES | {Right.COMPLAINT: "Data Protection Act 2018 s. 164A"},
    ),
    Regime.CCPA: Terms(
        _("California Consumer Privacy Act (CCPA)"),
        _("consumer"),
        {
            Right.ACCESS: _("request to know"),
            Right.PORTABILITY: _("request to know, in a portable form"),
            Right.ERASURE: _("request to delete"),
            Right.CHILDREN: _("request to delete the data of a child"),
            Right.RECTIFICATION: _("request to correct"),
            Right.SALE_OPT_OUT: _("request to opt out of sale or sharing"),
            Right.RESTRICTION: _("request to limit the use of sensitive personal information"),
        },
        {
            Right.ACCESS: "Cal. Civ. Code § 1798.110",
            Right.PORTABILITY: "Cal. Civ. Code § 1798.130(a)(3)",
            Right.ERASURE: "Cal. Civ. Code § 1798.105",
            Right.CHILDREN: "Cal. Civ. Code § 1798.105",
            Right.RECTIFICATION: "Cal. Civ. Code § 1798.106",
            Right.SALE_OPT_OUT: "Cal. Civ. Code § 1798.120",
            Right.RESTRICTION: "Cal. Civ. Code § 1798.121",
        },
    ),
    Regime.PDPA: Terms(
        _("Personal Data Protection Act 2012 (PDPA)"),
        _("individual"),
        {
            Right.ACCESS: _("access request"),
            Right.RECTIFICATION: _("correction request"),
            Right.WITHDRAW_CONSENT: _("withdrawal of consent"),
        },
        {
            Right.ACCESS: "PDPA s. 21",
            Right.RECTIFICATION: "PDPA s. 22",
            Right.WITHDRAW_CONSENT: "PDPA s. 16",
        },
    ),
    Regime.LGPD: Terms(
        _("Lei Geral de Proteção de Dados (LGPD)"),
        _("data subject"),
        {},
        {
            Right.ACCESS: "LGPD Art. 18, II",
            Right.RECTIFICATION: "LGPD Art. 18, III",
            Right.ERASURE: "LGPD Art. 18, VI",
            Right.PORTABILITY: "LGPD Art. 18, V",
            Right.OBJECTION: "LGPD Art. 18, § 2",
            Right.WITHDRAW_CONSENT: "LGPD Art. 18, IX",
            Right.AUTOMATED_DECISION: "LGPD Art. 20",
        },
    ),
    Regime.OTHER: Terms(_("our privacy statement"), _("person"), {}, {}),
}


def regime_of(country: str, region: str = "", *, is_eea: bool = False) -> tuple[Regime, Any]:
    """The law for who lives there, and why in words; all inputs are ISO 3166 codes, empty where it is not known.

    Who is in no place with a law of its own here is under the GDPR where the place is unknown: the group is established
    in the Union (GDPR Art. 3(1)), and its statement promises one standard to everybody.
    """
    place = f"{country}-{region}" if region else country
    found = REGIME_OF.get(place) or REGIME_OF.get(country)
    if found is not None:
        return found, _("The person lives in %(place)s.") % {"place": place}
    if is_eea:
        return Regime.GDPR, _("The person lives in the European Economic Area (%(place)s).") % {"place": place}
    if not country:
        return Regime.GDPR, _("It is not known where the person lives; we are established in the Union (Art. 3(1)).")
    return Regime.OTHER, _("No law of its own is set for %(place)s: our privacy statement holds.") % {"place": place}


def clock_of(regime: str, right: str, *, country: str = "", region: str = "") -> str:
    """The law of the deadline engine by which a right of a request runs."""
    if regime == Regime.OTHER:
        return CLOCK_OF_PLACE.get(f"{country}-{region}") or CLOCK_OF_PLACE.get(country, "other")
    return CLOCKS.get((regime, right), regime)


def terms_of(regime: str) -> Terms:
    return TERMS[regime]


def words_for(regime: str, right: str) -> str:
    """What the law of a request calls a right, for its letters and pages."""
    return str(TERMS[regime].rights.get(right, Right(right).label))


def article_for(regime: str, right: str) -> str:
    """Where a right is written; empty where only our privacy statement gives it."""
    return TERMS[regime].articles.get(right, "")
