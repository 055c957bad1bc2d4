"""The directory of authorities and the legal bases go out as tables and come back as they were."""

from typing import Any

import pytest
from tablib import Dataset

from apps.disclosures.models import Authority, LegalBasis
from apps.disclosures.resources import AuthorityResource, LegalBasisResource
from tests.disclosures.demands import a_basis, a_directory_entry, counsel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("model", "resource"), [(Authority, AuthorityResource), (LegalBasis, LegalBasisResource)])
def test_what_is_exported_comes_back_as_no_change_and_a_new_row_as_a_record(model: Any, resource: Any):
    a_directory_entry(), a_basis()
    by = counsel()
    table = resource(by=by).export(model.objects.all())

    again = resource(by=by).import_data(table)
    name = "name" if model is Authority else "code"
    row = dict(zip(table.headers, table[0], strict=True)) | {name: "another"}
    new = resource(by=by).import_data(Dataset([row[one] for one in table.headers], headers=table.headers))

    assert (again.totals["new"], again.totals["update"], again.has_errors()) == (0, 0, False)
    assert (new.totals["new"], new.has_errors()) == (1, False)
    assert model.objects.filter(**{name: "another"}).count() == 1
