"""The trail in the admin: what happened, and whether it still stands as it was sealed."""

import json
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.views import ChangeList

from apps.backoffice.records import RecordAdmin, badge

from .choices import Verdict
from .models import Act, Anchor, Verification
from .proofs import proof_of
from .queries import faults_told, oldest_unsealed, tell
from .sealing import stand
from .services import verify_and_record

#: Kinds of acts by which the log covers ledgers and pads itself.
COUNTING = ("trail.ledger_covered", "trail.covered")
TONES = {Verdict.INTACT: "good", Verdict.DIVERGED: "danger", Verdict.INVALID: "danger", Verdict.CANNOT_CHECK: "warning"}


class ActList(ChangeList):
    """A page of acts, told all at once: one look-up of the names of their people."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for one, telling in zip(self.result_list, tell(self.result_list), strict=True):
            one.telling = telling


@admin.register(Act)
class ActAdmin(RecordAdmin):
    """Every act, newest first; each with the proof that it stands in the log."""

    list_display = ["moment", "who_and_what", "kind", "about", "rows"]
    list_filter = ["moment"]
    search_fields = ["kind", "about", "actor"]
    search_help_text = gettext_lazy("The beginning of a kind, a record (app.model:id) or an actor (user:id).")
    fields = readonly_fields = [
        *("moment", "who_and_what", "kind", "actor", "about", "facts", "rows", "digest", "proof_link")
    ]
    empty_words = gettext_lazy("Nothing has happened yet.")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without what only the log says of itself, which would tell how much is hidden, but to who may count."""
        acts = super().get_queryset(request)
        return acts if self.may_count(request) else acts.exclude(kind__in=COUNTING)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ActList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the beginning of a column that has an index, never by scanning millions of texts."""
        if not search_term:
            return queryset, False
        term = search_term.strip()
        column = "about" if ":" in term and "." in term else "actor" if ":" in term else "kind"
        return queryset.filter(**{f"{column}__startswith": term}), False

    @admin.display(description=gettext_lazy("What"))
    def who_and_what(self, one: Act) -> str:
        telling = getattr(one, "telling", None) or tell([one])[0]
        return f"{telling.who} {telling.sentence}"

    def get_fields(self, request: HttpRequest, obj: Act | None = None) -> Any:
        return self.fields if self.may_count(request) else [name for name in self.fields if name != "proof_link"]

    @admin.display(description=gettext_lazy("Proof"))
    def proof_link(self, one: Act) -> str:
        address = reverse("admin:trail_act_proof", args=[one.pk])
        return format_html('<a class="office-link" href="{}">{}</a>', address, _("Download the proof of this act"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.proof_view)
        return [path("<uuid:pk>/proof/", view, name="trail_act_proof"), *super().get_urls()]

    def proof_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The inclusion proof as a file: it shows that this act was sealed, and tells of the others how many there are."""
        if not self.has_view_permission(request) or not self.may_count(request):
            raise PermissionDenied
        proof = proof_of(get_object_or_404(self.get_queryset(request), pk=pk))
        if proof is None:
            raise Http404(_("This act is not sealed yet; the worker does it within seconds."))
        response = HttpResponse(json.dumps(proof, ensure_ascii=False, indent=1), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="act-{pk}.json"'
        return response


@admin.register(Verification)
class VerificationAdmin(RecordAdmin):
    """What verifications found, in words for somebody who was not there; and one now."""

    list_display = ["moment", "verdict_badge", "records", "size", "seconds"]
    fields = readonly_fields = ["moment", "verdict_badge", "records", "size", "seconds"]
    change_form_template = "admin/verification.html"
    change_list_template = "admin/verifications.html"
    empty_words = gettext_lazy("Nothing has been verified yet: the worker does it every night, and you can do it now.")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return self._told_to(request)

    def get_fields(self, request: HttpRequest, obj: Verification | None = None) -> list[str]:
        return self._told_to(request)

    def _told_to(self, request: HttpRequest) -> list[str]:
        """How much was read counts what is hidden too."""
        return ["moment", "verdict_badge", *(["records", "size", "seconds"] if self.may_count(request) else [])]

    def told_beside(self, request: HttpRequest, record: Verification) -> dict[str, Any]:
        hidden = partial(self.hidden_names, request)
        return {"faults": faults_told(record, hidden=hidden, counts=self.may_count(request)), "found": len(record.told)}

    @admin.display(description=gettext_lazy("Verdict"))
    def verdict_badge(self, one: Verification) -> str:
        verdict = Verdict(one.code)
        return badge(verdict.label, TONES[verdict])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.verify_view)
        return [path("verify-now/", view, name="trail_verify_now"), *super().get_urls()]

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Verify now; the answer is the page of what was found."""
        if request.method != "POST" or not request.user.has_perm("trail.add_verification"):
            raise PermissionDenied
        verify_and_record()
        return HttpResponseRedirect(
            reverse("admin:trail_verification_change", args=[Verification.objects.latest("id").pk])
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with how the trail stands right now."""
        waiting = oldest_unsealed(self.in_view(request, Act.objects.all()))
        standing = {
            "size": stand().size if self.may_count(request) else None,
            "waiting_seconds": round(waiting.total_seconds()) if waiting else 0,
            "anchor": Anchor.objects.first(),
            "may_verify": request.user.has_perm("trail.add_verification"),
        }
        return super().changelist_view(request, {**(extra_context or {}), "standing": standing})
