"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")

application = get_wsgi_application()

from claimback.config import config  # noqa: E402 - after Django is set up
from claimback.tenancy.database_role import refuse_powerful_role  # noqa: E402

if config.missing:
    raise SystemExit("Not set: " + ", ".join(v.name for v in config.missing) + ". See `manage.py config`.")
refuse_powerful_role()

# The first request should not load the views; and what is loaded now stays, so that the garbage collector need not
# look at it again with every request.
resolve("/livez")
gc.collect()
gc.freeze()
