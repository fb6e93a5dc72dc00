"""Everything, read from the environment; dev, test and production change a few lines each."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from rednote import embedded, logs
from rednote.settings import gateways, trade

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
# Where browsers listen for news, and from which pages they may.
STREAM_URL = env("STREAM_URL", default="http://localhost:8001/stream/")
STREAM_ORIGINS = [SITE_URL]

# How many proxies of ours stand in front: whose word about a client's address is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "accounts",
    "media",
    "shop",
    "notes",
    "feed",
    "messaging",
    "campaigns",
    "live",
]

MIDDLEWARE = [
    "core.metrics.MetricsMiddleware",
    "core.shared_pages.SharedPageMiddleware",
    "core.caching.CacheClassMiddleware",
    "core.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.language.LanguageMiddleware",
    "core.guards.InputGuardMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "rednote.urls"
WSGI_APPLICATION = "rednote.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "core.templatetags.ui",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------

# DATABASE_URL and REDIS_URL replace the embedded servers.
DATABASES = {
    "default": env.db_url("DATABASE_URL") if "DATABASE_URL" in env else embedded.database()
}
DATABASES["default"] |= {
    "ENGINE": "core.postgres",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 2,
        # Generic: one plan for each of core.prepared's statements, whatever its first values were.
        "options": "-c statement_timeout=5000 -c lock_timeout=3000 -c jit=off"
        " -c pg_trgm.similarity_threshold=0.2 -c plan_cache_mode=force_generic_plan",
    },
}
REDIS_URL = env("REDIS_URL", default=embedded.redis_url())
CACHES = {"default": {"BACKEND": "core.cache.GracefulCache", "LOCATION": REDIS_URL}}
# How old a page may be that anonymous readers share, and whether one that cannot be shared raises.
SHARED_PAGE_SECONDS = 5
SHARED_PAGES_STRICT = False
# Who may read /metrics from another machine: `Authorization: Bearer …`.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Where a form of ours may lead: to the payment providers that are chosen, and to these.
PAYMENT_ORIGINS = env.list("PAYMENT_ORIGINS", default=[]) + gateways.origins(env)
# One body of an API call or a form; pictures come in parts of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# All variants that a product may keep, in one form of the admin.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
SESSION_ENGINE = "core.sessions"

# Where the supervisor keeps its things, and reads who can log in to the demo.
VAR = embedded.VAR
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(embedded.VAR / "media")))
MEDIA_URL = "/media/"
# What was sent, before it is rebuilt: never served.
UPLOAD_ROOT = Path(env("UPLOAD_ROOT", default=str(embedded.VAR / "uploads")))

STATIC_URL = "/static/"
STATIC_ROOT = embedded.VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonsOnly"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
# "mandatory" (production) also gives a taken address the same answer as a free one at sign-up.
ACCOUNT_EMAIL_VERIFICATION = env("EMAIL_VERIFICATION", default="optional")
# Counted in PostgreSQL by accounts.services.limits, not in the cache.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "rednote"
# Whether staff need a second factor before the admin opens.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=False)
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="rednote <noreply@localhost>")

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# Our words for a thing go before those of the libraries.
LOCALE_PATHS = sorted(BASE_DIR.glob("*/locale"))
FORMAT_MODULE_PATH = "rednote.formats"
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- API --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.authentication.SignedInBySession"],
    "DEFAULT_PARSER_CLASSES": ["core.parsers.BoundedJSONParser"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["core.ratelimits.ReadingThrottle"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "core.pagination.KeysetPagination",
    "EXCEPTION_HANDLER": "core.api.problem_response",
    "PAGE_SIZE": 24,
}
# Requests of one account, or of one network without one.
API_PER_MINUTE = {"read": 600, "write": 240}
# What costs more than others, on pages and by the API together.
PER_MINUTE = {"search": 120}
SPECTACULAR_SETTINGS = {
    "TITLE": "rednote",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ReportReasonEnum": "accounts.models.relations.Report.Reason",
        "HideReasonEnum": "notes.models.engagement.Hide.Reason",
        "ChannelEnum": "notes.channels.Channel",
        "VisibilityEnum": "notes.models.note.Note.Visibility",
        "NoteStatusEnum": "notes.models.note.Note.Status",
        "ProductStatusEnum": "shop.models.product.Product.Status",
        "OrderGroupStatusEnum": "shop.models.order.OrderGroup.Status",
        "StoreOrderStatusEnum": "shop.models.order.StoreOrder.Status",
        "CaseKindEnum": "shop.models.aftersale.AfterSale.Kind",
        "CaseReasonEnum": "shop.models.aftersale.AfterSale.Reason",
        "InvoiceKindEnum": "shop.models.invoice.Invoice.Kind",
        "TrackingKindEnum": "shop.models.parcel.TrackingEvent.Kind",
    },
}

LOGGING = logs.configuration(as_json=False)

# --- workers ----------------------------------------------------------------------------------

CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"media.tasks.*": {"queue": "media"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
# Waits for the queue's server without end, and never long beside one that is back.
CELERY_WORKER_CONSUMER = "rednote.consumer:Consumer"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
}

# --- the trade --------------------------------------------------------------------------------

SHOP = trade.settings(env)
# Weights of the feed, each with its meaning and unit: see feed/scoring.py and docs/ranking.md.
FEED: dict[str, object] = {}
# What finds similar notes at night: scipy on one worker, or a Spark cluster (docs/ranking.md).
FEED_ENGINE = env("FEED_ENGINE", default="scipy")

# --- admin ------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "rednote",
    "SITE_HEADER": "rednote",
    "SITE_SYMBOL": "storefront",
    "SHOW_HISTORY": True,
    "DASHBOARD_CALLBACK": "feed.admin.dashboard.figures",
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "#fff1f2",
            "100": "#ffe1e4",
            "200": "#ffc8cf",
            "300": "#ff9eaa",
            "400": "#ff6a7d",
            "500": "#f23f57",
            "600": "#e8334d",
            "700": "#cf2440",
            "800": "#a81d35",
            "900": "#8c1c32",
            "950": "#4e0a17",
        }
    },
    "SIDEBAR": {"show_search": True, "navigation": "rednote.menu.navigation"},
}
