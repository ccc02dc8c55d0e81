"""This project's own list of cases with nothing that guards it: what its security costs.

The project as it is, with its middleware, listing, statements, JSON and ETag. A firm is named by its id in the path and
believed: no token, no membership, no role, no walls, no scope and so no transaction to keep one in, and a role of
PostgreSQL's that row security does not bind. Nothing of the project can be told to be like this.

    GET /<firm_id>/cases
"""

import os
from typing import Any
from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ["DATABASE_URL"] = os.environ["BENCH_DATABASE_URL"]
os.environ["DJANGO_SETTINGS_MODULE"] = "claimback.settings"

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - after Django is set up, and all that follows
from rest_framework.response import Response  # noqa: E402

from cases.api.cases import CASES  # noqa: E402
from cases.models import Case  # noqa: E402
from claimback.kernel.json import JSONRenderer  # noqa: E402
from claimback.kernel.memory import keep_what_is_loaded  # noqa: E402
from claimback.tenancy.front_door import FirmView  # noqa: E402


class UnguardedCases(FirmView):
    """A page of the firm's cases, for whoever asks."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What `FirmView` does, but for entering."""
        firm_id: UUID = kwargs["firm"]
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        self.headers = self.default_response_headers
        query = {name: self.request.query_params[name] for name in self.request.query_params}
        rows: QuerySet[Case] = QuerySet(Case).filter(firm_id=firm_id)
        page = CASES.page(rows, query, key=f"{firm_id}:CaseListView")
        self.response = self.finalize_response(self.request, Response(page.body()), *args, **kwargs)
        self.response.render()
        self._conditional(request)
        return self.response


urlpatterns = [path("<uuid:firm>/cases", UnguardedCases.as_view())]
settings.ROOT_URLCONF = __name__
keep_what_is_loaded()
