"""One published version as the configuration of a banner: vanilla-cookieconsent 3.1 and klaro 0.7. Pure functions.

Everything that staff wrote is escaped, as banners take HTML; nothing is a function; only what has a cookie is offered, and
refusing is as easy as accepting.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from .choices import COOKIES, Match

Said = Mapping[str, Any]
LANGUAGES = {"en": "en-gb", "nl": "nl"}
#: What no script and no HTML may hold as it is, in a text of JSON.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
#: Characters that mean something in a regular expression of JavaScript.
SPECIAL = re.compile(r"[\\^$.*+?()\[\]{}|/-]")


def as_json(value: Any) -> bytes:
    """JSON that may stand anywhere, in a script of a page too."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for char, spelt in UNSAFE.items():
        text = text.replace(char, spelt)
    return text.encode()


def in_html(text: str) -> str:
    """A text as HTML shows it; quotes stay, as it never stands in an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_regex(name: str) -> str:
    """A name as a regular expression takes it literally."""
    return SPECIAL.sub(lambda match: f"\\{match[0]}", name)


def cookie_domain(domain: str) -> str:
    """The domain of the cookie that keeps the choice; none for a lone name or an address, where browsers want none."""
    return domain if re.search(r"\.[a-z]", domain) else ""


def _cookies_of(said: Said, key: str) -> list[Said]:
    return [one for one in said["cookies"] if one["category"] == key and one["storage"] in COOKIES]


# --- vanilla-cookieconsent ------------------------------------------------------------------------------------------------


def cookieconsent(said: Said, name: str, *, hides_from_bots: bool = True) -> dict[str, Any]:
    """The configuration for ``CookieConsent.run``; a prefix is ``{"$regex": …}``, which the module brings to life."""
    cookie = {"name": "cc_cookie", "path": "/", "sameSite": "Lax", "expiresAfterDays": said["site"]["choice_days"]}
    if domain := cookie_domain(said["site"]["domain"]):
        cookie["domain"] = domain
    return {
        "version": name,
        "mode": "opt-in",
        "revision": said["revision"],
        "hideFromBots": hides_from_bots,
        "autoClearCookies": True,
        "cookie": cookie,
        "categories": {category["key"]: _category(category, said) for category in said["categories"]},
        "language": {
            "default": "en",
            "autoDetect": "browser",
            "translations": {language: _translation(said, language) for language in LANGUAGES},
        },
    }


def _category(category: Said, said: Said) -> dict[str, Any]:
    if category["is_required"]:
        return {"enabled": True, "readOnly": True}
    cleared = [_cleared(one) for one in _cookies_of(said, category["key"])]
    return {"enabled": False, "readOnly": False, "autoClear": {"cookies": cleared}}


def _cleared(cookie: Said) -> dict[str, Any]:
    prefix = cookie["match"] == Match.PREFIX
    told: dict[str, Any] = {"name": {"$regex": f"^{in_regex(cookie['name'])}"} if prefix else cookie["name"]}
    if cookie["domain"]:
        told["domain"] = cookie["domain"]
    if cookie["path"]:
        told["path"] = cookie["path"]
    return told


def _translation(said: Said, language: str) -> dict[str, Any]:
    address = f"/{said['brand']}/cookies/{said['site']['domain']}/"
    with translation.override(LANGUAGES[language]):
        return {
            "consentModal": {
                "title": _("Your choice about cookies"),
                "description": _(
                    "We keep what is strictly necessary. Whether we may keep anything else is your choice, which you can "
                    "change at any time."
                ),
                "acceptAllBtn": _("Accept all"),
                "acceptNecessaryBtn": _("Refuse all"),
                "showPreferencesBtn": _("Choose"),
                "revisionMessage": _("What we keep has changed, so we ask you again."),
            },
            "preferencesModal": {
                "title": _("Choose which cookies we may keep"),
                "acceptAllBtn": _("Accept all"),
                "acceptNecessaryBtn": _("Refuse all"),
                "savePreferencesBtn": _("Keep my choice"),
                "closeIconLabel": _("Close"),
                "sections": [_told(category, said, language) for category in said["categories"]],
            },
            "noticeAddress": in_html(address),
        }


def _told(category: Said, said: Said, language: str) -> dict[str, Any]:
    description = " ".join(filter(None, [category["description"][language], category["implications"][language]]))
    rows = [
        {
            "name": in_html(f"{one['name']}…" if one["match"] == Match.PREFIX else one["name"]),
            "what": in_html(one["text"][language] or one["text"]["en"]),
            "provider": in_html((one["provider"] or {}).get("name", "") or said["name"]),
        }
        for one in said["cookies"]
        if one["category"] == category["key"]
    ]
    return {
        "title": in_html(category["title"][language]),
        "description": in_html(description),
        "linkedCategory": category["key"],
        "cookieTable": {
            "headers": {"name": _("Name"), "what": _("What for"), "provider": _("Provider")},
            "body": rows,
        },
    }


def cookieconsent_module(said: Said, name: str, *, hides_from_bots: bool = True) -> bytes:
    """A JavaScript module that gives the configuration: ``import config, {version} from …``."""
    config = as_json(cookieconsent(said, name, hides_from_bots=hides_from_bots)).decode()
    return (
        "// Configuration of a published cookie notice. Made from its version; it never asks for anything.\n"
        f"const told = {config};\n"
        "const alive = (value) => {\n"
        "  if (Array.isArray(value)) return value.map(alive);\n"
        '  if (value === null || typeof value !== "object") return value;\n'
        '  if (typeof value.$regex === "string") return new RegExp(value.$regex);\n'
        "  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, alive(inner)]));\n"
        "};\n"
        "const { version, ...rest } = told;\n"
        "const config = alive(rest);\n"
        "export { version, config };\n"
        "export default config;\n"
    ).encode()


# --- klaro --------------------------------------------------------------------------------------------------------------


def klaro(said: Said, name: str, *, site_url: str = "") -> dict[str, Any]:
    """The configuration that klaro fetches: a service for each category, so that its choices are those of the log.

    A choice hangs on ``cookieName``: it changes with the revision, as klaro asks again for nothing else.
    """
    config: dict[str, Any] = {
        "version": 1,
        "id": name,
        "name": "default",
        "status": "active",
        "elementID": "klaro",
        "storageMethod": "cookie",
        "storageName": f"klaro-r{said['revision']}",
        "cookieName": f"klaro-r{said['revision']}",
        "cookieExpiresAfterDays": said["site"]["choice_days"],
        "default": False,
        "mustConsent": False,
        "acceptAll": True,
        "hideDeclineAll": False,
        "hideLearnMore": False,
        "groupByPurpose": False,
        "htmlTexts": True,
        "translations": {
            "zz": {"privacyPolicyUrl": f"{site_url}/{said['brand']}/cookies/{said['site']['domain']}/"},
            **{language: _klaro_words(said, language) for language in LANGUAGES},
        },
        "services": [_service(category, said) for category in said["categories"]],
    }
    if domain := cookie_domain(said["site"]["domain"]):
        config["cookieDomain"] = domain
    return config


def _service(category: Said, said: Said) -> dict[str, Any]:
    return {
        "name": category["key"],
        "title": in_html(category["title"]["en"]),
        "purposes": [category["key"]],
        "required": category["is_required"],
        "default": category["is_required"],
        "optOut": False,
        "onlyOnce": False,
        "cookies": [] if category["is_required"] else [_pattern(one) for one in _cookies_of(said, category["key"])],
    }


def _pattern(cookie: Said) -> str | Sequence[str]:
    """A text that begins with ^ is a regular expression to klaro; any other is a name."""
    name = cookie["name"]
    if cookie["match"] == Match.PREFIX:
        pattern = f"^{in_regex(name)}"
    else:
        pattern = f"^{in_regex(name)}$" if name.startswith("^") else name
    return [pattern, cookie["path"] or "/", cookie["domain"]] if cookie["domain"] else pattern


def _klaro_words(said: Said, language: str) -> dict[str, Any]:
    with translation.override(LANGUAGES[language]):
        words: dict[str, Any] = {
            "consentNotice": {
                "title": _("Your choice about cookies"),
                "description": _(
                    "We keep what is strictly necessary. Whether we may keep anything else is your choice, which you can "
                    "change at any time."
                ),
                "changeDescription": _("What we keep has changed, so we ask you again."),
                "learnMore": _("Choose"),
            },
            "consentModal": {
                "title": _("Choose which cookies we may keep"),
                "description": _("Here you see what we keep, and decide about each kind."),
            },
            "acceptAll": _("Accept all"),
            "acceptSelected": _("Keep my choice"),
            "decline": _("Refuse all"),
            "ok": _("Accept all"),
            "save": _("Keep my choice"),
            "close": _("Close"),
        }
    words["purposes"] = {one["key"]: {"title": in_html(one["title"][language])} for one in said["categories"]}
    for category in said["categories"]:
        description = " ".join(filter(None, [category["description"][language], category["implications"][language]]))
        words[category["key"]] = {
            "title": in_html(category["title"][language]),
            "description": in_html(description),
        }
    return words
