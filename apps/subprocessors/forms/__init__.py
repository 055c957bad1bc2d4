"""Input of the register: clean values, no rules."""

from .annexes import AnnexFileForm, AnnexForm, DescriptionForm
from .listings import EndingForm, ListingConfirmForm, ListingImportForm, LocationForm, TakingOverForm
from .lists import ColumnsForm, ReadListForm, ReviewedListForm
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
    "AnnexFileForm",
    "AnnexForm",
    "AssigneeForm",
    "ChainForm",
    "ColumnsForm",
    "DecisionForm",
    "DescriptionForm",
    "DrillForm",
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
