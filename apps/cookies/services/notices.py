"""Notices: drafted from the registry, judged, and published exactly as they were drafted."""

import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.services import publish_content
from apps.publications.services.versions import content_hash
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import NOTICES, NoticeStatus, Verdict
from ..materiality import Reason, needs_explanation, reasons_between, verdict_of
from ..models import CookieNotice, Site
from ..queries.content import content_of
from ..queries.lint import errors_of
from ..queries.versions import versions_of_site

#: What says nothing of the registry: it follows from the rest.
JUDGED = ("revision", "verdict")


class NothingToPublish(RuleBroken):
    """The registry says what the newest version says already."""


class NotPublishable(RuleBroken):
    """Something keeps the notice from being published, each in words."""


def draft_notice(site: Site, *, by: Any) -> CookieNotice:
    """Freeze what the registry says of a site as the draft of its next version, with what that means for visitors.

    A draft that stands is brought up to date.

    Raises:
        NothingToPublish: the newest version says the same.
    """
    with act("cookies.notice_drafted", by=by, about=site, verdict="") as this:
        site = lock(site)
        draft = CookieNotice.objects.filter(site=site, status=NoticeStatus.DRAFT).first()
        draft = lock(draft) if draft else CookieNotice(site=site)
        newest = versions_of_site(site).first()
        reasons, revision, verdict = judged(site, newest)
        if newest is not None and not reasons and not _differs(site, newest):
            raise NothingToPublish(_("The published notice says all of this already: nothing changed."))
        content = content_of(site, revision=revision, verdict=verdict)
        draft.content, draft.sha256 = canonical(plain(content)).decode(), content_hash(content)
        draft.verdict, draft.revision = verdict, revision
        draft.reasons = json.dumps([one.said() for one in reasons], ensure_ascii=False)
        draft.drafted_by, draft.drafted_at = (None if isinstance(by, str) else by), timezone.now()
        draft.save()
        this.facts["verdict"] = verdict.value
    return draft


def judged(site: Site, newest: PublishedVersion | None, *, explanation: str = "") -> tuple[list[Reason], int, Verdict]:
    """The rules that apply from the newest version to the registry, the next revision, and the verdict."""
    if newest is None:
        return [], 1, Verdict.ASK_AGAIN
    before = newest.said
    reasons = reasons_between(before, content_of(site, revision=0, verdict=""))
    verdict = verdict_of(reasons, explanation=explanation)
    return reasons, before["revision"] + (verdict == Verdict.ASK_AGAIN), verdict


def _differs(site: Site, newest: PublishedVersion) -> bool:
    """Whether the registry says anything else than a version, apart from what follows from the rest."""
    return without_verdict(content_of(site, revision=0, verdict="")) != without_verdict(newest.said)


def without_verdict(said: dict[str, Any]) -> str:
    return canonical(plain({name: value for name, value in said.items() if name not in JUDGED})).decode()


def withdraw_notice(notice: CookieNotice, *, by: Any) -> CookieNotice:
    """Give a draft up; the next one begins from the registry."""
    with act("cookies.notice_withdrawn", by=by, about=notice):
        notice = lock(notice)
        NOTICES.ensure(notice.status, NoticeStatus.WITHDRAWN)
        notice.status = NoticeStatus.WITHDRAWN
        notice.save()
    return notice


def publish_notice(notice: CookieNotice, *, explanation: str = "", by: Any) -> CookieNotice:
    """Publish a draft as it was drafted, in effect at once; the verdict follows from the explanation, where there is one.

    ``explanation`` says why words that changed mean the same, so that nobody is asked again for them alone.

    Raises:
        TransitionNotAllowed: it was published or withdrawn already.
        NotPublishable: the lint finds errors, the registry changed since, or there is nothing to explain.
    """
    with act("cookies.notice_published", by=by, about=notice, verdict="", number=0) as this:
        notice = lock(notice)
        NOTICES.ensure(notice.status, NoticeStatus.PUBLISHED)
        site = lock(notice.site)
        _ensure_publishable(notice, site)
        reasons, revision, verdict = judged(site, versions_of_site(site).first(), explanation=explanation)
        if explanation.strip() and not needs_explanation(reasons):
            raise NotPublishable(_("Only changed words can be explained; something else asks visitors again."))
        content = content_of(site, revision=revision, verdict=verdict)
        notice.content, notice.sha256 = canonical(plain(content)).decode(), content_hash(content)
        notice.verdict, notice.revision, notice.explanation = verdict, revision, explanation.strip()
        notice.published = publish_content(DocumentKind.COOKIES, site.brand, content, part=site.domain, by=by)
        notice.status, notice.published_at = NoticeStatus.PUBLISHED, timezone.now()
        notice.published_by = None if isinstance(by, str) else by
        notice.save()
        this.facts |= {"verdict": verdict.value, "number": notice.published.number}
    return notice


def _ensure_publishable(notice: CookieNotice, site: Site) -> None:
    hindrances = hindrances_of(notice, site)
    if hindrances:
        raise NotPublishable(" ".join(hindrances))


def hindrances_of(notice: CookieNotice, site: Site) -> list[str]:
    """What keeps a draft from being published now, in words."""
    found = [one.words for one in errors_of(site)]
    if without_verdict(notice.said) != without_verdict(content_of(site, revision=0, verdict="")):
        found.append(_("The registry changed since this was drafted: bring the draft up to date and look at it again."))
    return found
