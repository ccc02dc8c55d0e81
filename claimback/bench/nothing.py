"""The task that `dispatch` hands out: of the kind that every other is, and its work is nothing."""

from uuid import UUID

from claimback.tenancy.tasks import firm_task


@firm_task("bench.nothing", one_transaction=False)
def nothing(firm_id: UUID, row_id: UUID) -> None:
    """What a message costs is all that there is."""
