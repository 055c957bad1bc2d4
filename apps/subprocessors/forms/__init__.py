"""Input of the register: clean values, no rules."""

from .listings import AnnouncementForm, EndingForm, ListingConfirmForm, ListingImportForm, LocationForm, TakingOverForm
from .lists import ColumnsForm, EffectForm, ReadListForm, ReviewedListForm
from .objections import AssigneeForm, DecisionForm, ObjectionForm
from .transfers import ChainForm, DrillForm, ParentChoice, TransferForm
from .vetting import (
    FINDINGS,
    UNREVIEWED,
    EvidenceForm,
    FileForm,
    GroupMemberForm,
    ReviewForm,
    TransferAssessmentForm,
    found_nothing,
    wrong_with_evidence,
)

__all__ = [
    "FINDINGS",
    "UNREVIEWED",
    "AnnouncementForm",
    "AssigneeForm",
    "ChainForm",
    "ColumnsForm",
    "DecisionForm",
    "DrillForm",
    "EffectForm",
    "EndingForm",
    "EvidenceForm",
    "FileForm",
    "GroupMemberForm",
    "ListingConfirmForm",
    "ListingImportForm",
    "LocationForm",
    "ObjectionForm",
    "ParentChoice",
    "ReadListForm",
    "ReviewForm",
    "ReviewedListForm",
    "TakingOverForm",
    "TransferAssessmentForm",
    "TransferForm",
    "found_nothing",
    "wrong_with_evidence",
]
