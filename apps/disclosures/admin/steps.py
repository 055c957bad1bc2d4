"""What may happen to a request next: the steps of the review, of silence and of notices; and their order on the page."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step

from .. import services
from ..choices import NOTICES, NoticeStatus, Objection, PreservationStatus, PushBack, Status
from ..forms import decisions, review, silences
from ..models import Demand, Preservation, Silence
from ..queries.notices import notice_preview

CHANGE = "disclosures.change_demand"


def is_open(demand: Demand) -> bool:
    return demand.is_open


def in_review(demand: Demand) -> bool:
    return demand.status in (Status.RECEIVED, Status.IN_REVIEW)


def standing_silence(demand: Demand) -> Silence | None:
    return demand.silences.standing().first()


def may_be_silent(demand: Demand) -> bool:
    return demand.notice.status != NoticeStatus.SENT and standing_silence(demand) is None


def is_looked_at(demand: Demand) -> bool:
    silence = standing_silence(demand)
    return silence is not None and bool(silence.review_every_days)


def may_be_told(demand: Demand) -> bool:
    return NOTICES.allows(demand.notice.status, NoticeStatus.SENT)


def untellable(demand: Demand, user: Any) -> str:
    """What keeps the customer from being told, in words."""
    if demand.silences.standing().exists():
        return _("A silence stands: record that it is lifted first.")
    if demand.customer is None:
        return _("The request names no customer: correct that first.")
    if not demand.customer.contacts.current().exists():
        return _("The customer has no contact for notices: add one at the customer first.")
    return ""


def unverified(demand: Demand, user: Any) -> str:
    return "" if demand.authority else _("Name the authority first: it is called back through the directory.")


def is_rested_on(demand: Demand, user: Any) -> str:
    """Whom it is about stays as it is while a decision rests on it."""
    rests = demand.decisions.current().exists()
    return _("A decision rests on this: take it back first, then change it and decide anew.") if rests else ""


def preservation_of(demand: Demand) -> Preservation | None:
    return Preservation.objects.filter(demand=demand).first()


def is_preserving(demand: Demand) -> bool:
    preservation = preservation_of(demand)
    return preservation is not None and preservation.status == PreservationStatus.ACTIVE


def may_preserve(demand: Demand) -> bool:
    return demand.is_open and demand.legal_basis.is_preservation and preservation_of(demand) is None


def take(demand: Demand, *, by: Any) -> Demand:
    return services.assign_demand(demand, to=by, by=by)


def end_target(_demand: Demand, *, target: Any, by: Any) -> Any:
    return services.end_target(target, by=by)


WORK = [
    Step(
        "take",
        gettext_lazy("Take"),
        gettext_lazy("You look after it from now on."),
        take,
        CHANGE,
        available=lambda demand: demand.is_open and demand.assignee_id is None,
    ),
    Step(
        "assign",
        gettext_lazy("Give to somebody"),
        gettext_lazy("To a colleague for whom the request exists."),
        services.assign_demand,
        CHANGE,
        available=is_open,
        form=review.ColleagueForm,
    ),
    Step(
        "verify",
        gettext_lazy("Verify the sender"),
        gettext_lazy("Call back through the directory, never through the letter, and record what came of it."),
        services.verify_sender,
        CHANGE,
        available=in_review,
        obstacle=unverified,
        form=review.VerifyForm,
    ),
    Step(
        "add-original",
        gettext_lazy("Add a file"),
        gettext_lazy("As it came: it is kept encrypted, with its SHA-256, and never changed."),
        services.add_original,
        "disclosures.add_original",
        form=review.OriginalForm,
    ),
    Step(
        "add-target",
        gettext_lazy("Add a target"),
        gettext_lazy("Whom the request is about. It is kept encrypted, and found again by its exact value alone."),
        services.add_target,
        "disclosures.add_target",
        available=in_review,
        obstacle=is_rested_on,
        form=review.TargetForm,
    ),
    Step(
        "end-target",
        gettext_lazy("Take a target off"),
        gettext_lazy("As where the request was narrowed. It stays in the history."),
        end_target,
        "disclosures.change_target",
        available=lambda demand: in_review(demand) and demand.targets.current().exists(),
        form=review.EndTargetForm,
        is_danger=True,
    ),
    Step(
        "cost",
        gettext_lazy("Record costs"),
        gettext_lazy("Hours spent, and what is charged."),
        services.record_cost,
        "disclosures.add_cost",
        form=review.CostForm,
    ),
]

PUSH_BACKS = [
    Step(
        f"push-back-{kind.value.replace('_', '-')}",
        kind.label,
        gettext_lazy("A letter to the authority, in your words. It stands on record, and the review goes on."),
        partial(services.push_back, kind=kind.value),
        CHANGE,
        available=is_open,
        form=review.push_back_form(kind),
    )
    for kind in PushBack
]

SILENCES = [
    Step(
        "set-silence",
        gettext_lazy("Put silence on record"),
        gettext_lazy("From then on the request exists for those who are cleared alone, and the notice is withheld."),
        services.set_silence,
        "disclosures.add_silence",
        available=may_be_silent,
        form=silences.SilenceForm,
    ),
    Step(
        "extend-silence",
        gettext_lazy("Extend the silence"),
        gettext_lazy("What is on file wins over its end."),
        services.extend_silence,
        "disclosures.change_silence",
        available=lambda demand: standing_silence(demand) is not None,
        form=silences.ExtendSilenceForm,
    ),
    Step(
        "review-silence",
        gettext_lazy("It still stands"),
        gettext_lazy("You looked whether the silence still stands. It is looked at again after as many days."),
        services.review_silence,
        "disclosures.change_silence",
        available=is_looked_at,
    ),
    Step(
        "lift-silence",
        gettext_lazy("Record that it is lifted"),
        gettext_lazy("By a release in writing, or by law. The delayed notice is drafted at once."),
        services.lift_silence,
        "disclosures.change_silence",
        available=lambda demand: standing_silence(demand) is not None,
        form=silences.LiftSilenceForm,
        is_danger=True,
    ),
    Step(
        "clear-person",
        gettext_lazy("Clear somebody"),
        gettext_lazy("The request then exists for them too."),
        services.clear_person,
        "disclosures.add_cleared",
        available=is_open,
        form=review.ClearForm,
    ),
    Step(
        "end-clearance",
        gettext_lazy("End a clearance"),
        gettext_lazy("The request then exists for them no more."),
        services.end_clearance,
        "disclosures.change_cleared",
        available=lambda demand: demand.clearances.current().exists(),
        form=review.ClearedForm,
        is_danger=True,
    ),
]

NOTICE_STEPS = [
    Step(
        "send-notice",
        gettext_lazy("Tell the customer"),
        gettext_lazy("At every address where contractual notices go. The release then waits, so that they may object."),
        services.send_notice,
        "disclosures.change_notice",
        available=may_be_told,
        obstacle=untellable,
        form=silences.NoticeTextForm,
        preview=notice_preview,
        preview_template="admin/disclosures/notice_preview.html",
    ),
    Step(
        "judge-notice",
        gettext_lazy("Nobody needs to be told"),
        gettext_lazy("With the reason, which stays on record."),
        services.judge_notice,
        "disclosures.change_notice",
        available=lambda demand: NOTICES.allows(demand.notice.status, NoticeStatus.NONE_NEEDED),
        form=silences.NoNoticeForm,
    ),
    Step(
        "record-objection",
        gettext_lazy("Record their objection"),
        gettext_lazy("The release waits until it is settled."),
        services.record_objection,
        "disclosures.change_notice",
        available=lambda demand: demand.notice.status == NoticeStatus.SENT and demand.released_at is None,
        form=silences.ObjectionForm,
    ),
    Step(
        "settle-objection",
        gettext_lazy("Settle the objection"),
        gettext_lazy("The release may go on, and why. Where they are right, take the decision back instead."),
        services.settle_objection,
        "disclosures.change_notice",
        available=lambda demand: demand.notice.objection == Objection.HOLDS,
        form=silences.AnswerForm,
    ),
]

PRESERVATION_STEPS = [
    Step(
        "begin-preservation",
        gettext_lazy("Preserve the data"),
        gettext_lazy("From the receipt, by the clock of its legal basis. No routine purge takes it."),
        services.begin_preservation,
        "disclosures.add_preservation",
        available=may_preserve,
    ),
    Step(
        "extend-preservation",
        gettext_lazy("Extend the preservation"),
        gettext_lazy("An extension came. It counts once, and only where it came before the end."),
        services.extend_preservation,
        "disclosures.change_preservation",
        available=is_preserving,
        form=decisions.ExtensionForm,
    ),
    Step(
        "confirm-preservation",
        gettext_lazy("An order is on its way"),
        gettext_lazy("It was confirmed that the data will be asked for: it is preserved until it is produced."),
        services.confirm_preservation,
        "disclosures.change_preservation",
        available=is_preserving,
    ),
    Step(
        "end-preservation",
        gettext_lazy("End the preservation"),
        gettext_lazy("What routine would have purged goes with the next run."),
        services.end_preservation,
        "disclosures.change_preservation",
        available=is_preserving,
        form=review.WordsForm,
        is_danger=True,
    ),
]
