"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")

application = get_wsgi_application()

from claimback.config import config  # noqa: E402 - after Django is set up
from claimback.tenancy.database_role import refuse_powerful_role  # noqa: E402

if config.missing:
    raise SystemExit("Not set: " + ", ".join(v.name for v in config.missing) + ". See `manage.py config`.")
refuse_powerful_role()
