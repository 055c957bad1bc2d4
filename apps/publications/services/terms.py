"""Notice terms: what contracts promise. They are added and ended, never changed, as announcements rest on them."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..models import NoticeTerms
from ..models.announcements import FOR_ALL_DAYS


class TermsEnded(RuleBroken):
    """These terms have ended and stay as they were."""


def add_terms(
    *,
    brand: Brand,
    notice_days: int,
    contract_template: str = "",
    signed_from: datetime.date = FOR_ALL_DAYS,
    objection_days: int | None = None,
    holds: bool = False,
    by: Any,
) -> NoticeTerms:
    """What contracts of a template, signed from a day on, promise of notice.

    Raises:
        ValidationError: by field; there are such terms already.
    """
    with act("publications.terms_added", by=by, days=notice_days) as this:
        terms = NoticeTerms(
            brand=brand,
            contract_template=contract_template.strip(),
            signed_from=signed_from,
            notice_days=notice_days,
            objection_days=objection_days,
            holds=holds,
        )
        terms.full_clean()
        terms.save()
        this.about = terms
    return terms


def end_terms(terms: NoticeTerms, *, by: Any) -> NoticeTerms:
    """No announcement of later approval rests on these terms any more; those under way keep what they promised.

    Raises:
        TermsEnded: they have ended already.
    """
    with act("publications.terms_ended", by=by, about=terms):
        terms = lock(terms)
        if terms.ended_at is not None:
            raise TermsEnded(_("These terms have ended already."))
        terms.ended_at = timezone.now()
        terms.save()
    return terms
