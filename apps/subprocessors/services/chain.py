"""Who stands below a listed recipient, and which companies of the group an entry stands for."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..models import ChainMember, GroupMember, Listing, ThirdParty


class BrokenChain(RuleBroken):
    """A company cannot stand there in a chain."""


def add_chain_member(
    listing: Listing,
    *,
    third_party: ThirdParty,
    function: str,
    parent: ChainMember | None = None,
    country: Any = None,
    by: Any,
) -> ChainMember:
    """A processor that the recipient, or a member of its chain (``parent``), engages (GDPR Art. 28(4)).

    Raises:
        BrokenChain: the parent is of another chain or has ended, or the company stands above itself.
        ValidationError: by field.
    """
    level = parent.level + 1 if parent else 1
    with act("subprocessors.chain_member_added", by=by, about=listing, level=level):
        listing = lock(listing)
        if parent is not None:
            parent = lock(parent)
            if parent.listing_id != listing.pk or not parent.is_current:
                raise BrokenChain(_("%(name)s stands in no chain of this listing.") % {"name": parent})
        if third_party.pk in _above(listing, parent):
            raise BrokenChain(_("%(name)s stands above already: no company is below itself.") % {"name": third_party})
        member = ChainMember(
            listing=listing, parent=parent, level=level, third_party=third_party, function=function, country=country
        )
        member.full_clean()
        member.save()
    return member


def _above(listing: Listing, parent: ChainMember | None) -> set[int]:
    """The companies from the recipient down to the parent."""
    above = {listing.third_party_id}
    while parent is not None:
        above.add(parent.third_party_id)
        parent = parent.parent
    return above


def remove_chain_member(member: ChainMember, *, by: Any) -> ChainMember:
    """Take a company, and all that stands below it, out of the chain; the rows stay as history."""
    with act("subprocessors.chain_member_removed", by=by, about=member.listing) as this:
        lock(member.listing)
        leaving, now = _below(member), timezone.now()
        this.facts["count"] = len(leaving)
        if not leaving:
            this.discard()
        for one in reversed(leaving):
            one.removed_at = now
            one.save()
    return leaving[0] if leaving else member


def _below(member: ChainMember) -> list[ChainMember]:
    """The member and everybody below it, from above to below, as they stand under lock."""
    found, level = [], [lock(member)]
    while level := [one for one in level if one.is_current]:
        found += level
        parents = [one.pk for one in level]
        level = list(ChainMember.objects.current().filter(parent__in=parents).select_for_update(no_key=True))
    return found


def add_group_member(third_party: ThirdParty, *, legal_entity: Any, by: Any) -> GroupMember:
    """Name a company of the group for which an entry such as “Affiliates” stands.

    Raises:
        BrokenChain: the entry stands for no group.
        ValidationError: it is named already.
    """
    with act("subprocessors.group_member_added", by=by, about=third_party, company=legal_entity.name):
        party = lock(third_party)
        if not party.stands_for_group:
            words = _("%(party)s is one company: mark it as standing for companies of the group first.")
            raise BrokenChain(words % {"party": party})
        member = GroupMember(third_party=party, legal_entity=legal_entity)
        member.full_clean()
        member.save()
    return member


def remove_group_member(member: GroupMember, *, by: Any) -> GroupMember:
    """A company no longer belongs to the entry; its row stays as history."""
    company = member.legal_entity.name
    with act("subprocessors.group_member_removed", by=by, about=member.third_party, company=company) as this:
        lock(member.third_party)
        member = lock(member)
        if not member.is_current:
            this.discard()
            return member
        member.removed_at = timezone.now()
        member.save()
    return member
