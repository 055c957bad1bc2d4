"""On what grounds a right may be refused, under which Article, and what the person can do about it: tables, no database.

The Articles are what we propose; who decides may name another one (docs/glossary.md: confirm with counsel).
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from .choices import Ground, Regime, Right

#: What the person is told of an erasure that some duty forbids: one wording for every duty, as which it is may be a
#: secret. It is true in part and in whole.
SET_DUTY = _("the law obliges us to keep certain data for a time")
SET_WORDS = _(
    "Where the law obliges us to keep data about you for now, those data are not erased. We keep them for that purpose "
    "alone, and erase them once the obligation has ended. All else that you asked us to erase is dealt with as this letter "
    "says."
)

#: What the privacy statement narrows the grounds to (8.2 and 8.3), for every law; other rights know all of them.
AS_PROMISED: Mapping[str, Sequence[Ground]] = {
    Right.OBJECTION: (Ground.COMPELLING, Ground.LEGAL_CLAIM),
    Right.RESTRICTION: (Ground.COMPELLING, Ground.LEGAL_CLAIM),
    Right.WITHDRAW_CONSENT: (Ground.LEGAL_DUTY,),
}

#: Article by ground and right; the empty right is every other one.
_GDPR: Mapping[tuple[str, str], str] = {
    (Ground.UNFOUNDED, ""): "Art. 12(5)(b)",
    (Ground.EXCESSIVE, ""): "Art. 12(5)(b)",
    (Ground.IDENTITY, ""): "Art. 12(2) and 12(6)",
    (Ground.THIRD_PARTIES, Right.ACCESS): "Art. 15(4)",
    (Ground.THIRD_PARTIES, Right.PORTABILITY): "Art. 20(4)",
    (Ground.CONFIDENTIALITY, Right.ACCESS): "Art. 15(4)",
    (Ground.LEGAL_DUTY, Right.ERASURE): "Art. 17(3)(b)",
    (Ground.LEGAL_DUTY, Right.CHILDREN): "Art. 17(3)(b)",
    (Ground.LEGAL_DUTY, Right.WITHDRAW_CONSENT): "Art. 6(1)(c)",
    (Ground.LEGAL_CLAIM, Right.ERASURE): "Art. 17(3)(e)",
    (Ground.LEGAL_CLAIM, Right.CHILDREN): "Art. 17(3)(e)",
    (Ground.LEGAL_CLAIM, Right.OBJECTION): "Art. 21(1)",
    (Ground.LEGAL_CLAIM, Right.RESTRICTION): "Art. 18(2)",
    (Ground.COMPELLING, Right.OBJECTION): "Art. 21(1)",
    (Ground.EXPRESSION, Right.ERASURE): "Art. 17(3)(a)",
}
CITATIONS: Mapping[str, tuple[str, Mapping[tuple[str, str], str]]] = {
    Regime.GDPR: ("GDPR", _GDPR),
    Regime.UK_GDPR: ("UK GDPR", _GDPR),
    Regime.CCPA: (
        "Cal. Civ. Code",
        {
            (Ground.UNFOUNDED, ""): "§ 1798.145(h)(3)",
            (Ground.EXCESSIVE, ""): "§ 1798.145(h)(3)",
            (Ground.IDENTITY, ""): "§ 1798.140(ak)",
            (Ground.THIRD_PARTIES, ""): "§ 1798.145(k)",
            (Ground.LEGAL_DUTY, Right.ERASURE): "§ 1798.105(d)(8)",
            (Ground.LEGAL_DUTY, Right.CHILDREN): "§ 1798.105(d)(8)",
            (Ground.EXPRESSION, Right.ERASURE): "§ 1798.105(d)(4)",
        },
    ),
    Regime.PDPA: (
        "PDPA",
        {
            (Ground.UNFOUNDED, Right.ACCESS): "s. 21(2) and Fifth Schedule",
            (Ground.EXCESSIVE, Right.ACCESS): "s. 21(2) and Fifth Schedule",
            (Ground.THIRD_PARTIES, Right.ACCESS): "s. 21(3)",
            (Ground.CONFIDENTIALITY, Right.ACCESS): "s. 21(2) and Fifth Schedule",
        },
    ),
    Regime.LGPD: (
        "LGPD",
        {
            (Ground.LEGAL_DUTY, Right.ERASURE): "Art. 16, I",
            (Ground.LEGAL_DUTY, Right.CHILDREN): "Art. 16, I",
            (Ground.IMPOSSIBLE, ""): "Art. 18, § 4",
        },
    ),
}

#: Where a law gives the person a court (GDPR Art. 12(4)).
REMEDIES: Mapping[str, str] = {
    Regime.GDPR: "GDPR Art. 79",
    Regime.UK_GDPR: "UK GDPR Art. 79",
    Regime.PDPA: "PDPA s. 48O",
    Regime.LGPD: "LGPD Art. 22",
}


def grounds_for(right: str) -> Sequence[Ground]:
    """The grounds on which a right may be refused, in whole or in part."""
    return AS_PROMISED.get(right, tuple(Ground))


def citation_for(regime: str, right: str, ground: str) -> str:
    """The Article that we propose for a ground; empty where who decides has to name it."""
    law, articles = CITATIONS.get(regime, ("", {}))
    article = articles.get((ground, right)) or articles.get((ground, ""), "")
    return f"{law} {article}" if article else ""


def remedy_for(regime: str) -> str:
    """Where the right to go to court is written; empty where letters name none."""
    return REMEDIES.get(regime, "")
