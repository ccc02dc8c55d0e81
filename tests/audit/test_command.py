"""`manage.py audit`: what the owner of the database did to a chain is found; a case's chain is checked offline."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from cases.services.insurers import insurer_add
from claimback.audit.chain import chain_links
from claimback.audit.models import Entry
from claimback.audit.verify import verify_chain
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from tests.audit.conftest import History
from tests.firms import TestFirm
from tests.servers import ROOT

SCRIPT = ROOT / "claimback" / "audit" / "verify_chain.py"


def verify(*arguments: str) -> tuple[list[dict[str, Any]], int]:
    """The firms' results and the exit code."""
    out, code = StringIO(), 0
    try:
        call_command("audit", "verify", "--json", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(str(ended.code))
    found = json.loads(out.getvalue())
    assert found["problems"] == sum(len(firm["problems"]) for firm in found["firms"])
    return found["firms"], code


def problems(firm: TestFirm, *arguments: str) -> list[tuple[str, int | None, str | None]]:
    """Kind, number and entry of all that is wrong with one firm's chain; the other firm's is whole."""
    firms, code = verify(*arguments)
    others = [problem for other in firms if other["firm"] != firm.slug for problem in other["problems"]]
    assert others == []
    found = [p for each in firms if each["firm"] == firm.slug for p in each["problems"]]
    assert code == (1 if found else 0)
    return [(p["kind"], p["number"], p["entry_id"]) for p in found]


def test_a_whole_chain_is_whole(history: History) -> None:
    firms, code = verify()
    assert (code, sorted(firm["firm"] for firm in firms)) == (0, ["marlowe-law", "summit-adjusters"])
    [mine] = [firm for firm in firms if firm["firm"] == "marlowe-law"]
    assert mine["links"] == mine["last"]["number"] == len(history.entries()) == len(history.seals())
    assert verify("summit-adjusters")[0][0]["firm"] == "summit-adjusters"
    with pytest.raises(CommandError, match="Give their slugs"):
        call_command("audit", "verify", "no-such-firm", stdout=StringIO())


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE audit_entry SET after = jsonb_set(after, '{name}', '"Other"')""",
        "UPDATE audit_entry SET before = '{}'",
        "UPDATE audit_entry SET at = at + interval '1 microsecond'",
        "UPDATE audit_entry SET member_id = NULL",
        "UPDATE audit_entry SET case_id = :case",
        "UPDATE audit_entry SET act = 'case.read', request_id = 'another-one'",
        "UPDATE audit_entry SET row_id = firm_id",
    ],
)
def test_a_changed_entry(history: History, change: str) -> None:
    [entry] = history.entries(table="cases_insurer", after__name="Another Mutual")
    history.tamper(f"{change} WHERE id = '{entry.id}'")
    number = next(number for number, id in history.seals() if id == entry.id)
    assert problems(history.firm) == [("changed", number, str(entry.id))]


def test_a_removed_entry_with_and_without_its_seal(history: History) -> None:
    seals = history.seals()
    (one, gone), (other, bare) = seals[10], seals[15]
    history.tamper(
        f"DELETE FROM audit_entry WHERE id IN ('{gone}', '{bare}')",
        f"DELETE FROM audit_seal WHERE id = '{bare}'",
    )
    assert problems(history.firm) == [("removed_entry", one, str(gone)), ("removed_seal", other, None)]


def test_a_removed_seal(history: History) -> None:
    number, id = history.seals()[10]
    history.tamper(f"DELETE FROM audit_seal WHERE id = '{id}'")
    assert problems(history.firm) == [("removed_seal", number, str(id))]


def test_an_inserted_entry(history: History) -> None:
    history.tamper(
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_sealed",
        'INSERT INTO audit_entry SELECT (jsonb_populate_record(e, \'{"id": "%s"}\')).* FROM audit_entry e '
        "WHERE firm_id = :firm LIMIT 1" % (id := new_id()),
        "ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_sealed",
    )
    assert problems(history.firm) == [("inserted", None, str(id))]


def test_reordered_entries(history: History) -> None:
    (one, first), (other, second) = history.seals()[5], history.seals()[12]
    history.tamper(
        f"UPDATE audit_seal SET number = -1 WHERE id = '{first}'",
        f"UPDATE audit_seal SET number = {one} WHERE id = '{second}'",
        f"UPDATE audit_seal SET number = {other} WHERE id = '{first}'",
    )
    assert problems(history.firm) == [("reordered", one, str(second)), ("reordered", other, str(first))]


def test_a_cut_end_is_seen_by_the_anchor_only(history: History, tmp_path: Path) -> None:
    anchor = str(tmp_path / "anchor.json")
    assert problems(history.firm, "--anchor", anchor) == []
    kept = Path(anchor).read_bytes()
    last, id = history.seals()[-1]
    history.tamper(f"DELETE FROM audit_entry WHERE id = '{id}'", f"DELETE FROM audit_seal WHERE id = '{id}'")
    assert problems(history.firm) == []
    assert problems(history.firm, "--anchor", anchor) == [("truncated", last, None)]
    assert Path(anchor).read_bytes() == kept, "the anchor stays where it was"
    with history.firm.scope():
        insurer_add(actor=history.firm.attorney, name="Late Mutual")
    assert problems(history.firm, "--anchor", anchor) == [("rewritten", last, None)]


def test_the_anchor_moves_on_and_knows_firms_that_are_gone(history: History, tmp_path: Path) -> None:
    path = tmp_path / "anchor.json"
    verify("--anchor", str(path))
    first = json.loads(path.read_bytes())["firms"][str(history.firm.id)]["number"]
    with history.firm.scope():
        insurer_add(actor=history.firm.attorney, name="Late Mutual")
    verify("marlowe-law", "--anchor", str(path))
    kept = json.loads(path.read_bytes())
    assert kept["firms"][str(history.firm.id)]["number"] == first + 1
    gone = str(new_id())
    kept["firms"][gone] = {"number": 3, "digest": "00"}
    path.write_text(json.dumps(kept))
    firms, code = verify("--anchor", str(path))
    assert (code, firms[-1]["firm"], firms[-1]["problems"][0]["kind"]) == (1, gone, "missing")
    path.write_text("[]")
    with pytest.raises(CommandError, match="no anchor file"):
        call_command("audit", "verify", "--anchor", str(path), stdout=StringIO())


def test_it_is_said_in_words(history: History) -> None:
    number, id = history.seals()[3]
    history.tamper(f"DELETE FROM audit_entry WHERE id = '{id}'")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("audit", "verify", stdout=out, stderr=StringIO())
    lines = out.getvalue().splitlines()
    assert f"  removed_entry: number {number}, entry {id}. The seal is there and its entry is not." in lines
    assert any(line.startswith("summit-adjusters:") and line.endswith("all whole.") for line in lines)


def test_some_thousand_entries(committed_db: str, law: TestFirm) -> None:
    with law.scope():
        Entry.objects.bulk_create(
            Entry(firm_id=law.id, at=now(), table="bulk", row_id=law.id, operation="read")
            for _ in range(3000)
        )
    told: list[int] = []
    with law.scope():
        verdict = verify_chain(chain_links(told.append))
    assert (verdict.problems, verdict.links > 3000, told[-1]) == ([], True, verdict.links)


def test_two_who_write_at_once_make_one_chain(committed_db: str, law: TestFirm) -> None:
    def write(name: str) -> None:
        for turn in range(15):
            with law.scope():
                insurer_add(actor=law.attorney, name=f"{name} {turn}")
        connections.close_all()

    writers = [Thread(target=write, args=[name]) for name in ("One", "Other")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with law.scope():
        by = list(Entry.objects.filter(table="cases_insurer").values_list("after__name", flat=True))
        verdict = verify_chain(chain_links())
    assert (len(by), verdict.problems) == (30, [])


@pytest.fixture
def exported(history: History, tmp_path: Path) -> Path:
    path = tmp_path / "case.jsonl"
    out = StringIO()
    call_command("audit", "export", history.firm.slug, str(history.case_id), "--out", str(path), stdout=out)
    assert f"python claimback/audit/verify_chain.py {path}" in out.getvalue()
    return path


def offline(path: Path, *digest: str) -> tuple[int, str, str]:
    """What the script that is shipped says, alone, without our packages."""
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *digest],
        capture_output=True,
        text=True,
        check=False,
        cwd=path.parent,
        timeout=20,
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_a_case_s_chain_holds_offline(history: History, exported: Path) -> None:
    head, *lines = map(json.loads, exported.read_text().splitlines())
    assert len(SCRIPT.read_text().splitlines()) <= 30
    code, said, _ = offline(exported)
    own = [line for line in lines if "entry" in line]
    assert code == 0
    assert f"every link from {head['first']} to {head['last']} holds" in said
    assert f"{len(own)} entries are the case's" in said
    assert [line["entry"]["id"] for line in own] == [
        str(e.id) for e in history.entries(case_id=history.case_id)
    ][:-1]
    told = [json.loads(line["entry"]["after"] or "{}") for line in own]
    assert "Dr Otto Example" in [after.get("name") for after in told]
    assert "Another Mutual" not in exported.read_text(), "of others the digest alone"
    assert 0 < len(own) < len(lines)
    assert offline(exported, lines[-2]["digest"])[0] == 0
    code, _, refused = offline(exported, "00" * 32)
    assert (code, "another chain" in refused) == (1, True)


def test_an_export_is_a_read_of_the_case(history: History, exported: Path) -> None:
    [read] = history.entries(operation="read")
    assert (read.act, read.case_id, read.after) == (
        "audit.export",
        history.case_id,
        {"purpose": "chain exported"},
    )


def test_an_export_is_refused_with_the_remedy(history: History, exported: Path, tmp_path: Path) -> None:
    for firm, case, path, says in [
        ("marlowe-law", new_id(), tmp_path / "a", "Give the case's id"),
        ("summit-adjusters", history.case_id, tmp_path / "a", "Give the case's id"),
        ("marlowe-law", history.case_id, exported, "there already"),
        ("nobody", history.case_id, tmp_path / "a", "Give their slugs"),
        ("marlowe-law", history.case_id, tmp_path / "no" / "a", "can't be written"),
    ]:
        with pytest.raises(CommandError, match=says):
            call_command("audit", "export", firm, str(case), "--out", str(path), stdout=StringIO())
    assert not (tmp_path / "a").exists()


def own_line(lines: list[str]) -> int:
    return next(place for place, line in enumerate(lines) if place > 1 and '"entry":' in line)


def changed(lines: list[str]) -> int:
    place = own_line(lines)
    lines[place] = (
        lines[place].replace("Dr Iris", "Dr Ines").replace("Ada", "Eda").replace('"insert"', '"update"')
    )
    return place


def removed(lines: list[str]) -> int:
    place = own_line(lines)
    del lines[place]
    return place


def inserted(lines: list[str]) -> int:
    place = own_line(lines)
    lines.insert(place, lines[place])
    return place + 1


def swapped(lines: list[str]) -> int:
    place = own_line(lines)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return place


def renumbered(lines: list[str]) -> int:
    place = own_line(lines)
    one, other = json.loads(lines[place]), json.loads(lines[place + 1])
    one["number"], other["number"] = other["number"], one["number"]
    lines[place], lines[place + 1] = json.dumps(other), json.dumps(one)
    return place


def cut(lines: list[str]) -> int:
    lines.pop()
    return len(lines)


def garbled(lines: list[str]) -> int:
    lines[3] = "{"
    return 3


def relabelled(lines: list[str]) -> int:
    place = own_line(lines)
    line = json.loads(lines[place])
    names = {"before": "after", "after": "before"}
    line["entry"] = {names.get(name, name): value for name, value in line["entry"].items()}
    lines[place] = json.dumps(line)
    return place


def told_more(lines: list[str]) -> int:
    place = own_line(lines)
    line = json.loads(lines[place])
    line["entry"]["note"] = "Approved by the insurer."
    lines[place] = json.dumps(line)
    return place


def of_another_case(lines: list[str]) -> int:
    lines[0] = json.dumps({**json.loads(lines[0]), "case_id": str(new_id())})
    return 1


@pytest.mark.parametrize(
    "tamper",
    [changed, removed, inserted, swapped, renumbered, cut, garbled, relabelled, told_more, of_another_case],
)
def test_what_is_done_to_an_export_is_found_offline(
    exported: Path, tamper: Callable[[list[str]], int]
) -> None:
    lines = exported.read_text().splitlines()
    first = json.loads(lines[0])["first"]
    place = tamper(lines)
    exported.write_text("\n".join(lines) + "\n")
    code, _, said = offline(exported)
    assert (code, said.startswith(f"{first + place - 1} is broken")) == (1, True), said
