"""How often each token calls the API: counted in Valkey as it calls, kept on its row a minute later.

A count only grows within its day, and the row keeps the greater of what it has and what is counted: to keep it twice,
or to be killed midway, changes nothing. While Valkey is away nothing is counted; what it loses of a day is not counted
again, so a day's number may then be too small, and never too large.
"""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings

from claimback.kernel.clock import today
from claimback.kernel.valkey import Away, Valkey
from claimback.tenancy.enter import token_digest
from claimback.tenancy.member import Member
from claimback.tenancy.models import Token
from claimback.tenancy.rate_limits import counters, key_of
from claimback.tenancy.rows import for_change
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import tokens_named

KEPT_DAYS: Final = 366
_HELD_SECONDS: Final = 3 * 24 * 3600
_COUNTED: Final = """
local found, counts = redis.call('HGETALL', KEYS[1]), {}
redis.call('EXPIRE', KEYS[1], ARGV[1])
for place = 1, #found, 2 do counts[#counts + 1] = found[place] .. ' ' .. found[place + 1] end
return table.concat(counts, '\\n')
"""

log = logging.getLogger(__name__)


def call_note(member: Member, token: str) -> None:
    """Count one call by a token that opened the door, on the firm's own day."""
    if not settings.RATE_LIMIT_URL:
        return
    whose = f"{member.firm_id}:{token_digest(token).hex()}"
    try:
        counters(settings.RATE_LIMIT_URL).command("HINCRBY", _key(today(member.time_zone)), whose, 1)
    except Away:
        return


def calls_lately(token: Token, days: int) -> int:
    """How many calls are kept of the last days, today with them."""
    first = (today("UTC") - timedelta(days=days - 1)).isoformat()
    return sum(number for day, number in token.calls.items() if day >= first)


def calls_keep() -> int:
    """Put what was counted onto the tokens' rows, firm by firm in scopes of its own. Returns how many rows changed."""
    if not settings.RATE_LIMIT_URL:
        return 0
    found: dict[UUID, dict[bytes, dict[str, int]]] = {}
    here = today("UTC")
    try:
        for day in (here - timedelta(days=1), here, here + timedelta(days=1)):  # whatever a firm's zone
            for whose, number in _counted(day).items():
                firm_id, _, digest = whose.partition(":")
                of_token = found.setdefault(UUID(firm_id), {}).setdefault(bytes.fromhex(digest), {})
                of_token[day.isoformat()] = number
    except Away:
        log.warning("The calls of tokens could not be read. They are kept by the next round.")
        return 0
    return sum(_keep(firm_id, counts) for firm_id, counts in found.items())


def _counted(day: date) -> Mapping[str, int]:
    lines = _readers(settings.RATE_LIMIT_URL).run(_key(day), _HELD_SECONDS, keys=1).decode().splitlines()
    return {whose: int(number) for whose, number in (line.split() for line in lines)}


def _keep(firm_id: UUID, counts: Mapping[bytes, Mapping[str, int]]) -> int:
    """Put the counts of one firm's tokens onto their rows; a row that has them already is left as it is."""
    changed = 0
    with firm_scope(firm_id, act="tenancy.sweep_calls"):
        oldest = (today("UTC") - timedelta(days=KEPT_DAYS)).isoformat()
        rows = tokens_named(counts)
        for row in for_change(rows).order_by("id"):
            more = {
                day: number
                for day, number in counts[bytes(row.digest)].items()
                if number > row.calls.get(day, 0)
            }
            if more:
                kept = {day: number for day, number in {**row.calls, **more}.items() if day >= oldest}
                rows.filter(id=row.id).update(calls=kept)
                changed += 1
    return changed


def _key(day: date) -> str:
    return key_of("calls", day.isoformat())


@cache
def _readers(url: str) -> Valkey:
    return Valkey(url, _COUNTED)
