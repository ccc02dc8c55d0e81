"""Who acts: the value that every service takes as `actor`."""

from collections.abc import Iterable
from dataclasses import dataclass
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

    def narrowed(self, capabilities: Iterable[str]) -> "Member":
        """The same member with no more than `capabilities`, as a token gives."""
        return Member(
            self.firm_id,
            self.member_id,
            self.user_id,
            self.role,
            self.capabilities & frozenset(capabilities),
            self.firm_name,
            self.firm_slug,
            self.time_zone,
        )
