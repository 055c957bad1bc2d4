"""The proof of an announcement: its frozen text, who approved it, numbers that add up, and each recipient."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import attachment
from apps.backoffice.exchange import streamed_csv
from apps.backoffice.records import badge
from apps.backoffice.steps import Step
from apps.casework import dossiers
from apps.mailroom.choices import LetterStatus
from apps.trail.queries import fact_words

from ..evidence import approval_of, sha256
from ..models import Announcement, Notice
from ..queries import proof

EXPORT, DISCLOSE = "publications.export_announcement", "publications.open_announcement"
TONES = {
    LetterStatus.HANDED_OVER: "good",
    LetterStatus.DEFERRED: "warning",
    LetterStatus.UNKNOWN_OUTCOME: "warning",
    LetterStatus.REFUSED: "danger",
    LetterStatus.FAILED: "danger",
    LetterStatus.CANCELLED: "danger",
}
#: So many possible duplicates stand on the page; the file of recipients marks all of them.
DOUBLES_SHOWN = 200


def packed_evidence(announcement: Announcement, *, by: Any) -> Any:
    """The evidence of an announcement as a temporary file, without a name on any disk."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed by who reads it
    dossiers.export_evidence(announcement, to=file, by=by)
    return file


def pieces_of(file: Any) -> Iterator[bytes]:
    """The content of a temporary file, which is gone once it was read."""
    with file:
        while piece := file.read(dossiers.PIECE):
            yield piece


EVIDENCE_STEP = Step(
    "evidence",
    gettext_lazy("Download the evidence"),
    gettext_lazy(
        "One file for an auditor, an authority or a court: what was said, to which addresses, when, the acts with their "
        "proofs, and how to check them. It discloses addresses; that you take it is noted."
    ),
    packed_evidence,
    DISCLOSE,
    confirms_identity=True,
)


class ProofPages:
    """The page of the proof and its files, at addresses below that of an announcement."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("<path:object_id>/proof/", self.proof_view, "publications_announcement_proof"),
            ("<path:object_id>/proof/recipients/", self.recipients_view, "publications_announcement_recipients"),
        ]
        urls = [path(address, self.admin_site.admin_view(view), name=name) for address, view, name in pages]
        return [*urls, *super().get_urls()]

    def after_step(self, request: HttpRequest, step: Step, record: Any, result: Any) -> HttpResponseBase:
        """The evidence leaves as a file; other steps lead to the page of the announcement."""
        if step.name == EVIDENCE_STEP.name:
            return attachment(pieces_of(result), f"{record.reference}.zip")
        return super().after_step(request, step, record, result)

    def proof_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Everything on one page, recipients a page at a time. Looking changes nothing."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        announcement = self._provable(request, object_id)
        words, state = dict(proof.states()), request.GET.get("state", "")
        after = request.GET.get("after", "")
        found = proof.recipients(
            announcement,
            state=state if state in words else "",
            after=int(after) if after.isdecimal() and len(after) < 19 else 0,
            length=proof.PAGE + 1,
        )
        doubles = list(proof.possible_duplicates(announcement)[: DOUBLES_SHOWN + 1])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": announcement,
            "title": _("Proof of %(reference)s") % {"reference": announcement},
            **frozen(announcement),
            "approval": approval_of(announcement),
            "numbers": [numbers(one) for one in proof.reconciled(announcement)],
            "doubles": [row_of(one, words) for one in doubles[:DOUBLES_SHOWN]],
            "has_more_doubles": len(doubles) > DOUBLES_SHOWN,
            "recipients": [row_of(one, words) for one in found[: proof.PAGE]],
            "next_after": found[proof.PAGE - 1].pk if len(found) > proof.PAGE else None,
            "is_first": not after,
            "states": list(words.items()),
            "state": state,
            "tables": tables_of(announcement),
            "may_export": request.user.has_perm(EXPORT),
            "evidence_url": self.step_url(announcement, EVIDENCE_STEP) if request.user.has_perm(DISCLOSE) else "",
        }
        return TemplateResponse(request, "admin/proof.html", context)

    def recipients_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Every recipient as a file, written while it is read; an act."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        announcement = self._provable(request, object_id)
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        return streamed_csv(
            proof.rows_of_recipients(announcement),
            proof.COLUMNS,
            register="publications.notice",
            count=Notice.objects.filter(announcement=announcement).count(),
            name=f"{announcement.reference}-recipients.csv",
            by=request.user,
        )

    def _provable(self, request: HttpRequest, object_id: str) -> Announcement:
        announcement = self.get_object(request, unquote(object_id))
        if announcement is None or not self.has_view_permission(request, announcement):
            raise Http404
        return announcement


def frozen(announcement: Announcement) -> dict[str, Any]:
    """What was said, as it was frozen, with the hash of each part."""
    changes = list(announcement.changes.all())
    said = [change.said.get("said") or {} for change in changes]
    return {
        "content_sha256": sha256(announcement.content),
        "cohorts_sha256": sha256(announcement.cohorts),
        "changes": [
            {"said": words.get("en") or {}, "about": change.subject, "sha256": sha256(change.snapshot)}
            for change, words in zip(changes, said, strict=True)
        ],
        "cohorts": [cohort_in_words(one) for one in announcement.promised],
        "version": announcement.version_shown,
    }


def cohort_in_words(cohort: dict[str, Any]) -> dict[str, Any]:
    """What one cohort is given, as labels and texts; what was frozen under a name of its own keeps it."""
    labels = {
        "notice_days": _("Days of notice"),
        "objection_days": _("Days to object"),
        "holds": _("An objection holds the change"),
        "last_objection_on": _("Last day to object"),
        "last_objection_day": _("Last day to object"),
        "earliest_effective_at": _("Earliest effect"),
    }
    given = {key: cohort[key] for key in labels if cohort.get(key) not in (None, "", [])}
    rows = [(labels[key], fact_words(key, value)) for key, value in given.items()]
    return {"name": cohort.get("name") or _("other contracts"), "rows": rows, "why": cohort.get("derivation") or []}


def numbers(one: proof.Reconciliation) -> dict[str, Any]:
    """The equation of one stream, for a template."""
    return {"one": one, "badge": badge(_("adds up"), "good") if one.adds_up else badge(_("does not add up"), "danger")}


def row_of(notice: Notice, words: dict[str, Any]) -> dict[str, Any]:
    """One recipient, for a template; ``words`` are those of the states."""
    key = proof.state_of(notice)
    letter = notice.letter
    return {
        "who": proof.address_of(notice),
        "stream": notice.get_stream_display(),
        "badge": badge(words.get(key, key), TONES.get(key, "neutral")),
        "letter": letter,
        "url": reverse("admin:mailroom_letter_change", args=[letter.pk]) if letter else "",
        "notice": notice,
    }


def tables_of(announcement: Announcement) -> list[dict[str, Any]]:
    """What apps above this one add to the proof."""
    found = [source.table(announcement) for source in dossiers.sources_of(announcement) if source.table]
    return [
        {"heading": one.heading, "columns": one.columns, "rows": list(zip(one.rows, one.addresses, strict=True))}
        for one in found
    ]
