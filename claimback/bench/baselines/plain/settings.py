"""The settings of the plain project: the least that Django REST framework needs, and connections that are kept."""

import os
from typing import Any

import environ

SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["rest_framework", "claimback.bench.baselines.plain"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "claimback.bench.baselines.plain.urls"
_database: dict[str, Any] = environ.Env.db_url_config(os.environ["BENCH_DATABASE_URL"])
DATABASES = {"default": _database | {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None}}
USE_TZ = True
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
}
