"""Chains below a listing, and the companies of the group that an entry stands for."""

import pytest
from django.core.exceptions import ValidationError

from apps.subprocessors import services
from apps.subprocessors.admin.panel import chain_of
from apps.subprocessors.models import ChainMember, GroupMember
from apps.trail.models import Act
from tests.builders import BUILDER, a_legal_entity, a_listing, a_third_party


def a_member(listing, name: str, parent: ChainMember | None = None, function: str = "Power") -> ChainMember:
    return services.add_chain_member(
        listing, third_party=a_third_party(name), function=function, parent=parent, by=BUILDER
    )


def a_chain(listing, *names: str) -> list[ChainMember]:
    """Members of these names, each engaged by the one before."""
    members: list[ChainMember] = []
    for name in names:
        members.append(a_member(listing, name, members[-1] if members else None))
    return members


def test_each_member_stands_one_level_below_the_one_that_engages_it(db):
    members = a_chain(a_listing(), "One", "Two", "Three", "Four")

    assert [member.level for member in members] == [1, 2, 3, 4]


def test_nobody_stands_below_itself_or_below_the_recipient_again(db):
    listing = a_listing()
    one, two = a_chain(listing, "One", "Two")

    for name, parent in ((listing.third_party.legal_name, None), ("One", two), (listing.third_party.legal_name, two)):
        with pytest.raises(services.BrokenChain, match="no company is below itself"):
            a_member(listing, name, parent)
    assert one.engages.count() == 1


def test_the_parent_is_of_the_same_chain_and_has_not_left(db):
    listing, other = a_listing(), a_listing()
    [elsewhere], [gone] = a_chain(other, "One"), a_chain(listing, "Two")
    services.remove_chain_member(gone, by=BUILDER)

    for parent in (elsewhere, gone):
        with pytest.raises(services.BrokenChain, match="stands in no chain of this listing"):
            a_member(listing, "Three", parent)


def test_a_company_stands_once_in_a_place_with_a_function(db):
    listing = a_listing()
    a_member(listing, "One", function="Power")
    a_member(listing, "One", function="Cooling")

    with pytest.raises(ValidationError, match="stands here with this function already"):
        a_member(listing, "One", function="POWER")


def test_who_leaves_takes_everybody_below_along_in_one_act(db):
    listing = a_listing()
    one, two, _three = a_chain(listing, "One", "Two", "Three")
    beside = a_member(listing, "Beside", one)
    count = Act.objects.count()

    services.remove_chain_member(two, by=BUILDER)

    assert set(ChainMember.objects.current()) == {one, beside}
    assert (Act.objects.count(), Act.objects.first().stated["count"]) == (count + 1, 2)


def test_who_left_already_is_removed_without_an_act(db):
    [one] = a_chain(a_listing(), "One")
    services.remove_chain_member(one, by=BUILDER)
    count = Act.objects.count()

    services.remove_chain_member(one, by=BUILDER)

    assert Act.objects.count() == count


def test_a_chain_is_shown_from_above_to_below(db, django_assert_num_queries):
    listing = a_listing()
    a_chain(listing, "One", "Two", "Three")
    a_chain(listing, "Other", "Below other")

    with django_assert_num_queries(1):
        rows = [(row["member"].level, str(row["member"])) for row in chain_of(listing)]

    assert rows == [(1, "One"), (2, "Two"), (3, "Three"), (1, "Other"), (2, "Below other")]


def test_a_group_names_each_company_once_and_one_company_names_none(db):
    group, company = a_third_party("Affiliates", stands_for_group=True), a_legal_entity("Acme UK Ltd")
    services.add_group_member(group, legal_entity=company, by=BUILDER)

    with pytest.raises(ValidationError, match="This company is named already"):
        services.add_group_member(group, legal_entity=company, by=BUILDER)
    with pytest.raises(services.BrokenChain, match="is one company"):
        services.add_group_member(a_third_party("One Ltd"), legal_entity=company, by=BUILDER)


def test_a_company_that_left_the_group_can_be_named_again(db):
    group, company = a_third_party("Affiliates", stands_for_group=True), a_legal_entity("Acme UK Ltd")
    member = services.add_group_member(group, legal_entity=company, by=BUILDER)

    services.remove_group_member(member, by=BUILDER)
    count = Act.objects.count()
    services.remove_group_member(member, by=BUILDER)
    untold = Act.objects.count() == count
    services.add_group_member(group, legal_entity=company, by=BUILDER)

    assert (untold, GroupMember.objects.current().count(), GroupMember.objects.count()) == (True, 1, 2)
