"""The demo office looks lived in, and loading it again adds nothing."""

import io

from django.core.management import call_command

from apps.subprocessors.models import Objection


def test_the_demo_has_one_objection_that_waits_for_its_answer(db):
    for _time in range(2):
        call_command("load_demo", stdout=io.StringIO())

    objection = Objection.objects.get()
    assert (objection.customer.account_reference, objection.status, objection.in_time, objection.holds) == (
        *("MB-1002", "assessing", True, False),
    )
