"""What banners and programs send, read and judged against what was published; nothing is created by what is unknown.

Three shapes: vanilla-cookieconsent (its cookie and preferences), a neutral one for other clients, and klaro's.
"""

import datetime
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from apps.cookies.queries.versions import Offered, version_by_name

from .choices import GPC_KEY, Action, Method, Surface
from .decisions import Decision
from .keys import dedupe_key, subject_of_banner

LONGEST_BODY = 64 * 1024
DEEPEST = 8
MOST_AT_ONCE = 100
#: A client's clock may be wrong; further ahead than this, or longer ago, is told as no claim at all.
AHEAD, AGO = datetime.timedelta(minutes=5), datetime.timedelta(days=400)
ACTIONS = {
    "accept_all": Action.ACCEPT_ALL,
    "refuse_all": Action.REFUSE_ALL,
    "custom": Action.CUSTOM,
    "withdraw": Action.WITHDRAW,
    "show": Action.SHOW,
}
METHODS = {"banner": Method.BANNER, "page": Method.PAGE, "gpc": Method.GPC}
SURFACES = {"banner": Surface.BANNER, "preferences": Surface.PREFERENCES, "page": Surface.PAGE}
KLARO = {
    "show": Action.SHOW,
    "accept": Action.ACCEPT_ALL,
    "decline": Action.REFUSE_ALL,
    "save": Action.CUSTOM,
    "script": Action.CUSTOM,
    "contextual-accept": Action.CUSTOM,
}
KLARO_SURFACES = {"save": Surface.PREFERENCES, "contextual-accept": Surface.EMBEDDED}
LANGUAGE = re.compile(r"[A-Za-z]{2}")
VERDICTS = {True: True, False: False, "granted": True, "refused": False}


class Refused(Exception):
    """A body that is not taken, in words: what, where and how to mend it."""

    def __init__(self, status: int, title: str, detail: str, *, where: str = "") -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.where = status, title, detail, where

    def problem(self) -> dict[str, Any]:
        """As problem details (RFC 9457)."""
        told: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return told | ({"where": self.where} if self.where else {})


@dataclass(frozen=True)
class Taken:
    """A decision that was read, the version that it is about, and what Global Privacy Control made of it."""

    decision: Decision
    offered: Offered
    objected: list[str] = field(default_factory=list)


def read_json(body: bytes) -> Any:
    """The body as JSON.

    Raises:
        Refused: too large, no JSON, or nested too deep.
    """
    if len(body) > LONGEST_BODY:
        raise Refused(
            413, "Too large", f"The body has {len(body)} bytes; {LONGEST_BODY} are allowed: send fewer events."
        )
    try:
        said = json.loads(body)
    except UnicodeDecodeError as error:
        raise Refused(400, "No JSON", f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    except json.JSONDecodeError as error:
        raise Refused(400, "No JSON", f"Line {error.lineno}, column {error.colno} cannot be read as JSON.") from error
    except (RecursionError, ValueError) as error:
        raise Refused(400, "No JSON", "The body is nested too deep, or holds a number that is too long.") from error
    if _is_deeper(said, DEEPEST):
        raise Refused(400, "Too deep", f"The body is nested more than {DEEPEST} deep.")
    return said


def _is_deeper(value: Any, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(one, depth - 1) for one in inner)


def read_events(said: Any, *, gpc: bool = False) -> list[Taken]:
    """Every decision of a body: one, a list of them, or an object with a list “events”.

    Raises:
        Refused: one of them is not taken; then none is.
    """
    events = said.get("events") if isinstance(said, dict) and "events" in said else said
    if not isinstance(events, list):
        return [_read(events, "", gpc=gpc)]
    if not 0 < len(events) <= MOST_AT_ONCE:
        raise Refused(
            422, "Not taken", f"Send 1 to {MOST_AT_ONCE} events at once; there are {len(events)}.", where="events"
        )
    return [_read(event, f"events[{number}]", gpc=gpc) for number, event in enumerate(events)]


def _read(event: Any, at: str, *, gpc: bool) -> Taken:
    if not isinstance(event, dict):
        raise Refused(422, "Not taken", "An event is an object with a name for each value.", where=at)
    offered = _version(event.get("version"), _at(at, "version"))
    is_gpc = gpc or event.get("gpc") is True
    decision = _cookieconsent(event, offered, at) if "cookie" in event else _neutral(event, offered, at)
    taken = Taken(decision, offered)
    return _with_objection(taken) if is_gpc else taken


def _at(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _version(name: Any, at: str) -> Offered:
    offered = version_by_name(name) if isinstance(name, str) else None
    if offered is None:
        detail = "There is no published version of this name: send the “version” of the configuration that was served."
        raise Refused(422, "Unknown version", detail, where=at)
    return offered


# --- vanilla-cookieconsent -------------------------------------------------------------------------------------------


def _cookieconsent(event: Mapping[str, Any], offered: Offered, at: str) -> Decision:
    """By the last moment of its cookie: the first one stays as it was when the visitor is asked again."""
    cookie, preferences = event["cookie"], event.get("preferences") or {}
    if not isinstance(cookie, dict) or not isinstance(preferences, dict):
        raise Refused(422, "Not taken", "“cookie” and “preferences” are objects, as the banner gives them.", where=at)
    accepted = cookie.get("categories", preferences.get("acceptedCategories"))
    if not isinstance(accepted, list) or not all(isinstance(one, str) for one in accepted):
        raise Refused(422, "Not taken", "“categories” is a list of keys.", where=_at(at, "cookie.categories"))
    consent_id = _consent_id(cookie.get("consentId"), _at(at, "cookie.consentId"))
    moment = cookie.get("lastConsentTimestamp") or cookie.get("consentTimestamp")
    claimed = _claimed(moment)
    choices = {key: key in accepted for key in offered.keys}
    kind = {"all": Action.ACCEPT_ALL, "necessary": Action.REFUSE_ALL}.get(str(preferences.get("acceptType")))
    is_change = event.get("event") == "onChange"
    return Decision(
        choices=choices,
        action=kind or _told_by(choices),
        method=Method.BANNER,
        surface=Surface.PREFERENCES if is_change or kind is None else Surface.BANNER,
        site=offered.site_id,
        version=offered.version_id,
        subject=subject_of_banner(offered.name.partition(".")[0], consent_id),
        language=_language(cookie.get("languageCode", event.get("language"))),
        claimed_at=claimed,
        client=_text(event.get("client"), 40) or "cookieconsent",
        page=_page(event.get("page")),
        dedupe_key=dedupe_key(offered.name, consent_id, moment, choices=choices),
    )


def _told_by(choices: Mapping[str, bool]) -> Action:
    if all(choices.values()):
        return Action.ACCEPT_ALL
    return Action.CUSTOM if any(choices.values()) else Action.REFUSE_ALL


# --- The neutral shape -----------------------------------------------------------------------------------------------


def _neutral(event: Mapping[str, Any], offered: Offered, at: str) -> Decision:
    choices = _choices(event.get("choices"), offered, _at(at, "choices"))
    action = _one_of(ACTIONS, event.get("action"), _at(at, "action")) if "action" in event else _told_by(choices)
    if action == Action.SHOW:
        choices = {}
    elif not choices:
        raise Refused(
            422, "Not taken", "There is no choice: send “choices” with a key for each.", where=_at(at, "choices")
        )
    name = "consent_id" if "consent_id" in event else "subject"
    consent_id = _consent_id(event.get(name), _at(at, name))
    idempotency = event.get("idempotency_key", event.get("claimed_at"))
    if idempotency is not None and (not isinstance(idempotency, str) or not 0 < len(idempotency) <= 200):
        words = "It is a text of 1 to 200 characters that is the same when the same decision is sent again."
        raise Refused(422, "Not taken", words, where=_at(at, "idempotency_key"))
    return Decision(
        choices=choices,
        action=action,
        method=_one_of(METHODS, event.get("method", "banner"), _at(at, "method")),
        surface=_one_of(SURFACES, event.get("surface", "banner"), _at(at, "surface")),
        site=offered.site_id,
        version=offered.version_id,
        subject=subject_of_banner(offered.name.partition(".")[0], consent_id),
        language=_language(event.get("language")),
        claimed_at=_claimed(event.get("claimed_at")),
        client=_text(event.get("client"), 40),
        page=_page(event.get("page")),
        dedupe_key=dedupe_key(offered.name, consent_id, idempotency or "", int(action), choices=choices),
    )


def _choices(value: Any, offered: Offered, at: str) -> dict[str, bool]:
    """Only what was offered has a state: another key is refused, and one that is not named stays without."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refused(
            422, "Not taken", "“choices” is an object: a key of the version, and granted or refused.", where=at
        )
    told = {}
    for key, verdict in value.items():
        if key not in offered.keys:
            known = ", ".join(offered.keys) or "none"
            raise Refused(
                422, "Unknown key", f"The version offers no “{key[:60]}”. It offers: {known}.", where=f"{at}.{key[:60]}"
            )
        if not isinstance(verdict, bool | str) or verdict not in VERDICTS:
            raise Refused(422, "Not taken", "A choice is granted or refused, or true or false.", where=f"{at}.{key}")
        told[key] = VERDICTS[verdict]
    return told


def _one_of(known: Mapping[str, Any], value: Any, at: str) -> Any:
    if not isinstance(value, str) or value not in known:
        raise Refused(422, "Not taken", f"It is none of these: {', '.join(known)}.", where=at)
    return known[value]


# --- klaro -----------------------------------------------------------------------------------------------------------


def read_klaro(said: Any, public_id: str, *, gpc: bool = False) -> Taken:
    """What klaro submits: no id, no moment and no nonce, so that each is an event of its own.

    Raises:
        Refused: it is about another version or site, or names what was not offered.
    """
    data = said.get("consent_data") if isinstance(said, dict) else None
    if not isinstance(data, dict):
        raise Refused(422, "Not taken", "There is no “consent_data”, as klaro sends it.", where="consent_data")
    offered = _version(data.get("config"), "consent_data.config")
    if offered.name.partition(".")[0] != public_id:
        raise Refused(422, "Unknown version", "The version is of another site.", where="consent_data.config")
    kind = data.get("type")
    action = _one_of(KLARO, kind, "consent_data.type")
    consents = data.get("consents") or {}
    required = {"strictly_necessary"}
    if not isinstance(consents, dict):
        raise Refused(422, "Not taken", "“consents” is an object of true and false.", where="consent_data.consents")
    asked = {key: value for key, value in consents.items() if key not in required}
    choices = {} if action == Action.SHOW else _choices(asked, offered, "consent_data.consents")
    if not choices and action != Action.SHOW:
        raise Refused(422, "Not taken", "There is no choice in “consents”.", where="consent_data.consents")
    user = said.get("user_data") if isinstance(said.get("user_data"), dict) else {}
    location = said.get("location_data") if isinstance(said.get("location_data"), dict) else {}
    client = f"{_text(user.get('client_name'), 20)} {_text(user.get('client_version'), 18)}".strip()
    decision = Decision(
        choices=choices,
        action=action,
        method=Method.BANNER,
        surface=KLARO_SURFACES.get(str(kind), Surface.BANNER),
        site=offered.site_id,
        version=offered.version_id,
        client=client,
        page=_page(location.get("pathname")),
    )
    taken = Taken(decision, offered)
    return _with_objection(taken) if gpc and choices else taken


# --- Global Privacy Control ------------------------------------------------------------------------------------------


def is_gpc(header: str) -> bool:
    """Whether a ``Sec-GPC`` header is the signal: exactly 1, also where a gateway joined several."""
    return any(part.strip(" \t") == "1" for part in header.split(","))


def _with_objection(taken: Taken) -> Taken:
    """An objection, never consent: what it is about is refused, whatever the banner says, once per subject and version."""
    decision = taken.decision
    objected = [key for key in (GPC_KEY,) if decision.choices.get(key)]
    if not objected:
        return taken
    choices = {**decision.choices, **dict.fromkeys(objected, False)}
    key = decision.dedupe_key
    if decision.subject is not None:
        key = dedupe_key(taken.offered.name, decision.subject, "gpc", choices=choices)
    honoured = replace(decision, choices=choices, action=_told_by(choices), method=Method.GPC, dedupe_key=key)
    return Taken(honoured, taken.offered, objected)


# --- Cells -----------------------------------------------------------------------------------------------------------


def _consent_id(value: Any, at: str) -> uuid.UUID:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) <= 45 else _no_id(at)
    except ValueError:
        return _no_id(at)


def _no_id(at: str) -> uuid.UUID:
    raise Refused(422, "Not taken", "It is the random id (UUID) by which the banner knows this browser.", where=at)


def _claimed(value: Any) -> datetime.datetime | None:
    """The client's moment beside our own, where it can be one: never in the future, nor older than any banner."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**14:
        moment: datetime.datetime | None = datetime.datetime.fromtimestamp(value / 1000, datetime.UTC)
    elif isinstance(value, str):
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
    else:
        return None
    if moment is None:
        return None
    if is_naive(moment):
        moment = moment.replace(tzinfo=datetime.UTC)
    now = timezone.now()
    return moment if now - AGO <= moment <= now + AHEAD else None


def _language(value: Any) -> str:
    return value[:2].lower() if isinstance(value, str) and LANGUAGE.match(value) else ""


def _text(value: Any, longest: int) -> str:
    return re.sub(r"[^\x20-\x7e]", "", value)[:longest].strip() if isinstance(value, str) else ""


def _page(value: Any) -> str:
    """The path of a page, without what stands behind a question mark."""
    return _text(value, 2000).partition("?")[0].partition("#")[0][:120]
