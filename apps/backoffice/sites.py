"""The admin site of the office: navigation by job, and a home page of what asks for attention."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from apps.casework.registers import collect

from .records import RecordAdmin


class OfficeSite(UnfoldAdminSite):
    site_title = _("Privacy Office")
    site_header = _("Privacy Office")
    index_title = _("What asks for your attention")
    index_template = "admin/home.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.login = secure_admin_login(super().login)  # type: ignore[method-assign]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only the office's own records: a form that another package brings would write past every service."""
        if admin_class is not None and issubclass(admin_class, RecordAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page: one card for each thing that this person may look after; first what asks for something."""
        cards = [
            {
                "card": card,
                "figure": card.figure(request.user),
                "url": reverse(card.url) + (f"?{card.query}" if card.query else ""),
            }
            for card in collect("cards", "CARDS")
            if request.user.has_perm(card.permission)
        ]
        cards.sort(key=lambda one: (not one["figure"], not one["card"].is_urgent))
        return super().index(request, {**(extra_context or {}), "cards": cards})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The records of one app, for its page. The sidebar goes by job: every other page would ask for nothing."""
        return super().get_app_list(request, app_label) if app_label else []

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page for it, which tells the trail."""
        return redirect("account_change_password")


#: The sidebar by job: heading, then title, icon, address and permission of each page.
NAVIGATION = [
    (
        _("Decide"),
        [
            (_("Approvals"), "how_to_reg", "admin:casework_approval_changelist", "casework.view_approval"),
            (_("Who opened what"), "visibility", "admin:casework_accessentry_changelist", "casework.view_accessentry"),
            (_("Legal holds"), "front_hand", "admin:retention_hold_changelist", "retention.view_hold"),
        ],
    ),
    (
        _("What people ask"),
        [
            (_("Requests"), "contact_page", "admin:dsr_ticket_changelist", "dsr.view_ticket"),
            (_("Filed by the form"), "mark_email_unread", "admin:dsr_filing_changelist", "dsr.view_filing"),
            (_("Figures of requests"), "monitoring", "admin:dsr_figures", "dsr.view_ticket"),
            (_("My tasks"), "task_alt", "admin:dsr_task_changelist", "dsr.view_task"),
            (
                _("Identity documents"),
                "badge",
                "admin:dsr_identitydocument_changelist",
                "dsr.view_identitydocument",
            ),
            (_("Canned texts"), "edit_note", "admin:dsr_cannedtext_changelist", "dsr.view_cannedtext"),
            (_("Teams"), "groups", "admin:dsr_team_changelist", "dsr.view_team"),
            (_("Absences"), "event_busy", "admin:dsr_absence_changelist", "dsr.view_absence"),
            (_("Programs with access"), "api", "admin:dsr_apiclient_changelist", "dsr.view_apiclient"),
        ],
    ),
    (
        _("What authorities ask"),
        [
            (
                _("Government requests"),
                "local_police",
                "admin:disclosures_demand_changelist",
                "disclosures.view_demand",
            ),
            (
                _("Directory of authorities"),
                "contact_phone",
                "admin:disclosures_authority_changelist",
                "disclosures.view_authority",
            ),
            (_("Legal bases"), "menu_book", "admin:disclosures_legalbasis_changelist", "disclosures.view_legalbasis"),
        ],
    ),
    (
        _("Who receives data"),
        [
            (_("Listings"), "list_alt", "admin:subprocessors_listing_changelist", "subprocessors.view_listing"),
            (
                _("Third parties"),
                "domain",
                "admin:subprocessors_thirdparty_changelist",
                "subprocessors.view_thirdparty",
            ),
            (_("Read a list"), "upload_file", "admin:subprocessors_read_list", "subprocessors.add_listreading"),
            (
                _("Versions of lists"),
                "history_edu",
                "admin:subprocessors_listreading_changelist",
                "subprocessors.view_listreading",
            ),
            (
                _("Changes"),
                "published_with_changes",
                "admin:subprocessors_listchange_changelist",
                "subprocessors.view_listchange",
            ),
            (_("Objections"), "front_hand", "admin:subprocessors_objection_changelist", "subprocessors.view_objection"),
            (_("Evidence"), "verified_user", "admin:subprocessors_evidence_changelist", "subprocessors.view_evidence"),
            (
                _("Transfers"),
                "flight_takeoff",
                "admin:subprocessors_transfer_changelist",
                "subprocessors.view_transfer",
            ),
            (
                _("Transfer assessments"),
                "balance",
                "admin:subprocessors_transferassessment_changelist",
                "subprocessors.view_transferassessment",
            ),
            (_("Lint"), "fact_check", "admin:subprocessors_lint", "subprocessors.view_listing"),
            (_("What if a decision falls"), "crisis_alert", "admin:subprocessors_drill", "subprocessors.view_listing"),
        ],
    ),
    (
        _("Who is told of changes"),
        [
            (
                _("Announcements"),
                "campaign",
                "admin:publications_announcement_changelist",
                "publications.view_announcement",
            ),
            (
                _("Subscribers"),
                "notifications",
                "admin:publications_subscriber_changelist",
                "publications.view_subscriber",
            ),
            (
                _("Notice terms"),
                "event_upcoming",
                "admin:publications_noticeterms_changelist",
                "publications.view_noticeterms",
            ),
        ],
    ),
    (
        _("What the public reads"),
        [
            (
                _("Published versions"),
                "history_edu",
                "admin:publications_publishedversion_changelist",
                "publications.view_publishedversion",
            ),
            (
                _("Transparency reports"),
                "query_stats",
                "admin:disclosures_transparencyreport_changelist",
                "disclosures.view_transparencyreport",
            ),
        ],
    ),
    (
        _("Letters"),
        [
            (_("Letters"), "mail", "admin:mailroom_letter_changelist", "mailroom.view_letter"),
            (
                _("Mail that came in"),
                "inbox",
                "admin:mailroom_inboundmessage_changelist",
                "mailroom.view_inboundmessage",
            ),
            (_("Mailboxes"), "all_inbox", "admin:mailroom_mailboxcheck_changelist", "mailroom.view_mailboxcheck"),
            (
                _("Addresses without list mail"),
                "unsubscribe",
                "admin:mailroom_suppression_changelist",
                "mailroom.view_suppression",
            ),
            (
                _("Events from the provider"),
                "mark_email_read",
                "admin:mailroom_providerevent_changelist",
                "mailroom.view_providerevent",
            ),
            (_("Sent to an address"), "person_search", "admin:publications_sent_to", "mailroom.open_letter"),
        ],
    ),
    (
        _("Whom we serve"),
        [
            (_("Customers"), "handshake", "admin:organisation_customer_changelist", "organisation.view_customer"),
            (
                _("Notice contacts"),
                "contact_mail",
                "admin:organisation_noticecontact_changelist",
                "organisation.view_noticecontact",
            ),
        ],
    ),
    (
        _("What data, where and why"),
        [
            (_("Services"), "apps", "admin:organisation_service_changelist", "organisation.view_service"),
            (_("Systems"), "dns", "admin:organisation_system_changelist", "organisation.view_system"),
            (
                _("Data categories"),
                "category",
                "admin:organisation_datacategory_changelist",
                "organisation.view_datacategory",
            ),
            (_("Sources"), "input", "admin:organisation_datasource_changelist", "organisation.view_datasource"),
            (_("Purposes"), "target", "admin:organisation_purpose_changelist", "organisation.view_purpose"),
        ],
    ),
    (
        _("Who promises"),
        [
            (_("Brands"), "sell", "admin:organisation_brand_changelist", "organisation.view_brand"),
            (
                _("Legal entities"),
                "account_balance",
                "admin:organisation_legalentity_changelist",
                "organisation.view_legalentity",
            ),
            (_("Offices"), "location_city", "admin:organisation_office_changelist", "organisation.view_office"),
            (_("Gaps"), "rule", "admin:organisation_gaps", "organisation.view_brand"),
        ],
    ),
    (
        _("Reference"),
        [
            (_("Countries"), "public", "admin:organisation_country_changelist", "organisation.view_country"),
            (
                _("Adequacy decisions"),
                "gavel",
                "admin:organisation_adequacydecision_changelist",
                "organisation.view_adequacydecision",
            ),
            (
                _("Supervisory authorities"),
                "shield_person",
                "admin:organisation_supervisoryauthority_changelist",
                "organisation.view_supervisoryauthority",
            ),
        ],
    ),
    (
        _("What happened, provably"),
        [
            (_("Acts"), "history", "admin:trail_act_changelist", "trail.view_act"),
            (_("Verifications"), "verified", "admin:trail_verification_changelist", "trail.view_verification"),
        ],
    ),
    (
        _("Who works here"),
        [
            (_("People"), "group", "admin:accounts_user_changelist", "accounts.view_user"),
            (_("Grants"), "key", "admin:accounts_grant_changelist", "accounts.view_grant"),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: by job, and only what this person may see."""
    groups: list[dict[str, Any]] = [
        {"items": [{"title": _("Home"), "icon": "home", "link": reverse("admin:index"), "active": _is_home}]}
    ]
    addresses = {name: reverse(name) for _heading, pages in NAVIGATION for _title, _icon, name, _permission in pages}
    here = _nearest(request.path, addresses.values())
    for heading, pages in NAVIGATION:
        items = [
            {"title": title, "icon": icon, "link": addresses[name], "active": addresses[name] == here}
            for title, icon, name, permission in pages
            if request.user.has_perm(permission)
        ]
        if items:
            groups.append({"title": heading, "items": items})
    return groups


def _nearest(path: str, addresses: Iterable[str]) -> str:
    """The page of the sidebar to which an address belongs: some stand below the address of a list."""
    return max((page for page in addresses if path.startswith(page)), key=len, default="")


def _is_home(request: HttpRequest) -> bool:
    return request.path == reverse("admin:index")


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """What a person does with their own account."""
    return [
        {"title": _("Second factor"), "link": reverse("mfa_index")},
        {"title": _("Change password"), "link": reverse("account_change_password")},
        {"title": _("Where I am signed in"), "link": reverse("usersessions_list")},
    ]
