"""How far the review of a request is: its tests, and what is left before anything may be disclosed."""

from django.utils.translation import gettext as _

from ..choices import EMERGENCY_TESTS, HARD, PRESERVATION_TESTS, Result, Test, Verification
from ..models import Demand


def tests_of(demand: Demand) -> tuple[Test, ...]:
    """The tests of a request, the policy's hard ones first: an emergency and a letter to preserve have sets of their own."""
    if demand.is_emergency or demand.legal_basis.is_emergency:
        return EMERGENCY_TESTS
    return PRESERVATION_TESTS if demand.legal_basis.is_preservation else tuple(Test)


def hindrances(demand: Demand) -> list[str]:
    """What keeps a request from being disclosed, in words; nothing where the review is complete and every test passes."""
    results = {check.test: check.result for check in demand.checks.all()}
    left = [test for test in tests_of(demand) if test not in results]
    failed = [test for test in tests_of(demand) if results.get(test) == Result.FAIL]
    told = []
    if demand.verification != Verification.VERIFIED:
        told.append(_("The sender is not verified through the directory."))
    if left:
        names = ", ".join(str(test.label) for test in left)
        told.append(_("Not every test is recorded: %(tests)s.") % {"tests": names})
    if failed:
        names = ", ".join(str(test.label) for test in failed)
        told.append(_("These tests fail: %(tests)s.") % {"tests": names})
    skipped = [test for test in tests_of(demand) if test in HARD and results.get(test) == Result.NA]
    if skipped:
        told.append(_("A hard test was left out."))
    return told
