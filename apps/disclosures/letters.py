"""The letters of government requests: to customers, and to authorities whose request is pushed back."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

_TOLD = {
    "reference": "GOV-7K3M9-X2QF8",
    "their_reference": "24-1234",
    "words": "Please name the period of each record.",
}


def _push_back(kind: str, label: object) -> LetterKind:
    return LetterKind(
        name=f"disclosures/{kind}",
        label=label,
        subject=_("Your request, our reference %(reference)s"),
        example=_TOLD,
    )


LETTERS = [
    LetterKind(
        name="disclosures/notice",
        label=_("Notice to a customer of a request"),
        subject=_("An authority asked for data: %(reference)s"),
        example={
            "reference": "GOV-7K3M9-X2QF8",
            "customer": "Example BV",
            "text": "On 31 January 2026 an authority asked us for data about your account.",
        },
    ),
    _push_back("narrow", _("Authority asked to narrow its request")),
    _push_back("clarify", _("Authority asked to clarify its request")),
    _push_back("ground", _("Authority asked for the ground of silence")),
    _push_back("redirect_customer", _("Authority pointed to the customer")),
    _push_back("redirect_mlat", _("Authority pointed to mutual legal assistance")),
    _push_back("reject", _("Request of an authority rejected")),
]
