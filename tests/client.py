"""The client of the API's tests: paths begin inside a firm, and every answer is held against the OpenAPI document."""

from functools import cache
from typing import Any

from rest_framework.test import APIClient, ForceAuthClientHandler

from tests.firms import TestFirm
from tests.openapi import assert_described


class FirmClient(APIClient):
    """A client with one member's token. A path without a slash in front begins inside the firm."""

    firm_root = ""

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """The answer. Fails where the document does not describe it."""
        url = path if path.startswith("/") else self.firm_root + path
        answer = super().generic(method, url, *args, **kwargs)
        assert_described(method, url, answer)
        return answer


@cache
def _handler() -> ForceAuthClientHandler:
    """One for all clients: making one loads the middleware, which lists every static file."""
    handler = ForceAuthClientHandler()
    handler.load_middleware()
    return handler


def firm_client(firm: TestFirm, role: str = "attorney") -> FirmClient:
    """A client with the token of the firm's member of this role."""
    made = FirmClient(HTTP_AUTHORIZATION=f"Bearer {firm.tokens[role]}")
    made.handler = _handler()
    made.firm_root = f"/api/v1/firms/{firm.slug}/"
    return made
