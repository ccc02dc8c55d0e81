"""What the home page does when something happens. `claimback/wiring.py` names these functions."""

from cases.events import WallLifted, WallPlaced
from claimback.home.tasks import count
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge


def after_wall(event: WallPlaced | WallLifted) -> None:  # noqa: ARG001 - the scope is the firm's
    """Count at once: the member can no longer read what was counted with the case, and would wait for the sweep."""
    nudge(count, current_firm_id(), current_firm_id())
