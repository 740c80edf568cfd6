"""The least Django project that django-hordak runs in; its database is the bench's own server."""

import os

import dj_database_url

SECRET_KEY = "bench"  # noqa: S105 -- signs nothing
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"]
DATABASES = {"default": {**dj_database_url.parse(os.environ["HORDAK_URL"]), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
DEFAULT_CURRENCY = "USD"
CURRENCIES = ["USD"]
