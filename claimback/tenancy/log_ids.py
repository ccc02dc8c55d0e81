"""Whose scope is open, for every line that is logged inside it."""

import logging

from claimback.tenancy.scope import scope_or_none


class ScopeIds(logging.Filter):
    """Lets every record pass, and gives it the firm and the member whose scope is open."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        scope = scope_or_none()
        if scope is not None:
            member = {"member": scope.member_id} if scope.member_id is not None else {}
            record.__dict__["scope_ids"] = {"firm": scope.firm_id, **member}
        return True
