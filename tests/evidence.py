"""Documents, assessments and transfers for tests: what vetting needs before a listing may go on."""

import datetime
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.organisation import services as organisation
from apps.organisation.models import AdequacyDecision, Country, LegalEntity
from apps.subprocessors import services
from apps.subprocessors.choices import CHECKLIST, EvidenceKind, Mechanism
from apps.subprocessors.models import Evidence, Listing, ThirdParty, Transfer, TransferAssessment
from apps.subprocessors.queries import checklist, places_with_cover

LONG_AGO, FAR_AHEAD = datetime.date(2020, 1, 1), datetime.date(2099, 12, 31)
BUILDER = "command:build"


def a_document(
    party: ThirdParty, kind: str = EvidenceKind.DPA, *, reviewer: User | None = None, **values: Any
) -> Evidence:
    """A document of a third party that counts from long ago to far ahead; reviewed where a reviewer is named."""
    values = {"valid_from": LONG_AGO, "valid_until": FAR_AHEAD, "kept_at": "The archive of contracts"} | values
    evidence = services.add_evidence(party, kind=kind, by=BUILDER, **values)
    return services.review_evidence(evidence, result="ok", by=reviewer) if reviewer else evidence


def an_assessment(party: ThirdParty, country: Country, **values: Any) -> TransferAssessment:
    """A transfer impact assessment that counts from long ago to far ahead."""
    given = {
        "assessed_on": LONG_AGO,
        "review_on": FAR_AHEAD,
        "conclusion": "with_measures",
        "assessor": "Ada",
        "law": "All.",
    }
    return services.assess_transfer(party, country=country, by=BUILDER, **(given | values))


def a_transfer(listing: Listing, country: Country, mechanism: str = Mechanism.SCC_M3, **values: Any) -> Transfer:
    """A transfer of a listing to a country, by clauses between a company of ours and the third party."""
    given: dict[str, Any] = {"valid_from": LONG_AGO}
    if mechanism not in {Mechanism.ADEQUACY, Mechanism.ADEQUACY_DPF}:
        given["exporter"] = LegalEntity.objects.first() or organisation.add(
            LegalEntity, by=BUILDER, name="Exporter B.V.", country=country
        )
    return services.record_transfer(listing, country=country, mechanism=mechanism, by=BUILDER, **(given | values))


def a_certified_transfer(listing: Listing, country: Country, decision: AdequacyDecision, **values: Any) -> Transfer:
    """A transfer to an importer that is certified under the Data Privacy Framework."""
    given = {"decision": decision, "certified_from": LONG_AGO, "covers_non_hr": True}
    return a_transfer(listing, country, Mechanism.ADEQUACY_DPF, **(given | values))


def vetted(listing: Listing, *, reviewer: User) -> Listing:
    """The listing with everything that approval asks for: each document of its checklist, and each place covered."""
    today = timezone.localdate()
    for line in checklist(listing, today):
        if not line.is_met and line.requirement in CHECKLIST:
            a_document(listing.third_party, line.requirement.kinds[0], reviewer=reviewer)
    for place in places_with_cover(listing, today):
        if not place.is_covered:
            an_assessment(listing.third_party, place.location.country)
            a_transfer(listing, place.location.country)
    return listing
