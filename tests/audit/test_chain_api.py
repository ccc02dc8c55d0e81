"""A case's chain over HTTP, part by part, and what the script says of it."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cases.models import Wall
from cases.services.parties import party_add
from claimback.accounts.models import User
from claimback.audit import chain
from tests.audit.conftest import History
from tests.client import firm_client, session_client
from tests.firms import TestFirm
from tests.servers import ROOT
from tests.signing_in import signed_in


def parts(firm: TestFirm, case_id: Any) -> list[dict[str, Any]]:
    """Every part, one request after the other."""
    client, path = session_client(firm, "owner"), f"cases/{case_id}/audit-chain"
    found = [client.get(path).json()]
    while (after := found[-1]["next_after"]) is not None:
        found.append(client.get(f"{path}?after={after}&until={found[-1]['until']}").json())
    return found


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_the_parts_together_are_checked_offline(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr("cases.api.audit_chain.PAGE", limit)
    found = parts(history.firm, history.case_id)
    lines = [line for part in found for line in part["lines"]]
    assert len(found) == -(-(len(lines) - 1) // limit)
    path = tmp_path / "chain.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    script = ROOT / "claimback" / "audit" / "verify_chain.py"
    ran = subprocess.run([sys.executable, "-I", str(script), str(path)], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert len(history.entries(operation="read", table="cases_case")) == 1, "asked for once, in parts"
    again = parts(history.firm, history.case_id)[-1]
    assert again["until"] == found[-1]["until"] + 1, "that it was asked for is part of the case's chain"


def test_a_member_behind_other_walls_exports_without_what_they_hide(history: History) -> None:
    with history.firm.scope():
        other = Wall.objects.model  # the wall is on another case, whose entries lie in between
        from tests.letters.matter import open_case

        hidden = open_case(history.firm, title="Hidden")
        other.objects.create(
            case_id=hidden.id,
            member_id=history.firm.owner.member_id,
            reason="Knows the adjuster.",
            placed_by_id=history.firm.attorney.member_id,
        )
    with history.firm.scope():
        party_add(
            actor=history.firm.attorney, case_id=history.case_id, role="provider", name="Dr Uma Example"
        )
    [part] = parts(history.firm, history.case_id)
    assert session_client(history.firm, "owner").get(f"cases/{hidden.id}/audit-chain").status_code == 404
    entries = [line["entry"] for line in part["lines"] if "entry" in line]
    assert {entry["case_id"] for entry in entries} == {str(history.case_id)}
    assert "Hidden" not in json.dumps(part)
    assert part["lines"][0]["last"] - part["lines"][0]["first"] + 2 == len(part["lines"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=1", 400),
        ("until=1", 400),
        ("after=x&until=1", 400),
        ("after=-1&until=1", 400),
        (f"after={10**30}&until=1", 400),
        (f"after=1&until={2**63 - 1}", 200),
        ("after=5&until=1", 200),
        ("page=1", 400),
    ],
)
def test_other_numbers_are_refused_or_lead_nowhere(history: History, query: str, status: int) -> None:
    answer = session_client(history.firm, "owner").get(f"cases/{history.case_id}/audit-chain?{query}")
    assert answer.status_code == status
    assert status == 400 or answer.json()["next_after"] is None


def test_who_may_not(history: History, adjusters: TestFirm) -> None:
    path = f"cases/{history.case_id}/audit-chain"
    assert session_client(history.firm, "case_staff").get(path).status_code == 403
    assert session_client(adjusters, "owner").get(path).status_code == 404
    assert history.entries(operation="read") == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_it_is_taken_out_by_a_person_who_has_just_proved_who_they_are(history: History, method: str) -> None:
    path = f"cases/{history.case_id}/audit-chain"
    assert getattr(firm_client(history.firm, "owner"), method)(path).status_code == 403
    client = session_client(history.firm, "owner")
    user = User.objects.get(id=history.firm.owner.user_id)
    signed_in(client, user, at=time.time() - 700)
    assert getattr(client, method)(path).status_code == 401
    assert history.entries(operation="read") == []
    signed_in(client, user)
    assert getattr(client, method)(path).status_code == 200
    assert len(history.entries(operation="read")) == 1


def test_every_column_of_an_entry_is_in_the_text(history: History) -> None:
    with history.firm.scope():
        lines = list(chain.case_chain_lines(history.case_id))
    shown = next(line["entry"] for line in lines if "entry" in line)
    [entry] = [entry for entry in history.entries() if str(entry.id) == shown["id"]]
    assert tuple(shown) == chain.FIELDS
    # `leads` says how its seal was made, and nothing of what happened.
    assert {column.attname for column in entry._meta.fields} - {"leads"} == set(chain.FIELDS)
    assert shown["at"] == entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert (json.loads(shown["after"]), shown["act"]) == (entry.after, entry.act)
