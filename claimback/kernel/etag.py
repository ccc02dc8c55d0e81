"""ETags are row versions: `"7"`. A change names the version it was made against."""

from rest_framework.request import Request

from claimback.kernel.errors import PreconditionFailed, PreconditionRequired


def etag(version: int) -> str:
    """The ETag of a row's version."""
    return f'"{version}"'


def expected_version(request: Request) -> int:
    """The version in If-Match. Raises PreconditionRequired without one, PreconditionFailed for anything else."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise PreconditionFailed("If-Match must hold the ETag of the object as you read it.")
    return int(text)


def check_version(stored: int, expected: int | None) -> None:
    """Refuse a change made against another version. Called under the row's lock. Raises PreconditionFailed."""
    if expected is not None and stored != expected:
        raise PreconditionFailed
