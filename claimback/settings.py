"""Django's settings: one file, no forks for development and production. Values come from `claimback.config`."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import environ

from claimback.api_description import DESCRIPTION, ENUM_NAMES, SECURITY_SCHEMES, SWAGGER_UI
from claimback.config import config
from claimback.kernel.away import Told
from claimback.kernel.logs import OURS
from claimback.kernel.networks import networks
from claimback.kernel.probes import PROBES

BASE_DIR: Final = Path(__file__).resolve().parent.parent

SECRET_KEY = config.text("SECRET_KEY")
DEBUG = False
SITE_URL = config.text("SITE_URL").rstrip("/")
ALLOWED_HOSTS = config.names("ALLOWED_HOSTS")
CORS_ORIGINS = config.origins("CORS_ORIGINS")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "axes",
    "claimback.apps.Admin",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "claimback.apps.Composition",
    "claimback.accounts",
    "claimback.tenancy",
    "claimback.audit",
    "claimback.vault",
    "claimback.storage",
    "claimback.notify",
    "claimback.firms",
    "claimback.demo",
    "claimback.bench",
    "cases",
    "deadlines",
    "letters",
    "claimback.webhooks",
    "claimback.exports",
    "claimback.home",
]

MIDDLEWARE = [
    "claimback.operations.browser_headers.BrowserHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claimback.tenancy.request_id.RequestIdMiddleware",
    "claimback.operations.requests.RequestsMiddleware",
    "claimback.tenancy.cross_origin.CrossOriginMiddleware",
    "claimback.tenancy.rate_limits.RateLimitMiddleware",
    "claimback.tenancy.compression.CompressionMiddleware",
    "claimback.tenancy.admin_site.FirmInAdminPath",
    "claimback.accounts.browser.SessionMiddleware",
    "claimback.operations.requests.CommonMiddleware",
    "claimback.accounts.browser.CsrfViewMiddleware",
    "claimback.accounts.browser.AuthenticationMiddleware",
    "claimback.accounts.sessions.SessionLimits",
    "claimback.accounts.browser.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "claimback.accounts.language.AccountInReadersLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "claimback.accounts.own_account.OwnAccount",
]

ROOT_URLCONF = "claimback.urls"
WSGI_APPLICATION = "claimback.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "claimback" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; an unusable one where none is given."""
    if not url:
        return {"ENGINE": "django.db.backends.dummy"}
    database: dict[str, Any] = environ.Env.db_url_config(url)
    database["ENGINE"] = "django.db.backends.postgresql"
    database["OPTIONS"] = {
        "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        # Only `kernel.reading` prepares: what it sends a second time.
        "prepare_threshold": 1,
    }
    database["DISABLE_SERVER_SIDE_CURSORS"] = True
    # Each thread of a worker keeps its connection, and what was prepared on it.
    database["CONN_MAX_AGE"] = config.number("DATABASE_CONNECTION_SECONDS")
    return database


DATABASES = {"default": _database(config.text("DATABASE_URL"))}
if config.text("DATABASE_OWNER_URL"):
    # Migrations alone run as the owner; it gets no time limits.
    DATABASES["owner"] = _database(config.text("DATABASE_OWNER_URL")) | {"OPTIONS": {}, "CONN_MAX_AGE": 0}
if config.text("DATABASE_REPLICA_URL"):
    # For `tenancy.replica` alone. One that is away must not hold anybody up.
    DATABASES["replica"] = _database(config.text("DATABASE_REPLICA_URL"))
    DATABASES["replica"]["OPTIONS"]["connect_timeout"] = 2
REPLICA_LAG_SECONDS = config.number("REPLICA_LAG_SECONDS")
DATABASE_BACKUP_URL = config.text("DATABASE_BACKUP_URL")
FIRM_ARCHIVE_PASSPHRASE = config.text("FIRM_ARCHIVE_PASSPHRASE")
ERASURE_SIGNING_KEY = config.text("ERASURE_SIGNING_KEY")
DOCUMENT_SIGNING_KEY = config.text("DOCUMENT_SIGNING_KEY")
AUTH_USER_MODEL = "accounts.User"
# Hard on memory as well as on time, and in Python's own library.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "claimback.accounts.passwords.Guessable"},
    {"NAME": "claimback.accounts.passwords.OwnWords"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/admin/"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# What counts attempts and used codes is shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = config.number("TRUSTED_PROXIES")
ACCOUNT_ADAPTER = "claimback.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "claimback.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "claimback.accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[ClaimBack] "
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Passwords are locked per user and address, by axes. These two bound what is tried from everywhere at once, on
# passwords and on codes, and what one office may ask for.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/h/key", "login": "120/m/ip"}
MFA_ADAPTER = "claimback.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "claimback.accounts.forms.SecondFactorForm",
    "reauthenticate": "claimback.accounts.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "ClaimBack"
HEADLESS_CLIENTS = ("browser",)
SIGN_IN_NETWORKS = networks(config.names("SIGN_IN_NETWORKS"))
WEBHOOK_NETWORKS = networks(config.names("WEBHOOK_NETWORKS"))
DNS_SERVERS = config.servers("DNS_SERVERS", port=53)
SOCIALACCOUNT_ADAPTER = "claimback.firms.sign_in_adapter.ConnectionAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = False

SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # its middleware stands around the pages of accounts alone: `accounts.own_account`
    "security.W003",  # `accounts.browser.CsrfViewMiddleware` is Django's own, where there is a session to protect
    "security.W021",  # the preload list takes whole domains: that is for their owner to say
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "claimback.accounts.lockout.locked_out"
AXES_USERNAME_CALLABLE = "claimback.accounts.lockout.username"
AXES_CLIENT_IP_CALLABLE = "claimback.accounts.lockout.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "csrfmiddlewaretoken", "next"]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
# The portal and the account's pages speak them, by their reader's choice; dashboards the first: `accounts.language`.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "claimback" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_TZ = True

STATIC_URL = "/static/"
# Static files are served from where the packages keep them: there is no collecting step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = config.text("SECURE_COOKIES") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE
# Browsers take cookies named __Host- from this very host alone, over TLS alone: none is planted from beside it.
_host: Final = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host}sessionid", f"{_host}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_host}claimback_language"
SESSION_COOKIE_AGE = config.number("SESSION_HOURS") * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
SECURE_REDIRECT_EXEMPT = [f"^{probe}$" for probe in sorted(PROBES)]  # machines of one's own ask for them
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "claimback.error_pages.stale_form"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

_email: dict[str, Any] = environ.Env.email_url_config(config.text("EMAIL_URL") or "consolemail://")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = config.number("EMAIL_TIMEOUT_SECONDS")
EMAIL_PROVIDER = config.text("EMAIL_PROVIDER").lower()
EMAIL_WEBHOOK_SECRET = config.text("EMAIL_WEBHOOK_SECRET")
EMAIL_WEBHOOK_KEY = config.text("EMAIL_WEBHOOK_KEY")
LETTER_EMAIL_FROM = config.text("LETTER_EMAIL_FROM")
LOB_API_KEY = config.text("LOB_API_KEY")
LOB_WEBHOOK_SECRET = config.text("LOB_WEBHOOK_SECRET")
LOB_URL = config.text("LOB_URL")
TELNYX_API_KEY = config.text("TELNYX_API_KEY")
TELNYX_FAX_APPLICATION = config.text("TELNYX_FAX_APPLICATION")
TELNYX_FAX_FROM = config.text("TELNYX_FAX_FROM")
TELNYX_PUBLIC_KEY = config.text("TELNYX_PUBLIC_KEY")
TELNYX_URL = config.text("TELNYX_URL")
OPERATOR_EMAIL = config.text("OPERATOR_EMAIL")
HEARTBEAT_URL = config.text("HEARTBEAT_URL")
MAIL_IN_DOMAIN = config.text("MAIL_IN_DOMAIN")
MAIL_IN_LISTEN = config.text("MAIL_IN_LISTEN")
DEFAULT_FROM_EMAIL = config.text("EMAIL_FROM")

STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": config.text("S3_ACCESS_KEY_ID") or None,
            "secret_key": config.text("S3_SECRET_ACCESS_KEY") or None,
            "bucket_name": config.text("S3_BUCKET"),
            "endpoint_url": config.text("S3_ENDPOINT_URL") or None,
            "region_name": config.text("S3_REGION"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "querystring_expire": 60,
            "file_overwrite": False,
            "default_acl": None,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
S3_PUBLIC_URL = config.text("S3_PUBLIC_URL")
UPLOAD_LIMIT = min(config.number("UPLOAD_LIMIT_MIB"), 5120) * 2**20
CLAMAV_URL = config.text("CLAMAV_URL")

MASTER_KEY = config.text("MASTER_KEY")
MASTER_KEYS_OLD = config.names("MASTER_KEYS_OLD")
MASTER_KEY_KMS_ID = config.text("MASTER_KEY_KMS_ID")
MASTER_KEY_KMS_REGION = config.text("MASTER_KEY_KMS_REGION")
MASTER_KEY_KMS_URL = config.text("MASTER_KEY_KMS_URL")

ASSISTANT = config.text("ASSISTANT").lower()
ASSISTANT_MODEL = config.text("ASSISTANT_MODEL")
ASSISTANT_URL = config.text("ASSISTANT_URL")
ASSISTANT_REGION = config.text("ASSISTANT_REGION")
ASSISTANT_API_KEY = config.text("ASSISTANT_API_KEY")
ASSISTANT_TIMEOUT = config.number("ASSISTANT_TIMEOUT_SECONDS")

SWEEP_SECONDS = config.number("SWEEP_SECONDS")
BROKER_URL, TASK_APPLICATION = config.text("BROKER_URL"), "claimback.celery"
RATE_LIMIT = config.number("RATE_LIMIT")
RATE_LIMIT_ADDRESS = config.number("RATE_LIMIT_ADDRESS")
RATE_LIMIT_URL = config.text("RATE_LIMIT_URL") or (
    BROKER_URL if BROKER_URL.startswith(("redis://", "rediss://", "unix://")) else ""
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["claimback.kernel.json.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claimback.kernel.json.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "claimback.kernel.components.ComponentSchema",
    "EXCEPTION_HANDLER": "claimback.kernel.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "ClaimBack",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": SWAGGER_UI,
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATIONS": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1/firms/\{firm\}",
    "SECURITY": [{"token": []}, {"session": []}],
    "APPEND_COMPONENTS": {"securitySchemes": SECURITY_SCHEMES},
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "ENUM_SUFFIX": "",
    "POSTPROCESSING_HOOKS": [
        "claimback.api_document.choices_by_value",
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claimback.api_document.blank_is_a_constant",
        "claimback.api_document.parameters_by_name",
        "claimback.api_document.conditional_reads",
        "claimback.api_document.rate_limits",
        "claimback.api_document.answers_said",
        "claimback.api_document.grouped",
        "claimback.api_examples.examples_shown",
        "claimback.webhooks.api.description.webhooks_described",
    ],
}

UNFOLD = {
    "SITE_TITLE": "ClaimBack",
    "SITE_HEADER": "ClaimBack",
    "SITE_SYMBOL": "gavel",
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "claimback.case_page.sidebar.favicon"}
    ],
    "STYLES": ["claimback.case_page.sidebar.stylesheet", "claimback.case_page.sidebar.palette_stylesheet"],
    "SCRIPTS": ["claimback.case_page.sidebar.script", "claimback.case_page.sidebar.palette_script"],
    "COLORS": {"primary": "claimback.case_page.sidebar.primary"},
    "SIDEBAR": {"navigation": "claimback.case_page.sidebar.navigation"},
    "DASHBOARD_CALLBACK": "claimback.home.page.home",
}

# What we say ourselves is heard from LOG_LEVEL on, what libraries say only where something is wrong.
_level = config.text("LOG_LEVEL").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "claimback.kernel.logs.JsonFormatter"}},
    "filters": {"scope": {"()": "claimback.tenancy.log_ids.ScopeIds"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["scope"]}},
    "root": {"handlers": ["stderr"], "level": "ERROR" if _level in ("ERROR", "CRITICAL") else "WARNING"},
    "loggers": {
        **{name: {"level": _level} for name in (*OURS, "celery")},
        "celery.app.trace": {"level": "CRITICAL"},  # claimback.operations.work says it, without values
        "django.request": {"level": "ERROR", "filters": [Told()]},  # the access line says the rest
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # the whole internet asks for any host
        "django": {"handlers": [], "propagate": True},  # no mail, no text
        "django.server": {"handlers": [], "propagate": True},
    },
}

METRICS_TOKEN = config.text("METRICS_TOKEN")
METRICS_DIRECTORY = config.text("PROMETHEUS_MULTIPROC_DIR")
METRICS_LISTEN = config.text("METRICS_LISTEN")
SENTRY_DSN = config.text("SENTRY_DSN")
TRACES_ENDPOINT = config.text("OTEL_EXPORTER_OTLP_ENDPOINT")
