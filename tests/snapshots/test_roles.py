"""Who may do what, as it was agreed."""

from claimback.tenancy.management.commands.roles import roles_table
from tests.snapshots.compare import assert_same


def test_the_committed_table_of_roles_is_that_of_the_code():
    assert_same("roles.txt", roles_table() + "\n")
