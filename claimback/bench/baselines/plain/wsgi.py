"""The web process of the plain project."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "claimback.bench.baselines.plain.settings"

application = get_wsgi_application()
