"""The steps from a decision to a closed request, with a second person where one is needed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step
from apps.casework.forms import ReasonForm

from .. import services
from ..choices import DISCLOSING, Status
from ..forms import decisions, review
from ..models import Decision, Demand, Release
from ..queries.packages import keeps_from_release
from ..services.demands import what_is_left
from .steps import CHANGE, NOTICE_STEPS, PRESERVATION_STEPS, PUSH_BACKS, SILENCES, WORK, in_review

APPROVE = "disclosures.approve_demand"


def waiting_decision(demand: Demand) -> Decision | None:
    return demand.decisions.current().filter(decided_at=None).select_related("asked_by").first()


def waiting_release(demand: Demand) -> Release | None:
    return demand.releases.current().filter(released_at=None).select_related("asked_by").first()


def own_words(asked_by: Any, user: Any) -> str:
    """Who asked does not decide."""
    return _("You asked for this yourself: somebody else must decide.") if asked_by == user else ""


def own_decision(demand: Demand, user: Any) -> str:
    decision = waiting_decision(demand)
    return own_words(decision.asked_by, user) if decision else _("Nobody asks for it.")


def own_release(demand: Demand, user: Any) -> str:
    release = waiting_release(demand)
    return own_words(release.asked_by, user) if release else _("Nobody asks for it.")


def own_or_kept(demand: Demand, user: Any) -> str:
    return own_release(demand, user) or " ".join(keeps_from_release(demand))


def asked_already(demand: Demand, user: Any) -> str:
    decision = waiting_decision(demand)
    if decision is None:
        return ""
    words = _("%(who)s asked already (%(outcome)s); it waits for a second person. Take it back to word another.")
    return words % {"who": decision.asked_by, "outcome": decision.get_outcome_display()}


def not_releasable(demand: Demand, user: Any) -> str:
    release = waiting_release(demand)
    if release is not None:
        return _("%(who)s asked already; it waits for a second person.") % {"who": release.asked_by}
    return " ".join(keeps_from_release(demand))


def not_closable(demand: Demand, user: Any) -> str:
    return " ".join(what_is_left(demand))


def is_to_collect(demand: Demand) -> bool:
    return demand.status == Status.DECIDED and demand.outcome in DISCLOSING


def collect(demand: Demand, *, fields_told: str, by: Any, **given: Any) -> Any:
    return services.collect_file(demand, fields=fields_told, by=by, **given)


def drop(_demand: Demand, *, file: Any, by: Any) -> Any:
    return services.drop_file(file, by=by)


DECISION_STEPS = [
    Step(
        "ask-decision",
        gettext_lazy("Propose a decision"),
        gettext_lazy("A second person is asked to decide exactly this, with these reasons."),
        services.ask_decision,
        CHANGE,
        available=in_review,
        obstacle=asked_already,
        form=decisions.DecideForm,
    ),
    Step(
        "approve-decision",
        gettext_lazy("Decide so"),
        gettext_lazy("You are the second person: it is decided as it is proposed. The review is judged again."),
        services.approve_decision,
        APPROVE,
        available=lambda demand: waiting_decision(demand) is not None,
        obstacle=own_decision,
        confirms_identity=True,
    ),
    Step(
        "decline-decision",
        gettext_lazy("Decline the decision"),
        gettext_lazy("As the second person you say no, with the reason. The review goes on."),
        services.decline_decision,
        APPROVE,
        available=lambda demand: waiting_decision(demand) is not None,
        obstacle=own_decision,
        form=ReasonForm,
    ),
    Step(
        "take-back-decision",
        gettext_lazy("Take the decision back"),
        gettext_lazy("Or the request for one. Nothing has left: the review goes on."),
        services.take_back_decision,
        CHANGE,
        available=lambda demand: (
            demand.status in (Status.RECEIVED, Status.IN_REVIEW, Status.DECIDED) and demand.decisions.current().exists()
        ),
        is_danger=True,
    ),
]

RELEASE_STEPS = [
    Step(
        "collect",
        gettext_lazy("Put a file into the package"),
        gettext_lazy("With what it holds. What lies outside of what may leave is refused."),
        collect,
        "disclosures.add_packagefile",
        available=is_to_collect,
        form=decisions.CollectForm,
    ),
    Step(
        "drop",
        gettext_lazy("Take a file out"),
        gettext_lazy("It leaves the package. A release that waits has to be asked for again."),
        drop,
        "disclosures.change_packagefile",
        available=lambda demand: is_to_collect(demand) and demand.package_files.current().exists(),
        form=decisions.DropForm,
        is_danger=True,
    ),
    Step(
        "ask-release",
        gettext_lazy("Ask to release the package"),
        gettext_lazy("A second person is asked to release exactly these files, to this recipient."),
        services.ask_release,
        "disclosures.add_release",
        available=is_to_collect,
        obstacle=not_releasable,
        form=decisions.ReleaseForm,
    ),
    Step(
        "approve-release",
        gettext_lazy("Release the package"),
        gettext_lazy("You are the second person, and have looked at each file. It cannot be undone."),
        services.approve_release,
        APPROVE,
        available=lambda demand: waiting_release(demand) is not None,
        obstacle=own_or_kept,
        is_danger=True,
        confirms_identity=True,
    ),
    Step(
        "decline-release",
        gettext_lazy("Decline the release"),
        gettext_lazy("As the second person you say no, with the reason."),
        services.decline_release,
        APPROVE,
        available=lambda demand: waiting_release(demand) is not None,
        obstacle=own_release,
        form=ReasonForm,
    ),
    Step(
        "hand-over",
        gettext_lazy("Record the hand-over"),
        gettext_lazy("When, how and to whom the package was handed over, and when it was opened there."),
        services.record_hand_over,
        "disclosures.change_release",
        available=lambda demand: demand.status == Status.RELEASED,
        form=decisions.HandOverForm,
    ),
    Step(
        "record-agreement",
        gettext_lazy("The enforcing authority agreed"),
        gettext_lazy("It will not refuse: what was decided may leave before its time is over (2023/1543 Art. 10(2))."),
        services.record_agreement,
        CHANGE,
        available=lambda demand: demand.is_open and demand.is_notified and demand.enforcing_agreed_at is None,
        form=decisions.AgreementForm,
    ),
    Step(
        "close",
        gettext_lazy("Close the request"),
        gettext_lazy("It is answered. A notice that is withheld stays, and goes out when it may."),
        services.close_demand,
        CHANGE,
        available=lambda demand: demand.status in (Status.DECIDED, Status.RELEASED),
        obstacle=not_closable,
        form=review.OptionalWordsForm,
    ),
]

STEPS = [*WORK, *DECISION_STEPS, *NOTICE_STEPS, *RELEASE_STEPS, *SILENCES, *PUSH_BACKS, *PRESERVATION_STEPS]

#: The order in which counsel looks for them.
GROUPS = [
    (gettext_lazy("Who works on it"), ("take", "assign")),
    (gettext_lazy("Review"), ("verify", "ask-decision", "approve-decision", "decline-decision")),
    (gettext_lazy("The customer"), ("send-notice", "record-objection", "settle-objection")),
    (
        gettext_lazy("The package"),
        ("collect", "ask-release", "approve-release", "decline-release", "hand-over", "record-agreement", "close"),
    ),
    (gettext_lazy("Preservation"), tuple(step.name for step in PRESERVATION_STEPS)),
    (gettext_lazy("Silence"), ("review-silence", "extend-silence", "lift-silence", "clear-person")),
    (gettext_lazy("On record"), ("add-original", "add-target", "cost")),
]
#: What few requests need: folded, so that the usual steps are found.
RARE_GROUPS = [
    (gettext_lazy("Push it back"), tuple(step.name for step in PUSH_BACKS)),
    (gettext_lazy("Take back"), ("take-back-decision", "drop", "end-target")),
    (gettext_lazy("Silence and notice"), ("set-silence", "end-clearance", "judge-notice")),
]


def grouped(offered: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The steps that a page offers, in their groups; what stands in no group is rare."""
    named = {one["step"].name: one for one in offered}
    usual, rare = (
        [
            {"heading": heading, "steps": [named.pop(name) for name in names if name in named]}
            for heading, names in table
        ]
        for table in (GROUPS, RARE_GROUPS)
    )
    rest = {"heading": _("More"), "steps": list(named.values())}
    return {
        "step_groups": [group for group in usual if group["steps"]],
        "rare_groups": [group for group in (*rare, rest) if group["steps"]],
    }
