"""Walls inside a firm, held by PostgreSQL: what a member must not see of a case, and all that a client may see.

The front door puts three lists of the membership's row into the transaction: the cases and clients behind a wall, and
for a client of the firm the only cases that are theirs. Restrictive policies read them; each list is a constant of the
plan, and empty for nearly everybody. They bind the application's role alone: the triggers that maintain the lists run
as the owner, who must see what the member may not.

    class Meta:
        constraints = case_constraints("cases_party")
        constraints = part_constraints("cases_ground", "denial", "cases_denial")
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

from claimback.tenancy.row_security import TableConstraint, firm_constraints


def _list(setting: str) -> str:
    # The cast outside makes it an array to compare with, and not a question that answers rows.
    return (
        f"(SELECT coalesce(NULLIF(current_setting('claimback.{setting}', true), ''), '{{}}')::uuid[])::uuid[]"
    )


WALLED_CASES = _list("walled_cases")
WALLED_CLIENTS = _list("walled_clients")
PORTAL_CASES = _list("portal_cases")


def _holds(condition: str) -> str:
    # In this form the planner takes it to be true of nearly every row, as it is. As a plain boolean it would count half
    # of the rows out, and read and sort a whole firm for one page of a list.
    return f"(SELECT CASE WHEN {condition} THEN true END) IS NOT NULL"


_NOT_A_CLIENT = "coalesce(current_setting('claimback.portal_cases', true), '') = ''"
NO_PORTAL = _holds(_NOT_A_CLIENT)
NO_LIMITS = _holds(
    f"coalesce(current_setting('claimback.walled_cases', true), '') IN ('', '{{}}') AND {_NOT_A_CLIENT}"
)
"""Whether this member sees the whole firm: true for nearly everybody, and what follows an OR is then not looked at."""


class Wall(TableConstraint):
    """A restrictive policy. `portal` is the SQL of which rows of their own cases a client of the firm may see."""

    def __init__(self, *, name: str, portal: str = "false") -> None:
        super().__init__(name=name)
        self.portal = portal

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"portal": self.portal}

    def condition(self, table: str) -> str:
        """SQL that is true for the rows of `table` that the member may see."""
        raise TypeError(f"{type(self).__name__} says no condition")

    def sql(self, model: type[Model]) -> str:
        """For reading and writing alike: what may not be seen may not be added to either."""
        return self.policy(model._meta.db_table, self.condition(model._meta.db_table))

    def policy(self, table: str, condition: str, command: str = "ALL") -> str:
        """The statement that makes the policy."""
        return (
            f'CREATE POLICY "{self.name}" ON "{table}" AS RESTRICTIVE FOR {command} TO claimback_app '
            f"USING ({condition})"
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        return f'DROP POLICY "{self.name}" ON "{model._meta.db_table}"'


class CaseWall(Wall):
    """Rows that carry the case they belong to in `column`."""

    def __init__(self, *, name: str, column: str = "case_id", portal: str = "false") -> None:
        super().__init__(name=name, portal=portal)
        self.column = column

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"column": self.column}

    def condition(self, table: str) -> str:
        """Behind no wall and, for a client of the firm, of a case of theirs."""
        theirs = f"{NO_PORTAL} OR ({self.column} = ANY ({PORTAL_CASES}) AND {self.portal})"
        return f"{self.column} <> ALL ({WALLED_CASES}) AND ({theirs})"


class SomeCaseWall(CaseWall):
    """As CaseWall, for rows that may be of no case: those are the firm's own."""

    def condition(self, table: str) -> str:
        """Of no case, or of one that is behind no wall; a client of the firm sees none."""
        seen = f"{self.column} IS NULL OR {self.column} <> ALL ({WALLED_CASES})"
        return f"({seen}) AND ({NO_PORTAL} OR {self.portal})"


class ClientWall(Wall):
    """Rows that carry the client: hidden with the last of the client's cases."""

    def __init__(self, *, name: str, column: str = "client_id", portal: str = "false") -> None:
        super().__init__(name=name, portal=portal)
        self.column = column

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"column": self.column}

    def condition(self, table: str) -> str:
        """Of a client some case of whom may be seen."""
        return f"{self.column} <> ALL ({WALLED_CLIENTS}) AND ({NO_PORTAL} OR {self.portal})"


class EitherWall(Wall):
    """Rows that name a case in `case`, a client in `client`, both or neither: hidden with what they name."""

    def __init__(self, *, name: str, case: str, client: str, portal: str = "false") -> None:
        super().__init__(name=name, portal=portal)
        self.case, self.client = case, client

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"case": self.case, "client": self.client}

    def condition(self, table: str) -> str:
        """Whatever they name may be seen."""
        seen = (
            f"({self.case} IS NULL OR {self.case} <> ALL ({WALLED_CASES})) "
            f"AND ({self.client} IS NULL OR {self.client} <> ALL ({WALLED_CLIENTS}))"
        )
        return f"{seen} AND ({NO_PORTAL} OR {self.portal})"


class BehindWall(Wall):
    """Rows that are seen by whoever sees the row that `parent` names in `of` (a column of ours, their table)."""

    def __init__(self, *, name: str, parent: str, of: str, portal: str = "false") -> None:
        super().__init__(name=name, portal=portal)
        self.parent, self.of = parent, of

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"parent": self.parent, "of": self.of}

    def condition(self, table: str) -> str:
        """The parent's own policies decide."""
        same = f'p.firm_id = "{table}".firm_id AND p.id = "{table}"."{self.parent}"'
        visible = f'EXISTS (SELECT FROM "{self.of}" p WHERE {same})'
        return f"{NO_LIMITS} OR ({visible} AND ({NO_PORTAL} OR {self.portal}))"


class PortalWall(Wall):
    """Rows of the firm's own work: a client of the firm sees none but those that `portal` says."""

    def condition(self, table: str) -> str:
        """Not a client's scope, or a row that is open to them."""
        return f"{NO_PORTAL} OR ({self.portal})"


class PortalReads(TableConstraint):
    """Rows some of which a client of the firm may see: they write none of them."""

    def sql(self, model: type[Model]) -> str:
        """A restrictive policy for each way to write; reading is the wall's affair."""
        table = model._meta.db_table
        checks = {"insert": "WITH CHECK", "update": "USING", "delete": "USING"}
        return "; ".join(
            f'CREATE POLICY "{self.name}_{way}" ON "{table}" AS RESTRICTIVE FOR {way} TO claimback_app '
            f"{check} ({NO_PORTAL})"
            for way, check in checks.items()
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        ways = ("insert", "update", "delete")
        return "; ".join(f'DROP POLICY "{self.name}_{way}" ON "{model._meta.db_table}"' for way in ways)


class LeftOutWall(Wall):
    """Rows made of many cases, with those that were left out of them in `without_cases`: seen by whoever would have had
    no more left out, so that a wall that comes later hides them too.
    """

    def condition(self, table: str) -> str:
        """Every case behind a wall of the member's was left out; a client of the firm sees none."""
        return f"{WALLED_CASES} <@ without_cases AND ({NO_PORTAL} OR {self.portal})"


class OfCase(TableConstraint):
    """The row's case is its parent's, written by the database: no code can get it wrong or forget it.

    `parent` is a column of ours, `of` the parent's table, which carries its case too.
    """

    def __init__(self, *, name: str, parent: str, of: str) -> None:
        super().__init__(name=name)
        self.parent, self.of = parent, of

    def deconstruct(self) -> Any:
        """As the migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"parent": self.parent, "of": self.of}

    def sql(self, model: type[Model]) -> str:
        """A trigger before the row is written, so that NOT NULL and the key by (firm_id, case_id) hold it."""
        table = model._meta.db_table
        return (
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '  # noqa: S608 - ours
            f'SELECT case_id INTO NEW.case_id FROM public."{self.of}" '
            f'WHERE firm_id = NEW.firm_id AND id = NEW."{self.parent}"; RETURN NEW; END $$; '
            f'CREATE TRIGGER "{self.name}" BEFORE INSERT OR UPDATE OF "{self.parent}", case_id ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()'
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Undo, for a migration that goes back."""
        assert model is not None
        return f'DROP TRIGGER "{self.name}" ON "{model._meta.db_table}"; DROP FUNCTION "{self.name}"()'


def case_constraints(table: str, *references: str, portal: str = "false") -> list[BaseConstraint]:
    """The constraints of a tenant table whose rows carry their case: `firm_constraints` and the wall."""
    return [
        *firm_constraints(table, "case", *references),
        CaseWall(name=f"{table}_wall", portal=portal),
    ]


def part_constraints(table: str, parent: str, of: str, *references: str) -> list[BaseConstraint]:
    """Those of a table whose rows take their case from the row that the field `parent` names in the table `of`."""
    return [
        *case_constraints(table, parent, *references),
        OfCase(name=f"{table}_of_case", parent=f"{parent}_id", of=of),
    ]
