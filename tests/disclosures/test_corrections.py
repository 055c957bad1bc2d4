"""What is corrected later has the same consequences as if it had been logged so."""

import pytest

from apps.accounts.choices import Right
from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus
from apps.disclosures.choices import Silence as Kind
from apps.disclosures.services.access import NotCleared
from tests.builders import a_user
from tests.disclosures.demands import a_demand, a_secret_basis, counsel, fresh, noticed

pytestmark = pytest.mark.django_db


def test_a_basis_that_silences_by_statute_does_so_when_it_is_corrected_later():
    demand = a_demand()

    services.change_demand(demand, legal_basis=a_secret_basis(), by=counsel())

    silence = demand.silences.standing().get()
    assert (silence.kind, silence.citation, silence.review_every_days) == (Kind.STATUTE, "Sv art. 126bb(5)", 90)
    assert (fresh(demand).is_secret, fresh(demand).notice.status) == (True, NoticeStatus.WITHHELD)


def test_who_holds_no_clearance_corrects_no_request_into_secrecy():
    demand = a_demand()

    with pytest.raises(NotCleared, match="Only somebody with the clearance for secrecy"):
        services.change_demand(demand, legal_basis=a_secret_basis(), by=a_user("bob", Right.LEGAL))

    assert fresh(demand).legal_basis == demand.legal_basis


def test_silence_by_law_stands_though_the_customer_was_told_before_it_was_seen():
    demand = a_demand()
    noticed(demand)

    services.change_demand(fresh(demand), legal_basis=a_secret_basis(), by=counsel())

    assert (fresh(demand).is_secret, fresh(demand).notice.status) == (True, NoticeStatus.SENT)
