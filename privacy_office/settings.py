"""All settings, read from the environment (and from .env beside manage.py). `.env.example` names every one.

Left alone they give the embedded office: SQLite, secrets and uploads in var/, on http://127.0.0.1:8000.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from privacy_office.mail import mail_settings, mailboxes

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(ROOT / ".env")

VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))


def own_secret(name: str) -> str:
    """A secret from the environment; where it is not set, one of the office's own, made once and kept in var/."""
    if value := env(name, default=""):
        return value
    path = VAR / name.lower()
    try:
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is not set and the folder {VAR} cannot be written to ({error.strerror}): "
            f"set {name} in the environment or in .env, or make the folder writable."
        ) from error
    return path.read_text()


def make_var() -> None:
    """The folder of the office's own files."""
    try:
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {VAR} cannot be made ({error.strerror}): let VAR_DIR name one that can, or make its place "
            "writable."
        ) from error


# --- The site ---------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = own_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
ROOT_URLCONF = "privacy_office.urls"
WSGI_APPLICATION = "privacy_office.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "apps.trail",
    "apps.casework",
    "apps.accounts",
    "apps.organisation",
    "apps.mailroom",
    "apps.publications",
    "apps.retention",
    "apps.subprocessors",
    "apps.cookies",
    "apps.consents",
    "apps.disclosures",
    "apps.dsr",
    "apps.backoffice",
    "unfold.apps.BasicAppConfig",  # the office's own admin site, below, stands in its place
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "apps.backoffice.admin_config.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "import_export",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "privacy_office.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.FirstPassword",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'office.sqlite3'}")}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    make_var()
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn at once, instead of failing half-way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # a file, as in the office: several connections
else:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}
    }

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR / "files")}},
    "imports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(VAR / "imports"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "privacy_office" / "static"]

# The key-encryption keys: a file apart from the database and from its backups.
TRAIL_KEYRING = Path(env("TRAIL_KEYRING", default=str(VAR / "keyring.json")))

# The name that the signed log goes by, and a folder (as one on write-once storage) where each day's checkpoint is dropped.
TRAIL_ORIGIN = env("TRAIL_ORIGIN", default="privacy-office/trail")
TRAIL_ANCHOR_DIR = env("TRAIL_ANCHOR_DIR", default="")

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique whatever its case, by a constraint that it cannot see
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
ACCOUNT_ADAPTER = "apps.accounts.adapters.OfficeAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited; nobody signs up
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("REAUTHENTICATION_SECONDS", default=300)
ACCOUNT_RATE_LIMITS = False  # its cache is not atomic; the office's own limits are
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "apps.accounts.forms.SignInForm", "reset_password": "apps.accounts.forms.AskNewPasswordForm"}
# allauth's own keeps a second copy of the address.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class by its path
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "apps.accounts.adapters.OfficeMFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators vouch for the addresses of those they invite
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.SecondFactorForm",
    "reauthenticate": "apps.accounts.forms.ConfirmBySecondFactorForm",
    "activate_totp": "apps.accounts.forms.AddAuthenticatorAppForm",
}
MFA_TOTP_ISSUER = "Privacy Office"
# Browsers allow security keys on a name, never on an IP address.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
if SITE_URL.startswith("https://") or urlsplit(SITE_URL).hostname == "localhost":
    MFA_SUPPORTED_TYPES += ["webauthn"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")
USERSESSIONS_TRACK_ACTIVITY = False  # it would write on every request
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # else all visitors would share the proxy's bucket

# --- Languages and time -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["privacy_office.formats"]
LANGUAGES = [("en-gb", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env("TIME_ZONE", default="Europe/Amsterdam")
USE_TZ = True
OFFICE_COUNTRY = env("OFFICE_COUNTRY", default="NL")  # whose public holidays are no working days

# --- Letters ----------------------------------------------------------------------------------------------------

# Only smtp: and smtp+tls:, with certificates checked, and the API of a provider let letters leave; with anything else the
# mailroom shows them.
EMAIL_TIMEOUT = 30
MAIL_PROVIDER = ""
ANYMAIL: dict[str, str] = {}
vars().update(
    mail_settings(
        env("EMAIL_URL", default="filemail:"),
        timeout=EMAIL_TIMEOUT,
        secret=env("MAIL_EVENTS_SECRET", default=""),
        signing_key=env("MAIL_EVENTS_SIGNING_KEY", default=""),
    )
)
# Mail that comes in: the mailboxes that are asked each minute, the largest message, and how many new requests one address
# may make by mail in a day.
INBOUND_MAIL = mailboxes(env.list("INBOUND_MAIL", default=[]))
INBOUND_MEGABYTES = env.int("INBOUND_MEGABYTES", default=30)
INBOUND_A_DAY = env.int("INBOUND_A_DAY", default=20)
# Whether privacy+anything@ arrives where privacy@ does: answers to letters then carry the request that they are about.
INBOUND_PLUS = env.bool("INBOUND_PLUS", default=False)
EMAIL_FILE_PATH = str(VAR / "letters")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="privacy-office@localhost")

# --- Subscribers ------------------------------------------------------------------------------------------------

# So many days the link stands with which somebody confirms a subscription.
SUBSCRIPTION_CONFIRM_DAYS = env.int("SUBSCRIPTION_CONFIRM_DAYS", default=7)

# --- Requests of data subjects ----------------------------------------------------------------------------------

# So many days a request of the public form waits for its confirmation; then it lapses, and what is personal in it goes.
REQUEST_CONFIRM_DAYS = env.int("REQUEST_CONFIRM_DAYS", default=14)

# --- Security ---------------------------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# --- Records ----------------------------------------------------------------------------------------------------

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "composite"
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True
IMPORT_EXPORT_SKIP_ADMIN_CONFIRM = False
APPROVAL_WORKING_DAYS = env.int("APPROVAL_WORKING_DAYS", default=3)

# Days before the end of evidence, or before an assessment is due, on which a reminder is noted.
EVIDENCE_REMINDER_DAYS = env.list("EVIDENCE_REMINDER_DAYS", cast=int, default=[60, 30, 7])

# Announcements: the days of notice that subscribers are given, the days that are added to the longest notice, and the days
# between telling of a substantial change of the privacy statement and its effect; after how long what waits is proposed.
NOTICE_DAYS = env.int("NOTICE_DAYS", default=30)
ANNOUNCE_MARGIN_DAYS = env.int("ANNOUNCE_MARGIN_DAYS", default=1)
STATEMENT_NOTICE_DAYS = env.int("STATEMENT_NOTICE_DAYS", default=0)
ANNOUNCE_DEBOUNCE_MINUTES = env.int("ANNOUNCE_DEBOUNCE_MINUTES", default=60)
# Days within which a customer's objection is answered.
OBJECTION_ANSWER_DAYS = env.int("OBJECTION_ANSWER_DAYS", default=14)

# Cookies: days without a sighting after which a declared one counts as not seen.
COOKIES_UNSEEN_DAYS = env.int("COOKIES_UNSEEN_DAYS", default=14)
# Choices about cookies: so many of one network are taken in a minute; a process looks at that only beyond some of its own.
CONSENTS_PER_MINUTE = env.int("CONSENTS_PER_MINUTE", default=600)
CONSENTS_PER_MINUTE_AND_PROCESS = env.int("CONSENTS_PER_MINUTE_AND_PROCESS", default=60)

# Requests of data subjects: days after which an identity document is destroyed once it was judged, hours for which a code
# stands, days without proof after which a request may lapse, days before its date by which searches are due.
IDENTITY_DOCUMENT_DAYS = env.int("IDENTITY_DOCUMENT_DAYS", default=7)
IDENTITY_CODE_HOURS = env.int("IDENTITY_CODE_HOURS", default=48)
DSR_LAPSE_DAYS = env.int("DSR_LAPSE_DAYS", default=21)
DSR_TASK_DAYS = env.int("DSR_TASK_DAYS", default=10)
# Days within which what concerns a child is done (privacy statement 10: as quickly as possible).
DSR_CHILDREN_DAYS = env.int("DSR_CHILDREN_DAYS", default=7)
# Government requests: after how many days a silence without an end is looked at again; for how many a release waits
# after the customer was told; after how many our own copy of what was released goes.
SILENCE_REVIEW_DAYS = env.int("SILENCE_REVIEW_DAYS", default=90)
DISCLOSURE_NOTICE_DAYS = env.int("DISCLOSURE_NOTICE_DAYS", default=7)
RELEASE_COPY_DAYS = env.int("RELEASE_COPY_DAYS", default=30)
# Days for which the files of an answer stand on the requester's page; the person may ask for them again.
ANSWER_DAYS = env.int("ANSWER_DAYS", default=30)

# The largest file that people may hand in.
UPLOAD_MEGABYTES = env.int("UPLOAD_MEGABYTES", default=25)

# --- Work in the background -------------------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "office",
    "orm": "default",
    "workers": env.int("WORKERS", default=1),
    "timeout": 300,
    "retry": 600,  # longer than any job runs
    "max_attempts": 5,
    "poll": 1,
    "catch_up": False,
    "save_limit": 250,
    "label": "Jobs",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no_tokens": {"()": "privacy_office.logs.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django-q": {"level": "WARNING"}
    },  # it greets at length, and the address must be the last that one reads
}

# --- The look of the admin --------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": _("Privacy Office"),
    "SITE_HEADER": _("Privacy Office"),
    "SITE_SYMBOL": "verified_user",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("office/mark.svg")},
    ],
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eef8f9",
            "100": "#d6eef0",
            "200": "#b0dde1",
            "300": "#83c9cf",
            "400": "#4cabb4",
            "500": "#1f8994",
            "600": "#0f6b75",
            "700": "#0a4f57",
            "800": "#0b4249",
            "900": "#0c363c",
            "950": "#062328",
        }
    },
    "STYLES": [lambda _request: static("office/admin.css")],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "apps.backoffice.sites.navigation",
    },
    "ACCOUNT": {"navigation": "apps.backoffice.sites.account_links"},
}
