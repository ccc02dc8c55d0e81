"""One search over all that a firm has: the kinds of `cases` and of `letters`, each asked where it is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases import search as cases
from cases.search import Hit, Kind
from claimback.kernel.errors import invalid
from claimback.kernel.listing import cursor_made, cursor_read
from claimback.tenancy.member import Member
from letters import search as letters

SHORTEST: Final = 2
SHOWN: Final = 10
SHOWN_LIMIT: Final = 50
"""Hits of one kind in an answer."""
KINDS: Final[Mapping[str, Kind]] = {**cases.KINDS, **letters.KINDS}
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, and the cursor of the next ones or None."""

    kind: str
    results: list[Hit]
    next_cursor: str | None = None


def search(
    *, actor: Member, said: str, kinds: Sequence[str] = (), cursor: str = "", shown: int = SHOWN
) -> list[Group]:
    """What is found of the `kinds`, or of all that the member may see, at most `shown` of each.

    A cursor goes on in one kind. Raises Invalid for too few characters, an unknown kind, or a cursor that is not of
    this search; Forbidden for a kind that was asked for and may not be seen.
    """
    said = said.strip()
    if len(said) < SHORTEST:
        raise invalid("q", f"Say what to look for, in {SHORTEST} characters or more.")
    for kind in kinds:
        if kind not in KINDS:
            raise invalid("kinds", f"There is no kind {kind}. Known: {', '.join(KINDS)}.")
        actor.require(*KINDS[kind].capabilities)
    if cursor and len(kinds) != 1:
        raise invalid("cursor", "A cursor goes on in one kind. Name that kind alone in `kinds`.")
    groups = []
    for kind in dict.fromkeys(kinds) or KINDS:
        if all(actor.may(capability) for capability in KINDS[kind].capabilities):
            groups.append(_group(actor, kind, said, cursor, shown))
    return groups


def _group(actor: Member, kind: str, said: str, cursor: str, shown: int) -> Group:
    key = f"{actor.firm_id}:search:{kind}:{said}"
    after = cursor_read(key, cursor) if cursor else None
    hits, beyond = KINDS[kind].find(said, after, shown)
    return Group(kind, hits, cursor_made(key, beyond) if beyond else None)
