"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")

gc.disable()  # of what is loaded nothing is garbage; `keep_what_is_loaded` ends this
application = get_wsgi_application()

from claimback.config import config  # noqa: E402 - after Django is set up
from claimback.kernel.memory import keep_what_is_loaded  # noqa: E402
from claimback.tenancy.database_role import refuse_powerful_role  # noqa: E402

if config.missing:
    raise SystemExit("Not set: " + ", ".join(v.name for v in config.missing) + ". See `manage.py config`.")
refuse_powerful_role()

# The first request should not load the tree of URLs; a view is loaded by the first that asks for it.
resolve("/livez")
keep_what_is_loaded()
