"""A firm with a history that was really committed: seals are made at commit."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from cases.services.insurers import insurer_add
from cases.services.parties import party_add
from claimback.audit.models import Entry, Seal
from tests.databases import as_superuser
from tests.firms import TestFirm
from tests.letters.matter import open_case


@dataclass
class History:
    """The law firm's chain, the case in its midst, and the owner of the database at work on it."""

    firm: TestFirm
    database: str
    case_id: UUID

    def tamper(self, *statements: str) -> None:
        """Run SQL as one whom row security does not bind, with `:firm` and `:case` filled in."""
        with as_superuser(self.database) as owner:
            for statement in statements:
                filled = statement.replace(":firm", f"'{self.firm.id}'").replace(":case", f"'{self.case_id}'")
                owner.execute(filled)

    def seals(self) -> list[tuple[int, UUID]]:
        """Numbers with the ids of their entries."""
        with self.firm.scope():
            return list(Seal.objects.order_by("number").values_list("number", "id"))

    def entries(self, **wanted: Any) -> list[Entry]:
        """Entries of the firm in the order of time."""
        with self.firm.scope():
            return list(Entry.objects.filter(**wanted).order_by("at", "id"))


@pytest.fixture
def history(committed_db: str, law: TestFirm) -> History:
    """Entries of a case between entries that are none of its."""
    with law.scope():
        case = open_case(law)
    with law.scope():
        insurer_add(actor=law.attorney, name="Another Mutual")
    with law.scope():
        party_add(actor=law.attorney, case_id=case.id, role="provider", name="Dr Iris Example")
    with law.scope():
        insurer_add(actor=law.attorney, name="Third Mutual")
    with law.scope():
        party_add(actor=law.attorney, case_id=case.id, role="provider", name="Dr Otto Example")
    return History(law, committed_db, case.id)
