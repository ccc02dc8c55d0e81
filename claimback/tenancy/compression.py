"""Compression of what is read with a token, and of the description of the API.

The length of a compressed answer tells of its content (BREACH), to whoever can make the reader ask again and again
with words of their own choosing. Another site's page can do that to a browser with a session, and not to a program
with a token; so answers to sessions go out as they are. So do answers to changes, among which are all those that show
a secret, and whatever must not be stored. Django varies the length of the others at random besides.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from claimback.accounts.browser import by_token

_OPEN: Final = "/api/v1/schema"


class CompressionMiddleware(GZipMiddleware):
    """Django's gzip, for the answers that hold no secret."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """The answer, compressed where it may be and the caller takes gzip."""
        readable = by_token(request) or request.path_info == _OPEN
        if not readable or request.method != "GET" or response.status_code != 200:
            return response
        if not isinstance(response, HttpResponse) or "no-store" in response.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)
