"""Identity documents in the admin: listed until they go, opened by few, and destroyed at once where they should not be."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import file_for_a_reason
from apps.backoffice.steps import Step

from .. import services
from ..models import IdentityDocument
from .by_request import FoundByRequest


@admin.register(IdentityDocument)
class IdentityDocumentAdmin(FoundByRequest):
    """What people sent to prove who they are. It comes in and is judged at the request."""

    list_display = ["id", "request_words", "method_words", "added_at", "destroy_at", "destroyed_at"]
    list_prefetch = ["ticket", "identity_check"]
    fields = ["ticket", "file_name", "file_size", ("added_at", "destroy_at", "destroyed_at")]
    readonly_fields = ["ticket", "file_name", "file_size", "added_at", "destroy_at", "destroyed_at"]
    change_form_template = "admin/evidence_form.html"
    empty_words = gettext_lazy("No identity document was handed in yet. Fewer are better.")
    steps = [
        Step(
            "destroy",
            gettext_lazy("Destroy it now"),
            gettext_lazy(
                "The file and its key go for good, as where number, photo or citizen service number are not masked. What "
                "the check found stays."
            ),
            services.destroy_document,
            "dsr.change_identitydocument",
            available=lambda document: document.destroyed_at is None,
            is_danger=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Request"))
    def request_words(self, document: IdentityDocument) -> str:
        return document.ticket.reference

    @admin.display(description=gettext_lazy("Check"))
    def method_words(self, document: IdentityDocument) -> str:
        return document.identity_check.get_outcome_display()

    def status_words(self, record: IdentityDocument) -> str:
        return _("Destroyed") if record.destroyed_at else _("Kept until its day")

    def told_beside(self, request: HttpRequest, record: IdentityDocument) -> dict[str, Any]:
        if record.destroyed_at or not request.user.has_perm("dsr.open_identitydocument"):
            return {}
        return {"file_url": reverse("admin:dsr_identitydocument_file", args=[record.pk])}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name="dsr_identitydocument_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The file, to be saved and never shown by the browser itself; it is opened for a reason."""
        document = self.get_object(request, unquote(object_id))
        if document is None or not self.has_view_permission(request, document):
            raise Http404
        if not request.user.has_perm("dsr.open_identitydocument"):
            raise PermissionDenied
        return file_for_a_reason(
            self,
            request,
            document,
            document,
            opened=lambda why: services.open_identity_document(document, why=why, by=request.user),
        )
