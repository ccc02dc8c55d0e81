"""ETags: which version of a row a change is made against, and whether what was read is still what would be read.

An object's is its row's version, `"7"`, and where it was read a digest of what was sent too, `"7.9f86d081884c7d65"`:
one version reads differently by what is expanded, and by rows beside it whose names it shows. A change is held against
the version alone. What is no row has a digest alone, and a weak one: `W/"9f86d081884c7d65"`.
"""

from hashlib import blake2b

from django.http import HttpResponse
from django.utils.http import parse_etags
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
    text = header.strip().removeprefix("W/").strip('"').partition(".")[0]
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise PreconditionFailed("If-Match must hold the ETag of the object as you read it.")
    return int(text)


def check_version(stored: int, expected: int | None) -> None:
    """Refuse a change made against another version. Called under the row's lock. Raises PreconditionFailed."""
    if expected is not None and stored != expected:
        raise PreconditionFailed


def tag(response: HttpResponse) -> None:
    """Tag what was read by its content, beside the row's version where it has one; a cache asks before each use."""
    digest = blake2b(response.content, digest_size=8).hexdigest()
    version = response.get("ETag", "").strip('"')
    response["ETag"] = f'"{version}.{digest}"' if version else f'W/"{digest}"'
    response.setdefault("Cache-Control", "private, no-cache")


def leave_out(response: HttpResponse, known: str) -> None:
    """Answer 304 and no content where `known`, an If-None-Match header, names the response's own tag.

    Weakly compared, as RFC 9110 has it: a tag that compression made weak is the same tag.
    """
    mine = response["ETag"].removeprefix("W/")
    if any(each == "*" or each.removeprefix("W/") == mine for each in parse_etags(known)):
        response.status_code, response.content = 304, b""
        del response["Content-Type"]
