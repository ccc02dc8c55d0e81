"""A firm goes out, away and in again: the same rows, objects, history and answers, and another firm is untouched."""

import pytest
from rest_framework.test import APIClient

from cases.selectors import policy_list
from claimback.audit.chain import chain_links
from claimback.audit.verify import verify_chain
from claimback.firms.archive.reading import opened_archive
from claimback.tenancy.scope import firm_scope
from claimback.vault.services.reveals import sealed_reveal
from tests.firm_life.conftest import PASSPHRASE, object_hashes, table_hashes

HISTORY = {"audit_entry", "audit_seal"}
MORE = {"audit_entry": 3, "audit_seal": 3, "cases_task": 1, "letters_dispatch": 0}
"""How many rows the coming in adds to tables that change by it: of the letter that was to be sent a person is asked
whether it went, for the former installation may have sent it.
"""


@pytest.mark.slow  # two full firms are made, and one goes out, away and in again
def test_a_firm_goes_out_away_and_in_again(two_firms, firm_command, tmp_path):
    law, adjusters = two_firms.mine, two_firms.theirs
    reading = APIClient(HTTP_AUTHORIZATION=f"Bearer {law.tokens['attorney']}")
    paths = [
        f"/api/v1/firms/{law.slug}/{kind}" for kind in ("cases", "clients", "letters", "deadlines", "members")
    ]
    answers = {path: reading.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    theirs = table_hashes(adjusters), object_hashes(adjusters)
    objects = object_hashes(law)
    assert objects

    firm_command("export", law.slug, "--out", "firm.archive")
    rows = table_hashes(law)
    with opened_archive(tmp_path / "firm.archive", PASSPHRASE) as archive:
        manifest = archive.manifest
    assert {manifest.prefix + one.key: one.sha256 for one in manifest.stored} == objects
    for table in manifest.tables:
        if table.name not in HISTORY:
            assert (table.rows, table.sha256) == rows[table.name]

    firm_command(
        "erase", law.slug, "--manifest", "erased.json", "--confirm", law.slug, "--reason", "They left."
    )
    assert all(number == 0 for number, _ in table_hashes(law).values())
    assert object_hashes(law) == {}
    assert reading.get(paths[0]).status_code == 401
    assert (table_hashes(adjusters), object_hashes(adjusters)) == theirs

    firm_command("import", "firm.archive")
    again = table_hashes(law)
    for table in manifest.tables:
        assert again[table.name][0] == table.rows + MORE.get(table.name, 0), table.name
        assert table.name in MORE or again[table.name][1] == table.sha256, table.name
    assert object_hashes(law) == objects
    for path, answer in answers.items():
        assert reading.get(path).content == answer.content
    assert (table_hashes(adjusters), object_hashes(adjusters)) == theirs
    with firm_scope(law.id):
        verdict = verify_chain(chain_links())
    assert verdict.problems == []
    assert verdict.last.number == manifest.seal["number"] + MORE["audit_seal"]
    with law.scope():
        policy = policy_list()[0]
        opened = sealed_reveal(actor=law.attorney, row=policy, fields=["member_number"], reason="To see it.")
    assert opened == {"member_number": "XK 442 01"}
