"""Who may do what: the roles, and the one table of their permissions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class Right(TextChoices):
    """What a grant gives: a role, or the clearance for requests under secrecy."""

    LEGAL = "legal", _("Legal")
    PRIVACY = "privacy", _("Privacy")
    DPO = "dpo", _("Data protection officer")
    WEB = "web", _("Web")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    SECRECY = "secrecy", _("Clearance for secrecy")


ROLES = [right for right in Right if right != Right.SECRECY]

LEGAL, PRIVACY, DPO, WEB, AUDITOR, ADMINISTRATOR = (
    Right.LEGAL,
    Right.PRIVACY,
    Right.DPO,
    Right.WEB,
    Right.AUDITOR,
    Right.ADMINISTRATOR,
)

#: The one table: permission -> the roles that have it. A permission that stands nowhere here, nobody has.
_READ, _KEEP = (LEGAL, PRIVACY, DPO, WEB, AUDITOR, ADMINISTRATOR), (LEGAL, PRIVACY, DPO)
_KEPT = (LEGAL, PRIVACY, DPO, AUDITOR)

_RECORDS = {
    "organisation": (
        *("brand", "legalentity", "office", "officeclosure", "customer", "noticecontact", "service", "servicedata"),
        *("system", "systemservice", "systemdata", "datacategory", "datasource", "purpose"),
        *("country", "adequacydecision", "supervisoryauthority"),
    ),
    "subprocessors": (
        *("thirdparty", "groupmember", "listing", "location", "transfer", "chainmember"),
        *("evidence", "transferassessment", "listsource", "listreading", "listchange"),
        "objection",
    ),
}


def _records() -> dict[str, tuple[Right, ...]]:
    table: dict[str, tuple[Right, ...]] = {}
    for app, models in _RECORDS.items():
        for model in models:
            table |= {
                f"{app}.view_{model}": _READ,
                f"{app}.add_{model}": _KEEP,
                f"{app}.change_{model}": _KEEP,
                f"{app}.import_{model}": _KEEP,
                f"{app}.export_{model}": (LEGAL, PRIVACY, DPO, AUDITOR),
            }
    return table


PERMISSIONS: dict[str, tuple[Right, ...]] = _records() | {
    **{
        f"publications.{right}_{model}": roles
        for model in ("subscriber", "announcement", "noticeterms")
        for right, roles in {"view": _KEPT, "add": _KEEP, "change": _KEEP, "import": _KEEP, "export": _KEPT}.items()
    },
    **{f"publications.view_{model}": _READ for model in ("publishedversion", "rendition", "announcedchange", "notice")},
    "publications.add_publishedversion": (LEGAL, DPO),
    "publications.approve_announcement": (LEGAL, DPO),
    "publications.open_announcement": _KEEP,
    **{
        f"dsr.{right}_{model}": roles
        for model in ("ticket", "item", "entry", "ticketfile", "ticketlink")
        for right, roles in {
            "view": _KEPT,
            "add": _KEEP,
            "change": _KEEP,
            "import": (PRIVACY, DPO),
            "export": (PRIVACY, DPO, AUDITOR),
        }.items()
    },
    **{
        f"dsr.{right}_{model}": roles
        for model in ("team", "teammember", "absence")
        for right, roles in {"view": _KEPT, "add": (PRIVACY, DPO), "change": (PRIVACY, DPO)}.items()
    },
    **{
        f"dsr.{right}_cannedtext": roles
        for right, roles in {"view": _KEPT, "add": (PRIVACY, DPO), "change": (PRIVACY, DPO)}.items()
    },
    **{f"dsr.{right}_identitycheck": roles for right, roles in {"view": _KEPT, "change": _KEEP}.items()},
    "dsr.view_identitydocument": _KEPT,
    "dsr.change_identitydocument": (PRIVACY, DPO),
    "dsr.open_identitydocument": (PRIVACY, DPO),
    # owners of systems may be of any role: they see their own tasks, and no more
    "dsr.view_task": _READ,
    "dsr.add_task": _KEEP,
    "dsr.change_task": _KEEP,
    "dsr.answer_task": (LEGAL, PRIVACY, DPO, WEB, ADMINISTRATOR),
    "dsr.open_ticket": (PRIVACY, DPO),
    "dsr.view_filing": _KEPT,
    "dsr.change_filing": _KEEP,
    "dsr.view_apiclient": (*_KEPT, ADMINISTRATOR),
    "dsr.add_apiclient": (PRIVACY, DPO, ADMINISTRATOR),
    "dsr.change_apiclient": (PRIVACY, DPO, ADMINISTRATOR),
    "dsr.view_clockevent": _KEPT,
    "dsr.open_ticketfile": _KEEP,
    "dsr.approve_item": (LEGAL, DPO),
    # what is under secrecy exists for those alone who are cleared for it, whatever their role
    **{
        f"disclosures.{right}_{model}": roles
        for model in ("demand", "target", "original", "check", "silence", "cleared", "decision", "pushedback", "notice")
        for right, roles in {"view": (LEGAL, DPO, AUDITOR), "add": (LEGAL, DPO), "change": (LEGAL, DPO)}.items()
    },
    **{
        f"disclosures.{right}_{model}": roles
        for model in ("release", "packagefile", "preservation", "cost")
        for right, roles in {"view": (LEGAL, DPO, AUDITOR), "add": (LEGAL, DPO), "change": (LEGAL, DPO)}.items()
    },
    **{
        f"disclosures.{right}_{model}": roles
        for model in ("authority", "authoritycontact", "legalbasis")
        for right, roles in {
            "view": (LEGAL, DPO, AUDITOR),
            "add": (LEGAL, DPO),
            "change": (LEGAL, DPO),
            "import": (LEGAL, DPO),
            "export": (LEGAL, DPO, AUDITOR),
        }.items()
    },
    **{
        f"disclosures.{right}_transparencyreport": roles
        for right, roles in {"view": (LEGAL, DPO, AUDITOR), "add": (LEGAL, DPO), "change": (LEGAL, DPO)}.items()
    },
    "disclosures.approve_transparencyreport": (LEGAL, DPO),
    **{
        f"cookies.{right}_{model}": roles
        for model in ("site", "cookie", "provider", "categorytext", "catalogueentry", "scan", "waiver", "cookienotice")
        for right, roles in {
            "view": _READ,
            "add": (WEB, PRIVACY, DPO),
            "change": (WEB, PRIVACY, DPO),
            "import": (WEB, PRIVACY, DPO),
            "export": _READ,
        }.items()
    },
    "cookies.view_sighting": _READ,
    **{
        f"consents.{right}_{model}": roles
        for model in ("consentevent", "consentpurpose")
        for right, roles in {
            "view": (PRIVACY, DPO, WEB, AUDITOR, LEGAL),
            "add": (PRIVACY, DPO),
            "change": (PRIVACY, DPO),
        }.items()
    },
    "consents.export_consentevent": (PRIVACY, DPO, AUDITOR),
    "consents.open_consentevent": (PRIVACY, DPO, AUDITOR),
    "disclosures.import_demand": (LEGAL, DPO),
    "disclosures.export_demand": (LEGAL, DPO),
    "disclosures.open_demand": (LEGAL, DPO),
    "disclosures.approve_demand": (LEGAL, DPO),
    "subprocessors.approve_listing": (LEGAL, DPO),
    "subprocessors.open_evidence": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.view_letter": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.view_delivery": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.open_letter": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.change_letter": (PRIVACY, DPO),
    "mailroom.view_providerevent": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.view_inboundmessage": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.view_mailboxcheck": (LEGAL, PRIVACY, DPO, AUDITOR, ADMINISTRATOR),
    "mailroom.open_inboundmessage": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.change_inboundmessage": _KEEP,
    "mailroom.view_suppression": (LEGAL, PRIVACY, DPO, AUDITOR),
    "mailroom.add_suppression": (LEGAL, PRIVACY, DPO),
    "mailroom.change_suppression": (PRIVACY, DPO),
    "casework.view_accessentry": (LEGAL, DPO, AUDITOR),
    **{
        f"retention.{right}": roles
        for right, roles in {
            "view_hold": (LEGAL, DPO, AUDITOR),
            "view_holdtouch": (LEGAL, DPO, AUDITOR),
            "add_hold": (LEGAL, DPO),
            "change_hold": (LEGAL, DPO),
            "approve_hold": (LEGAL, DPO),
        }.items()
    },
    "casework.view_approval": (LEGAL, PRIVACY, DPO, AUDITOR, ADMINISTRATOR),
    "trail.view_act": (DPO, AUDITOR),
    "trail.view_verification": (DPO, AUDITOR, ADMINISTRATOR),
    "trail.add_verification": (DPO, AUDITOR, ADMINISTRATOR),
    "accounts.view_user": (DPO, AUDITOR, ADMINISTRATOR),
    "accounts.add_user": (ADMINISTRATOR,),
    "accounts.change_user": (ADMINISTRATOR,),
    "accounts.view_grant": (DPO, AUDITOR, ADMINISTRATOR),
    "accounts.add_grant": (ADMINISTRATOR,),
    "accounts.change_grant": (ADMINISTRATOR,),
    "accounts.approve_grant": (ADMINISTRATOR, DPO),
}


class Factor(TextChoices):
    """A second factor, by the names of django-allauth."""

    TOTP = "totp", _("authenticator app")
    WEBAUTHN = "webauthn", _("security key")
    RECOVERY_CODES = "recovery_codes", _("recovery codes")


class GrantStatus(TextChoices):
    PROPOSED = "proposed", _("Waiting for a second person")
    CURRENT = "current", _("Current")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


GRANTS = Lifecycle(
    GrantStatus,
    {
        GrantStatus.PROPOSED: [GrantStatus.CURRENT, GrantStatus.DECLINED],
        GrantStatus.CURRENT: [GrantStatus.ENDED],
        GrantStatus.DECLINED: [],
        GrantStatus.ENDED: [],
    },
)

ACTS = {
    "accounts.office_opened": _("opened the office with its first accounts"),
    "accounts.person_invited": _("invited a person"),
    "accounts.person_changed": _("changed the account of a person"),
    "accounts.person_deactivated": _("deactivated the account and ended its sessions"),
    "accounts.person_reactivated": _("reactivated the account"),
    "accounts.one_time_password_made": _("made a one-time password"),
    "accounts.one_time_password_spent": _("used up the one-time password"),
    "accounts.grant_proposed": _("proposed to grant: {right}"),
    "accounts.grant_made": _("granted, as the second person: {right}"),
    "accounts.grant_declined": _("declined to grant: {right}"),
    "accounts.grant_ended": _("ended the grant: {right}"),
    "accounts.signed_in": _("signed in"),
    "accounts.signed_out": _("signed out"),
    "accounts.sign_in_failed": _("failed to sign in"),
    "accounts.sign_in_refused": _("was refused for too many attempts to sign in"),
    "accounts.password_changed": _("changed the password"),
    "accounts.second_factor_added": _("added a second factor: {factor}"),
    "accounts.second_factor_removed": _("removed a second factor: {factor}"),
    "accounts.recovery_codes_made": _("made new recovery codes"),
    "accounts.sessions_ended": _("ended sessions: {count}"),
}

FACT_WORDS = {"right": Right, "factor": Factor}
