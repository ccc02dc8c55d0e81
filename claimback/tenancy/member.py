"""Who acts: the value that every service takes as `actor`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from claimback.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a firm, with what they may do now. Plain values: it outlives the request and the transaction."""

    firm_id: UUID
    member_id: UUID
    user_id: UUID
    role: str
    capabilities: frozenset[str]
    firm_name: str = ""
    firm_slug: str = ""
    time_zone: str = "UTC"

    def may(self, capability: str) -> bool:
        """Whether this member has the capability."""
        return capability in self.capabilities

    def require(self, *capabilities: str) -> None:
        """Raise Forbidden, naming the first capability that is lacking."""
        for capability in capabilities:
            if capability not in self.capabilities:
                raise Forbidden(f"Your role ({self.role}) lacks the capability {capability}.")

    def narrowed_to(self, capabilities: Iterable[str]) -> Self:
        """The same member with at most these capabilities, as behind a token that has no more."""
        return replace(self, capabilities=self.capabilities.intersection(capabilities))
