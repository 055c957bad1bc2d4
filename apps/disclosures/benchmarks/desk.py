"""The desk against plain SQL and a plain template of the same rows, by somebody who is cleared for no secret request."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from apps.accounts.choices import Right
from apps.organisation import services as organisation
from apps.organisation.models import Country, LegalEntity, Office
from apps.publications.benchmarks.filling import BY, PORTION, SERIES, a_brand, insert_rows, one_of, settle
from apps.publications.benchmarks.lists import Case, Register
from apps.trail.acts import act
from apps.trail.keyring import make_keyring

from ..choices import OPEN, Family, Outcome, Status
from ..models import Authority, Demand, LegalBasis, Notice
from ..services import add_authority, add_basis

#: The last request came at this moment; all of them within five years before. One in fifty is open, one in ten secret.
NEWEST, YEARS = 1_796_000_000, 157_680_000
AGO = f"((n * 7919) %% {YEARS})"
IS_OPEN, IS_SECRET = "(n %% 50 = 0)", "(n %% 10 = 3)"
_MOMENT = {"sqlite": "datetime({seconds}, 'unixepoch')", "postgresql": "to_timestamp({seconds})"}
_DAY = {"sqlite": "date({seconds}, 'unixepoch')", "postgresql": "(to_timestamp({seconds}) AT TIME ZONE 'UTC')::date"}
_OUTCOMES = [Outcome.DISCLOSED_FULL.value, Outcome.NO_DATA.value, Outcome.REJECTED_JURISDICTION.value]


def _moment(after: int = 0, *, of: str = "n") -> str:
    return _MOMENT[connection.vendor].format(seconds=f"{NEWEST} - {AGO} + {after}").replace("n *", f"{of} *")


def _registers() -> dict[str, str]:
    """The records that every request names."""
    country = Country.objects.filter(code="NL").first() or organisation.add(
        Country, by=BY, code="NL", name="Netherlands", is_eea=True
    )
    office = Office.objects.first() or organisation.add(
        Office, by=BY, name="Head", country=country, time_zone="Europe/Amsterdam"
    )
    entity = LegalEntity.objects.first() or organisation.add(LegalEntity, by=BY, name="Head B.V.", country=country)
    authority = Authority.objects.first() or add_authority(name="Police", country=country, body="police", by=BY)
    basis = LegalBasis.objects.first() or add_basis(
        code="order",
        title="An order",
        citation="Art. 1",
        country=country,
        family=Family.COURT_ORDER,
        issuers="court",
        allows="subscriber",
        by=BY,
    )
    return {
        "office_id": str(office.pk),
        "legal_entity_id": str(entity.pk),
        "authority_id": str(authority.pk),
        "legal_basis_id": str(basis.pk),
    }


def _demands() -> dict[str, str]:
    closed = f"CASE WHEN {IS_OPEN} THEN NULL ELSE {_moment(864_000)} END"
    return _registers() | {
        "id": "n",
        "version": "1",
        "reference": "'GOV-' || n",
        "status": f"CASE WHEN {IS_OPEN} THEN 'in_review' ELSE 'closed' END",
        "is_secret": IS_SECRET,
        "urgency": "'normal'",
        "brand_id": f"CASE WHEN n %% 20 = 0 THEN {a_brand(3)} WHEN n %% 4 = 0 THEN {a_brand(2)} ELSE {a_brand(1)} END",
        "channel": one_of(["portal", "portal", "email", "post"]),
        "received_at": _moment(),
        "received_on": _DAY[connection.vendor].format(seconds=f"{NEWEST} - {AGO}"),
        "logged_at": _moment(3600),
        "language": "'en'",
        "their_reference": "'PL-' || n",
        "earlier_reference": "'old-' || n",
        "officer": "'Officer ' || (n %% 5000)",
        "verification": "'open'",
        "timing": "'stored'",
        "holder": "'account_holder'",
        "our_role": "'controller'",
        "categories": "'subscriber'",
        "due_at": _moment(864_000),
        "outcome": f"CASE WHEN {IS_OPEN} THEN '' ELSE {one_of(_OUTCOMES)} END",
        "decided_at": closed,
        "closed_at": closed,
    }


def fill(start: int, end: int) -> None:
    """Requests with the numbers from ``start`` to ``end``, each with its notice.

    Their history holds no sealed values: what is measured here never reads it.
    """
    make_keyring(settings.TRAIL_KEYRING)
    demands = _demands()
    notices = {"id": "n", "version": "1", "demand_id": "n", "status": "'none_needed'", "form": "'existence'"}
    notices |= {"not_needed": "'no_customer'"}
    for first in range(start, end + 1, PORTION):
        series = SERIES[connection.vendor].format(start=first, end=min(first + PORTION - 1, end))
        with act("disclosures.demand_logged", by=BY, served_by="portal") as this:
            for model, values in ((Demand, demands), (Notice, notices)):
                insert_rows(model, values, series, this.id, at=_moment(of="id"))
    settle("disclosures_demand", "disclosures_notice")


def cases(rows: int) -> list[Case]:
    """All requests by their receipt, what is open, and each filter; without those that exist for others alone."""
    row = Demand.objects.filter(is_secret=False).values_list("received_at", "pk")[rows * 8 // 10]
    moment = connection.ops.adapt_datetimefield_value(row[0])
    deep = urlencode({"view": "all", "after": f"{row[0].isoformat()}~{row[1]}"})
    is_open = f"NOT is_secret AND status IN ({', '.join(repr(status.value) for status in OPEN)})"
    plain = "NOT is_secret"
    return [
        Case("the first page", "view=all", plain),
        Case("a page nine tenths down", deep, f"{plain} AND (received_at, id) < (%s, %s)", [moment, row[1]]),
        Case("what is open", "", is_open),
        Case("a status", "status__exact=closed", f"{plain} AND status = %s", [Status.CLOSED]),
        Case("an outcome", "outcome=no_data", f"{plain} AND outcome = %s", [Outcome.NO_DATA]),
        Case("a brand", f"view=all&brand__id__exact={a_brand(3)}", f"{plain} AND brand_id = %s", [a_brand(3)]),
    ]


def terms(rows: int) -> dict[str, tuple[str, float]]:
    number = rows // 2 + 1
    return {
        "a rare term": (f"PL-{number}", 2.0),
        "a common term": ("officer", 2.0),
        "a term that nobody has": ("qqzzqq", 2.0),
    }


DEMANDS = Register(
    address="admin:disclosures_demand_changelist",
    plain=(
        "SELECT d.id, d.reference, a.name, l.title, b.name, d.status, n.status, d.due_at, d.received_at "
        "FROM (SELECT * FROM disclosures_demand {where} ORDER BY {order} LIMIT {page}) AS d "
        "JOIN organisation_brand b ON b.id = d.brand_id JOIN disclosures_authority a ON a.id = d.authority_id "
        "JOIN disclosures_legalbasis l ON l.id = d.legal_basis_id JOIN disclosures_notice n ON n.demand_id = d.id"
    ),
    order="received_at DESC, id DESC",
    fill=fill,
    cases=cases,
    terms=terms,
    right=Right.LEGAL,
)
