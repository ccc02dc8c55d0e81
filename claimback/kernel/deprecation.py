"""What is to go: an operation or one of its parameters, marked in one place for its answers and for the document.

The policy is at /api/v1/docs/versions. Nothing here ends anything: what is marked works as before until it is removed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

STAYS: Final = timedelta(days=365)
"""For so long at least what is deprecated works on."""
_POLICY: Final = '</api/v1/docs/versions>; rel="deprecation sunset"; type="text/html"'

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation, or the parameter named, is deprecated; and the earliest day on which it may stop."""

    since: date
    sunset: date
    parameter: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a sunset that callers were promised more time before."""
        if self.sunset < self.since + STAYS:
            raise ValueError(f"What is deprecated on {self.since} stays until {self.since + STAYS} at least.")


def deprecated(*, since: date, sunset: date, parameter: str = "") -> Callable[[View], View]:
    """Mark a method of a view, or one parameter of it. Raises ValueError for a sunset within a year."""
    mark = Deprecation(since, sunset, parameter)

    def marked(view: View) -> View:
        view.deprecations = (*deprecations(view), mark)  # type: ignore[attr-defined]
        return view

    return marked


def deprecations(view: object) -> tuple[Deprecation, ...]:
    """What a method of a view is marked with."""
    found: tuple[Deprecation, ...] = getattr(view, "deprecations", ())
    return found


def deprecations_tell(marks: tuple[Deprecation, ...], request: HttpRequest, response: HttpResponse) -> None:
    """Say on the answer that what was asked for is to go: RFC 9745's Deprecation, RFC 8594's Sunset, and where to read.

    A parameter is told of where it was sent. Of several, the first to go counts.
    """
    asked = [mark for mark in marks if not mark.parameter or mark.parameter in request.GET]
    if asked:
        response["Deprecation"] = f"@{_seconds(min(mark.since for mark in asked))}"
        response["Sunset"] = http_date(_seconds(min(mark.sunset for mark in asked)))
        response["Link"] = ", ".join(filter(None, [response.get("Link", ""), _POLICY]))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
