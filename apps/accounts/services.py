"""Every write about people: invitations, passwords, grants by two people, sessions, and the limits of attempts."""

import contextlib
import secrets
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.casework.references import ALPHABET
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from .choices import GRANTS, GrantStatus, Right
from .models import Bucket, Grant, User

#: The demo's people: one per role, on a domain that can never receive mail (RFC 2606).
DEMO_PEOPLE = {
    Right.LEGAL: "Lena Legal",
    Right.PRIVACY: "Piet Privacy",
    Right.DPO: "Dora Officer",
    Right.WEB: "Wim Web",
    Right.AUDITOR: "Aya Auditor",
    Right.ADMINISTRATOR: "Adam Administrator",
}
#: Of them those who may be cleared for requests under secrecy: two, as one decides nothing.
CLEARED_IN_THE_DEMO = (Right.LEGAL, Right.DPO)


class Limit(NamedTuple):
    """So many attempts, refilled over so many seconds."""

    name: str
    capacity: int
    seconds: int


#: For one address, and for the place that they come from: a whole office may share one.
SIGN_INS_PER_ADDRESS = Limit("sign-in", 8, 15 * 60)
SIGN_INS_PER_PLACE = Limit("sign-in-from", 40, 15 * 60)
RESETS_PER_ADDRESS = Limit("reset", 3, 60 * 60)
RESETS_PER_PLACE = Limit("reset-from", 20, 60 * 60)
#: One of a million codes, five guesses a quarter of an hour: years to hit one.
CODES_PER_PERSON = Limit("code", 5, 15 * 60)
#: A code is good for 30 seconds, and in that time once.
USES_PER_CODE = Limit("code-used", 1, 2 * 60)
#: A flood of refused attempts is told once, or it would fill the trail.
REFUSALS_TOLD = Limit("refusal", 1, 15 * 60)


class Credential(NamedTuple):
    """What is shown once when an account is made."""

    email: str
    role_label: str
    password: str


class NotAlone(RuleBroken):
    """The office has two administrators: grants need two people from now on."""


class LastAdministrator(RuleBroken):
    """Without this person nobody could administer the office."""


def open_office(*, demo: bool) -> list[Credential]:
    """The first accounts of a new office, with their one-time passwords; nothing where anybody has one already.

    With the demo one person per role, else one administrator, who then needs a second one.
    """
    people = DEMO_PEOPLE if demo else {Right.ADMINISTRATOR: "Administrator"}
    with act("accounts.office_opened", by="command:start") as this:
        if User.objects.exists():
            this.discard()
            return []
        credentials = []
        for right, name in people.items():
            user, password = _new_person(email=f"{right.value}@example.org", name=name)
            _grant_at_opening(user, right)
            if demo and right in CLEARED_IN_THE_DEMO:
                _grant_at_opening(user, Right.SECRECY)
            credentials.append(Credential(user.email, str(right.label), password))
    return credentials


def create_administrator(*, email: str, name: str = "") -> Credential:
    """An administrator made by the operator of the host, while the office has fewer than two.

    Raises:
        NotAlone: there are two already, so a grant takes two people.
        ValidationError: the address is none, or is taken.
    """
    with act("accounts.person_invited", by="command:create_administrator") as this:
        if User.objects.active().holding(Right.ADMINISTRATOR).count() >= 2:
            raise NotAlone(
                _(
                    "This office has two administrators: one invites the person in the admin and proposes the role, "
                    "another approves it."
                )
            )
        user, password = _new_person(email=email, name=name or email.partition("@")[0])
        _grant_at_opening(user, Right.ADMINISTRATOR)
        this.about = user
    return Credential(user.email, str(Right.ADMINISTRATOR.label), password)


def invite_person(*, email: str, name: str, by: Any) -> User:
    """A new account without any right; its ``one_time_password`` is on the returned instance, and nowhere else.

    Raises:
        ValidationError: by field, where the address is none or is taken.
    """
    with act("accounts.person_invited", by=by) as this:
        user, password = _new_person(email=email, name=name)
        this.about, user.one_time_password = user, password
    return user


def change_person(user: User, *, by: Any, version: int | None = None, **values: Any) -> User:
    """Correct the name or the address of a person. An account has no version: the last correction stands.

    Raises:
        ValidationError: by field, where the address is none or is taken.
    """
    with act("accounts.person_changed", by=by, about=user, fields=sorted(values)):
        user = _lock_person(user)
        for name, value in values.items():
            setattr(user, name, value.strip())
        user.email = user.email.lower()  # as it is looked for at sign-in
        user.full_clean(exclude=["password"])
        user.save(update_fields=list(values))
    return user


def make_one_time_password(user: User, *, by: Any) -> str:
    """A password for one sign-in, after which the person must choose one; every session of theirs ends."""
    with act("accounts.one_time_password_made", by=by, about=user):
        user = _lock_person(user)
        password = _one_time_password()
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        end_sessions(user, by=by)
    return password


def spend_one_time_password(user: User) -> User:
    """Let the one-time password that a person just signed in with open nothing any more (OWASP ASVS 5.0, 6.4.1)."""
    with act("accounts.one_time_password_spent", by=user, about=user):
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def note_password_change(user: User) -> User:
    """A person has chosen a password of their own: it is no one-time password any more."""
    with act("accounts.password_changed", by=user, about=user):
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    return user


def deactivate_person(user: User, *, by: Any) -> User:
    """Close an account: it never signs in again and its sessions end at once. Accounts are never deleted.

    Raises:
        LastAdministrator: nobody else could administer the office.
    """
    with act("accounts.person_deactivated", by=by, about=user):
        user = _lock_with_administrators(user)
        _ensure_administrator_left(without=user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user, by=by)
    return user


def reactivate_person(user: User, *, by: Any) -> User:
    """Open a closed account again; what was granted is current again."""
    with act("accounts.person_reactivated", by=by, about=user):
        user = _lock_person(user)
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def propose_grant(*, user: User, right: Right, by: Any) -> Grant:
    """Ask that a role or clearance be granted; it takes effect when a second person grants it.

    A proposal that nobody decided in time is asked anew.

    Raises:
        ValidationError: it is granted already, or waits.
    """
    with act("accounts.grant_proposed", by=by, about=user, right=right) as this:
        grant = _lapsed_proposal(user, right) or Grant(user=user, right=right)
        if grant.pk is None:
            grant.full_clean()
            grant.save()
        this.facts["grant"] = grant.pk
        casework.request_approval(FourEyes.GRANT, subject=grant, content=_content(grant), by=by)
    return grant


def make_grant(grant: Grant, *, by: Any) -> Grant:
    """Grant as the second person.

    Raises:
        NotASecondPerson: the same person proposed it, or is the one who would get it.
    """
    with act("accounts.grant_made", by=by, about=grant.user, right=grant.right):
        grant = lock(grant)
        GRANTS.ensure(grant.status, GrantStatus.CURRENT)
        if grant.user_id == by.pk:
            raise casework.NotASecondPerson(_("Nobody grants a right to themselves: a third person must decide."))
        casework.give_approval(FourEyes.GRANT, subject=grant, content=_content(grant), by=by)
        grant.status, grant.granted_at = GrantStatus.CURRENT, timezone.now()
        grant.save()
    return grant


def decline_grant(grant: Grant, *, reason: str, by: Any) -> Grant:
    """Say no to a proposed grant, as the second person."""
    with act("accounts.grant_declined", by=by, about=grant.user, right=grant.right):
        grant = lock(grant)
        GRANTS.ensure(grant.status, GrantStatus.DECLINED)
        casework.refuse_approval(FourEyes.GRANT, subject=grant, reason=reason, by=by)
        grant.status = GrantStatus.DECLINED
        grant.save()
    return grant


def withdraw_grant(grant: Grant, *, by: Any) -> Grant:
    """Take a proposed grant back, also one that nobody decided in time."""
    with act("accounts.grant_declined", by=by, about=grant.user, right=grant.right):
        grant = lock(grant)
        GRANTS.ensure(grant.status, GrantStatus.DECLINED)
        with contextlib.suppress(casework.ApprovalMissing):
            casework.withdraw_approval(FourEyes.GRANT, subject=grant, by=by)
        grant.status = GrantStatus.DECLINED
        grant.save()
    return grant


def end_grant(grant: Grant, *, by: Any) -> Grant:
    """Take a role or clearance away; one person may, as it gives nobody anything.

    Raises:
        LastAdministrator: nobody else could administer the office.
    """
    with act("accounts.grant_ended", by=by, about=grant.user, right=grant.right):
        _lock_administrators()
        grant = lock(grant)
        GRANTS.ensure(grant.status, GrantStatus.ENDED)
        if grant.right == Right.ADMINISTRATOR:
            _ensure_administrator_left(without=grant.user)
        grant.status, grant.ended_at = GrantStatus.ENDED, timezone.now()
        grant.save()
    return grant


def end_sessions(user: User, *, by: Any, keep: str = "", only: Sequence[int] | None = None) -> int:
    """End the sessions of a person, or ``only`` those with these ids, but never the one with the key ``keep``.

    Returns how many there were.
    """
    with act("accounts.sessions_ended", by=by, about=user) as this:
        sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
        if only is not None:
            sessions = sessions.filter(pk__in=only)
        this.facts["count"] = len(sessions)
        for session in sessions:
            session.end()
    return len(sessions)


def clear_sessions() -> int:
    """Forget sessions that ran out, and buckets that are long full again; how many buckets there were."""
    call_command("clearsessions")
    return Bucket.objects.filter(filled_at__lt=time.time() - 24 * 60 * 60).delete()[0]


def take_attempts(*wanted: tuple[Limit, str]) -> bool:
    """Take one attempt from each limit for whom it counts, in this order; False as soon as one has none left."""
    return all(take_token(_bucket(*one), capacity=one[0].capacity, seconds=one[0].seconds) for one in wanted)


def give_back_attempts(*wanted: tuple[Limit, str]) -> None:
    """An attempt that was right counts for nothing: a busy office locks nobody out."""
    for limit, who in wanted:
        Bucket.objects.filter(key=_bucket(limit, who)).update(tokens=Least(F("tokens") + 1, float(limit.capacity)))


def take_token(key: str, *, capacity: int, seconds: float) -> bool:
    """Take one token from a bucket that holds ``capacity`` and fills up in ``seconds``; False when it is empty.

    One statement judges and takes, so any number of processes together get no more than the capacity. Time is counted
    in seconds since 1970, which both databases add up alike; a clock that was set back locks nobody out (ABS).
    """
    now = time.time()
    filled = "MIN(%s, tokens + ABS(%s - filled_at) * %s)".replace(
        "MIN", "LEAST" if connection.vendor == "postgresql" else "MIN"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_bucket (key, tokens, filled_at) VALUES (%s, %s, %s) ON CONFLICT (key) DO NOTHING",
            [key, float(capacity), now],
        )
        level = [float(capacity), now, capacity / seconds]
        cursor.execute(
            f"UPDATE accounts_bucket SET tokens = {filled} - 1, filled_at = %s "  # noqa: S608 - own text, no input
            f"WHERE key = %s AND {filled} >= 1 RETURNING tokens",
            [*level, now, key, *level],
        )
        return cursor.fetchone() is not None


def _new_person(*, email: str, name: str) -> tuple[User, str]:
    password = _one_time_password()
    user = User(email=email.strip().lower(), name=name.strip(), must_change_password=True)
    user.password = make_password(password)
    user.full_clean()
    user.save()
    return user, password


def _one_time_password() -> str:
    """80 random bits, fit to be read out: ``7K3M-9X2Q-F8TR-4BWD``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4))


def _grant_at_opening(user: User, right: Right) -> None:
    """A right that nobody could grant yet: only the operator of the host gives it, and the trail says so."""
    grant = Grant(user=user, right=right, status=GrantStatus.CURRENT, granted_at=timezone.now())
    grant.save()


def _content(grant: Grant) -> dict[str, Any]:
    return {"user": grant.user_id, "right": grant.right}


def _bucket(limit: Limit, who: str) -> str:
    """The key of a bucket: it tells neither the address nor the place."""
    return f"{limit.name}:{salted_hmac('accounts.limit', who, algorithm='sha256').hexdigest()}"


def _lapsed_proposal(user: User, right: Right) -> Grant | None:
    """A proposed grant whose request for approval ran out."""
    grant = Grant.objects.filter(user=user, right=right, status=GrantStatus.PROPOSED).first()
    if grant and not Approval.objects.about(grant).pending().filter(expires_at__gt=timezone.now()).exists():
        return grant
    return None


def _lock_administrators(*others: User) -> list[User]:
    """Make two who each take the other's role wait for one another, or both would succeed.

    ``others`` are locked with them, all in the order of their keys: as those are who decide an approval.
    """
    people = Q(pk__in=Grant.objects.current().filter(right=Right.ADMINISTRATOR).values("user"))
    return list(User.objects.select_for_update().filter(people | Q(pk__in=[one.pk for one in others])).order_by("pk"))


def _lock_with_administrators(user: User) -> User:
    return next(one for one in _lock_administrators(user) if one.pk == user.pk)


def _lock_person(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _ensure_administrator_left(*, without: User) -> None:
    others = User.objects.active().holding(Right.ADMINISTRATOR).exclude(pk=without.pk)
    if without.grants.current().filter(right=Right.ADMINISTRATOR).exists() and not others.exists():
        raise LastAdministrator(
            _("%(person)s is the only administrator: let another person have the role first.") % {"person": without}
        )
