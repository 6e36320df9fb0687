"""Settings. Values that differ between copies come from `environment`."""

import os

from csp.constants import NONE, SELF

from goldenthread.config import environment, rooms


ROOT = environment.ROOT
HOME = environment.home()
FILES = HOME / "files"
# Agencies' data: releases, sealed identities, sealed files as they were sent.
ENGINE = HOME / "engine"

# Read when numpy is loaded, which is later: the comparison of earlier learning is one
# small product after another, and threads that wait for each other made it take seconds
# on a busy machine instead of a tenth.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# --- Keys -------------------------------------------------------------------
SECRET_KEY = environment.key("secret")
HISTORY_KEY = environment.key("history")
VAULT_KEY = environment.key("vault")
DATASET_KEY = environment.key("dataset")

# --- This copy --------------------------------------------------------------
DEBUG = False
EXAMPLE = environment.switched_on("GOLDENTHREAD_EXAMPLE")
# How many children the example's invented county has: as many as the year it tells.
EXAMPLE_CHILDREN = environment.number("GOLDENTHREAD_EXAMPLE_CHILDREN", 59_393)
HTTPS = environment.switched_on("GOLDENTHREAD_HTTPS")
ALLOWED_HOSTS = environment.words("GOLDENTHREAD_HOSTS", "127.0.0.1 localhost [::1]")

# --- Mail -------------------------------------------------------------------
# Mails hold a reference and a link, nothing else.
globals().update(environment.mail())
DEFAULT_FROM_EMAIL = environment.text(
    "GOLDENTHREAD_MAIL_FROM", "goldenthread@localhost"
)
SITE_ADDRESS = environment.text("GOLDENTHREAD_ADDRESS", "http://127.0.0.1:8000")

# --- Rooms and libraries ----------------------------------------------------
INSTALLED_APPS = [
    *rooms.built(),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "govuk_frontend_django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "goldenthread.partnership.sessions.SessionMiddleware",
    "goldenthread.desk.middleware.ViewerMiddleware",
    "goldenthread.core.access.RuleMiddleware",
    "goldenthread.partnership.sessions.SecondFactorMiddleware",
    "goldenthread.partnership.sessions.StepUpMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "goldenthread.config.urls"
WSGI_APPLICATION = "goldenthread.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goldenthread.core.context.frame",
                "goldenthread.desk.context.navigation",
            ],
        },
    }
]

# --- Database ---------------------------------------------------------------
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Rights that rooms without roles of their own ask for ---------------------
# Who keeps bank holidays, school terms and clock rules.
REFERENCE_KEEPERS = ("BUSINESS_UNIT", "ADMINISTRATOR")

# --- Words and clocks -------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- Sign-in ----------------------------------------------------------------
if "goldenthread.partnership" in INSTALLED_APPS:
    AUTH_USER_MODEL = "partnership.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "goldenthread.partnership.passwords.EasyPasswordValidator"},
    {"NAME": "goldenthread.partnership.passwords.LeakedPasswordValidator"},
]
# A file of SHA-1 digests of leaked passwords, in order; kept by the operator.
LEAKED_PASSWORDS = environment.text("GOLDENTHREAD_LEAKED_PASSWORDS")
# People of the example are invented and sign in with a click; nobody else does.
SECOND_FACTOR_REQUIRED = not EXAMPLE
# Before these one shows again who one is, where the last proof is more than 5 minutes
# old (rule U4): files that leave the house, children's identities, what is published,
# and who gets in. Sign-in details ask by themselves.
PROOF_ASKED_BEFORE_FILES = frozenset(
    {
        "download_marked",
        "download_minutes",
        "export_chronology",
        "export_edition",
        "export_publication",
        "export_rapid",
        "export_request",
        "export_review_log",
    }
)
PROOF_ASKED_AGAIN = PROOF_ASKED_BEFORE_FILES | {
    "correct_link",
    "draw_up_lists",
    "open_journey",
    "open_journey_of_case",
    "open_journey_of_line",
    "publish_edition",
    "send_edition",
    "release_briefing",
    "publish_release",
    "roll_back_release",
    "invite_person",
    "view_invitation_link",
    "list_program_tokens",
}
ACCOUNT_ADAPTER = "goldenthread.partnership.adapters.SignInAdapter"
ACCOUNT_FORMS = {
    "login": "goldenthread.partnership.forms.access.SignInForm",
    "reauthenticate": "goldenthread.partnership.forms.access.AgainForm",
    "change_password": "goldenthread.partnership.forms.access.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Guessing is slowed by axes, below, for each account and address together.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_ADAPTER = "goldenthread.partnership.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "goldenthread.partnership.forms.access.CodeForm",
    "reauthenticate": "goldenthread.partnership.forms.access.CodeAgainForm",
    "activate_totp": "goldenthread.partnership.forms.access.AppForm",
    "add_webauthn": "goldenthread.partnership.forms.access.PasskeyForm",
    "edit_webauthn": "goldenthread.partnership.forms.access.PasskeyNameForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# Closing the browser signs out; there is no box to tick on a shared computer.
ACCOUNT_SESSION_REMEMBER = False
# Guessing is slowed by axes, below, for each account and address together.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers know passkeys on https, and on http://localhost for trying it out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 6
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "goldenthread.partnership.adapters.tried_address"
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "goldenthread.core.errors.too_many"
CSRF_FAILURE_VIEW = "goldenthread.core.errors.stale_form"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- Sessions and cookies ---------------------------------------------------
# Twelve hours at most; being idle ends a session sooner.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Headers ----------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # The square code of the second factor is a data: picture.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Static files and uploads -----------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = environment.text("GOLDENTHREAD_STATIC", str(HOME / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = MEGABYTE
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# The command that scans an upload; without it, files wait in quarantine, except in
# the example.
SCANNER = environment.text("GOLDENTHREAD_SCANNER")

# --- Log --------------------------------------------------------------------
# To standard error, and never a row about a person.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"secrets": {"()": "goldenthread.core.secret_paths.HidesSecrets"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
