"""What services raise when they refuse. Doors translate it: problem+json over HTTP, one line on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that is wrong: a JSON pointer to it, a stable code, and a sentence with the remedy."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """A request that is refused with nothing changed. `code` is stable; `detail` is for a person."""

    status = 400
    code = "refused"
    title = "The request was refused."

    def __init__(self, detail: str = "", *, code: str = "", errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.code = code or type(self).code
        self.errors = tuple(errors)


class Invalid(Refusal):
    """The input breaks a rule; `errors` names the fields."""

    status, code, title = 400, "invalid", "The input is not valid."


class NotSignedIn(Refusal):
    """No credentials, or credentials that no longer hold."""

    status, code, title = 401, "not_signed_in", "Sign in, or send a token that is still valid."


class Forbidden(Refusal):
    """The member is known and lacks the capability."""

    status, code, title = 403, "forbidden", "Your role does not allow this."


class NotFound(Refusal):
    """Absent, another firm's, or walled off: one answer for all three."""

    status, code, title = 404, "not_found", "There is nothing here, or you may not see it."


class Conflict(Refusal):
    """The state of things does not allow it now."""

    status, code, title = 409, "conflict", "The present state does not allow this."


class IllegalTransition(Conflict):
    """There is no edge from the present state to the one asked for."""

    code = "illegal_transition"


class PreconditionFailed(Refusal):
    """The object was changed since it was read."""

    status, code = 412, "precondition_failed"
    title = "This was changed since you read it. Read it again, then repeat the change."


class PreconditionRequired(Refusal):
    """A change came without If-Match."""

    status, code = 428, "precondition_required"
    title = "Send the ETag that you read in an If-Match header."


class TooManyRequests(Refusal):
    """Asked too often; `Retry-After` says after how many seconds it is answered again."""

    status, code, title = 429, "too_many_requests", "This was asked for too often. Ask again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The database does not answer; `Retry-After` says when to come again."""

    status, code = 503, "database_unavailable"
    title = "The database does not answer. Nothing was written. Try again in a minute."
    retry_after = 10


class Unprocessable(Refusal):
    """An idempotency key was used again for another request."""

    status, code, title = 422, "idempotency_key_reused", "This Idempotency-Key was used for another request."


def invalid(field: str, detail: str, *, code: str = "invalid") -> Invalid:
    """An `Invalid` about one field, named as the caller sent it (dots or slashes for nested ones)."""
    pointer = "/" + field.replace(".", "/").lstrip("/")
    return Invalid(detail, errors=[FieldProblem(pointer, code, detail)])
