"""How often the API may be asked: so many requests a minute by one token or session, fewer by one address without.

An address is held to its limit for requests that show no credentials, and for those whose credentials are refused.
Past it, credentials that never opened a door are refused unseen, so that nobody guesses on; an office goes on working
behind an address from which somebody guesses. Counted in Valkey by the minutes of the clock, in one round trip. While
it is away nothing is counted: a limit is no reason to stop the practice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from time import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claimback.accounts.lockout import client_address
from claimback.kernel.errors import TooManyRequests
from claimback.kernel.problems import plain_problem
from claimback.kernel.valkey import Away, Valkey

WINDOW_SECONDS: Final = 60
POLICY_HEADER, LIMIT_HEADER = "RateLimit-Policy", "RateLimit"

_PATHS: Final = "/api/"
_DOORS: Final = "/api/v1/firms/"
_ALLOWANCE: Final = "claimback.allowance"
_KNOWN_SECONDS: Final = 24 * 3600
_COUNT: Final = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if count == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count .. ' ' .. redis.call('EXISTS', KEYS[2])
"""


@dataclass(slots=True)
class Allowance:
    """What one caller has left in the minute that runs. `count` is what they asked in it, this request with it."""

    request: HttpRequest
    credentials: str
    """What was shown, good or not; empty for nothing."""
    now: int
    count: int = 0
    known: bool = False
    """Whether the credentials opened a door in the last day."""

    @property
    def policy(self) -> tuple[str, int]:
        """The name of the limit, and how many requests it allows."""
        if self.credentials:
            return "default", settings.RATE_LIMIT
        return "address", settings.RATE_LIMIT_ADDRESS

    @property
    def reset(self) -> int:
        """Seconds until the next minute, in which counting begins anew."""
        return WINDOW_SECONDS - self.now % WINDOW_SECONDS

    def spend(self, number: int) -> bool:
        """Count so many requests. False where there are too many. Raises Away."""
        own = self.credentials or self._address()
        self.count, self.known = self._counted(own, number)
        limit = self.policy[1]
        if limit and self.count > limit:
            return False
        limit = settings.RATE_LIMIT_ADDRESS
        guessing = self.credentials and not self.known and limit
        return not (guessing and self._counted(self._address(), 0)[0] >= limit)

    def learn(self, status: int) -> None:
        """Remember whether the credentials opened the door. Raises Away."""
        if self.credentials and status == 401:
            self._counted(self._address(), 1)
            counters(settings.RATE_LIMIT_URL).command("DEL", key_of(self.credentials, "known"))
        elif self.credentials and (self.count == 1 or not self.known):  # once a minute for each caller
            counters(settings.RATE_LIMIT_URL).command(
                "SETEX", key_of(self.credentials, "known"), _KNOWN_SECONDS, 1
            )

    def _counted(self, whose: str, number: int) -> tuple[int, bool]:
        """How many requests are counted in this minute, with these; and whether these credentials are known."""
        count_key, known_key = key_of(whose, self.now // WINDOW_SECONDS), key_of(whose, "known")
        told = counters(settings.RATE_LIMIT_URL).run(count_key, known_key, number, 2 * WINDOW_SECONDS, keys=2)
        count, known = map(int, told.split())
        return count, bool(known)

    def _address(self) -> str:
        return f"address:{client_address(self.request)}"

    def tell(self, response: HttpResponse) -> None:
        """Say on the answer what is left."""
        name, limit = self.policy
        if limit:
            response[POLICY_HEADER] = f'"{name}";q={limit};w={WINDOW_SECONDS}'
            response[LIMIT_HEADER] = f'"{name}";r={max(0, limit - self.count)};t={self.reset}'


class RateLimitMiddleware:
    """Counts each request to the API, and answers 429 to one that is too many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with what is left; or a refusal before anything was looked at."""
        counted = request.path_info.startswith(_PATHS) and (
            settings.RATE_LIMIT or settings.RATE_LIMIT_ADDRESS
        )
        if not counted or not settings.RATE_LIMIT_URL:
            return self.get_response(request)
        shown = _credentials(request) if request.path_info.startswith(_DOORS) else ""
        allowance = Allowance(request, shown, int(time()))
        try:
            allowed = allowance.spend(1)
        except Away:
            return self.get_response(request)
        if allowed:
            request.META[_ALLOWANCE] = allowance
            response = self.get_response(request)
            try:
                allowance.learn(response.status_code)
            except Away:
                return response
        else:
            response = plain_problem(TooManyRequests(allowance.reset))
        allowance.tell(response)
        return response


def spend(request: HttpRequest, number: int) -> None:
    """Count so many requests more than the one that is under way. Raises TooManyRequests."""
    allowance: Allowance | None = request.META.get(_ALLOWANCE)
    try:
        if allowance and number and not allowance.spend(number):
            raise TooManyRequests(allowance.reset)
    except Away:
        return


def _credentials(request: HttpRequest) -> str:
    """The token or the session that the request shows, good or not; empty for none."""
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    if shown:
        return str(shown)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return f"session:{session}" if session else ""


def key_of(name: str, of: int | str) -> str:
    """Keyed, so that neither a token nor an address can be read out of Valkey."""
    digest = blake2b(name.encode(errors="replace"), digest_size=12, key=settings.SECRET_KEY.encode()[:64])
    return f"claimback:limit:{digest.hexdigest()}:{of}"


@cache
def counters(url: str) -> Valkey:
    """Where requests are counted."""
    return Valkey(url, _COUNT)
