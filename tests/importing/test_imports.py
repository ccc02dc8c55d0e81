"""Imports from the upload to the undoing, over the API and by a worker; killed half-way; brought in twice."""

import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from cases.models import Case, Client, ImportJob, Insurer
from cases.selectors import case_list, client_list, import_list, known_name_list
from cases.services import import_work
from cases.services.cases import case_change
from cases.services.clients import client_add
from cases.services.imports import import_add, import_check, import_map, import_run, import_undo
from claimback.audit.models import Entry
from claimback.kernel.cells import inert
from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid
from claimback.storage.services import file_store
from tests.firms import TestFirm

HEADER = (
    "client_reference,custom_number,description,open_date,client_first_name,client_last_name,client_email"
)
TABLE = f"""{HEADER}
R-1,,=HYPERLINK(1),03/04/2025,Ada,Quill,ada@mail.example
R-2,2025-0042,Roof,03/05/2025,Ada,Quill,ada@mail.example
R-3,,Second,2025-03-06,Bo,Núñez,
R-4,,No client,03/07/2025,,,
"""
CONSTANTS = {"insurer_name": "Northfield Mutual", "line_of_business": "property", "jurisdiction": "Texas"}


def uploaded(firm: TestFirm, text: str = TABLE, name: str = "matters.csv") -> UUID:
    """A table of the firm's in S3."""
    return file_store(actor=firm.attorney, name=name, data=text.encode(), media_type="text/csv").id


def worked(firm: TestFirm, id: UUID) -> ImportJob:
    """What a worker makes of the import."""
    import_work.import_go_on(firm.id, id)
    return import_list().get(id=id)


def checked(firm: TestFirm, text: str = TABLE, **more: Any) -> ImportJob:
    """An import of cases that was read, mapped and checked."""
    actor = firm.attorney
    job = import_add(actor=actor, file_id=uploaded(firm, text), kind="cases", source="clio")
    job = worked(firm, job.id)
    job = import_map(actor=actor, import_id=job.id, version=job.version, constants=CONSTANTS, **more)
    import_check(actor=actor, import_id=job.id, version=job.version)
    return worked(firm, job.id)


def ran(firm: TestFirm, job: ImportJob) -> ImportJob:
    """The import brought in."""
    import_run(actor=firm.attorney, import_id=job.id, version=job.version)
    return worked(firm, job.id)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`work()` does what workers would: tasks are noted, and run when it is called."""
    from cases import handlers

    waiting: list[tuple[UUID, UUID]] = []
    monkeypatch.setattr(handlers, "nudge", lambda _, firm_id, row_id: waiting.append((firm_id, row_id)))

    def work() -> None:
        while waiting:
            import_work.import_go_on(*waiting.pop(0))

    return work


def test_a_table_from_upload_to_undoing_over_http(api: Any, law: TestFirm, work: Callable[[], None]) -> None:
    client = api(law)
    with law.scope():
        file_id = uploaded(law)
    made = client.post("imports", {"file_id": str(file_id), "kind": "cases", "source": "clio"})
    path = f"imports/{made.json()['id']}"
    work()
    read = client.get(path)
    assert (read.json()["state"], read.json()["rows_total"]) == ("previewed", 4)
    assert read.json()["mapping"]["external_id"] == "client_reference"
    sample = client.get(f"{path}/preview").json()["rows"]
    assert {problem["column"] for problem in sample[0]["problems"]} == set(CONSTANTS)

    def act(verb: str, body: Any = None) -> Any:
        answer = client.post(f"{path}/{verb}", body or {}, HTTP_IF_MATCH=client.get(path)["ETag"])
        assert answer.status_code == 200, answer.json()
        work()
        return client.get(path).json()

    act("map", {"constants": CONSTANTS})
    assert client.get(f"{path}/preview").json()["rows"][0]["read"]["client"] == "Ada Quill"
    found = act("check")
    assert (found["state"], found["rows_made"], found["error_count"]) == ("checked", 3, 1)
    with law.scope():
        assert not case_list().exists()
    errors = client.get(f"{path}/errors").json()
    assert [(e["row"], e["column"], e["code"]) for e in errors["problems"]] == [(5, "client_name", "missing")]
    assert errors["csv"].splitlines()[0] == "row,column,code,detail"
    found = act("run")
    assert (found["state"], found["rows_done"], found["rows_made"]) == ("done", 4, 3)
    cases = {row["title"]: row for row in client.get("cases").json()["results"]}
    assert {row["number"] for row in cases.values()} == {"2025-0042", "2025-0043", "2025-0044"}
    assert cases["=HYPERLINK(1)"]["status"] == "intake"
    assert (cases["Roof"]["client_name"], cases["Roof"]["opened_on"]) == ("Ada Quill", "2025-03-05")
    with law.scope():
        assert {entry.act for entry in Entry.objects.filter(table="cases_case")} == {"import.run"}
        assert client_list().count() == 2
    found = act("undo", {"reason": "The wrong file"})
    assert (found["state"], found["reason"]) == ("undone", "The wrong file")
    assert client.get("cases").json()["results"] == []
    assert client.get("clients").json()["results"] == []
    assert api(law, "case_staff").get("imports").status_code == 403


def test_a_killed_run_goes_on_and_a_second_one_makes_nothing_new(
    in_law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = HEADER + "".join(f"\nR-{n},,Case {n},03/13/2025,Client,No {n % 7}," for n in range(23))
    job = checked(in_law, table)
    import_run(actor=in_law.attorney, import_id=job.id, version=job.version)
    monkeypatch.setattr(import_work, "BATCH", 5)
    taken, take = [], import_work._take

    def killed(import_id: UUID, part: Any) -> None:
        take(import_id, part)
        taken.append(part)
        if len(taken) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(import_work, "_take", killed)
    with pytest.raises(KeyboardInterrupt):
        import_work.import_go_on(in_law.id, job.id)
    done = import_list().get(id=job.id)
    assert (done.state, done.rows_done, case_list().count()) == ("running", 10, 10)
    assert worked(in_law, job.id).rows_done == 10  # its lease is another worker's still
    import_list().filter(id=job.id).update(leased_until=now())
    done = worked(in_law, job.id)
    assert (done.state, done.rows_made, done.rows_done) == ("done", 23, 23)
    assert sorted(case_list().values_list("title", flat=True)) == sorted(f"Case {n}" for n in range(23))
    assert client_list().count() == 7
    again = ran(in_law, checked(in_law, table))
    assert (again.state, again.rows_made, again.rows_known) == ("done", 0, 23)
    assert (case_list().count(), client_list().count()) == (23, 7)


def test_killed_between_its_two_connections_it_makes_no_client_twice(
    committed_db: str, law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two of a name without an address: only the row that each was first named in tells them apart.
    people = ["Ada,Quill,", "Ada,Quill,ada@mail.example", *(f"Bo,No {n % 2}," for n in range(10))]
    data = "\n".join(
        [HEADER, *(f"R-{n},,Case {n},03/13/2025,{who}" for n, who in enumerate(people))]
    ).encode()
    actor = law.attorney
    with law.scope():
        file = file_store(actor=actor, name="m.csv", data=data, media_type="text/csv")
        job = import_add(actor=actor, file_id=file.id, kind="cases", source="clio")
    import_work.import_go_on(law.id, job.id)
    with law.scope():
        import_list().filter(id=job.id).update(state="running", constants=CONSTANTS)
    monkeypatch.setattr(import_work, "BATCH", 4)
    with monkeypatch.context() as killing:
        killing.setattr(import_work, "cases_write", lambda *_: exec("raise KeyboardInterrupt"))
        with pytest.raises(KeyboardInterrupt):
            import_work.import_go_on(law.id, job.id)
    assert sys.getswitchinterval() == pytest.approx(0.005)
    with law.scope():
        before = set(client_list().values_list("id", flat=True))
        assert before
        assert not case_list().exists()
        import_list().filter(id=job.id).update(leased_until=None)
    import_work.import_go_on(law.id, job.id)
    with law.scope():
        done = import_list().get(id=job.id)
        assert (done.state, done.rows_made, done.error_count) == ("done", 12, 0)
        assert before <= set(client_list().values_list("id", flat=True))
        assert client_list().count() == 4
        assert not known_name_list().filter(keys=None).exists()
        assert known_name_list().filter(kind="client").count() == 4


def test_what_was_touched_is_not_undone(in_law: TestFirm) -> None:
    actor = in_law.attorney
    job = ran(in_law, checked(in_law))
    case = case_list().get(number="2025-0042")
    case_change(actor=actor, case_id=case.id, version=case.version, title="Our roof")
    import_undo(actor=actor, import_id=job.id, version=job.version, reason="The wrong file")
    kept = worked(in_law, job.id)
    assert kept.state == "done"
    assert "Something was done" in kept.reason
    assert (Case.objects.count(), Client.objects.count(), Insurer.objects.count()) == (3, 2, 1)


def test_rows_are_held_against_what_the_firm_has(in_law: TestFirm) -> None:
    actor = in_law.attorney
    known = client_add(actor=actor, name="Bo Núñez")
    for _ in range(2):
        client_add(actor=actor, name="Ada Quill", email="ada@mail.example")
    first = ran(in_law, checked(in_law))
    assert [(e["row"], e["code"]) for e in first.errors] == [
        (2, "several_clients"),
        (3, "several_clients"),
        (5, "missing"),
    ]
    assert case_list().get().client_id == known.id
    taken = f"{HEADER}\nR-9,2025-0001,Other,03/13/2025,Cy,Dee,\n"
    second = ran(in_law, checked(in_law, taken))
    assert [(e["row"], e["code"]) for e in second.errors] == [(2, "number_taken")]
    assert not client_list().filter(name="Cy Dee").exists()


def test_days_that_can_be_read_in_two_ways_send_the_table_back(in_law: TestFirm) -> None:
    table = "insured,date of loss\nAda Quill,03/04/2025\n"
    actor = in_law.attorney
    job = import_add(actor=actor, file_id=uploaded(in_law, table), kind="cases")
    job = import_map(
        actor=actor, import_id=job.id, version=worked(in_law, job.id).version, constants=CONSTANTS
    )
    import_check(actor=actor, import_id=job.id, version=job.version)
    job = worked(in_law, job.id)
    assert (job.state, job.errors[0]["code"]) == ("previewed", "ambiguous_days")
    assert "Say the form" in job.reason
    with pytest.raises(IllegalTransition):
        import_run(actor=actor, import_id=job.id, version=job.version)
    days = {"date of loss": "dmy"}
    job = import_map(actor=actor, import_id=job.id, version=job.version, days=days)
    import_check(actor=actor, import_id=job.id, version=job.version)
    job = ran(in_law, worked(in_law, job.id))
    assert str(case_list().get().loss_date) == "2025-04-03"


def test_what_is_no_table_is_refused_with_its_remedy(in_law: TestFirm) -> None:
    job = import_add(actor=in_law.attorney, file_id=uploaded(in_law, "name\n"), kind="clients")
    job = worked(in_law, job.id)
    assert (job.state, job.reason) == (
        "refused",
        "The table has a header and no row. Export it again with its rows.",
    )
    with pytest.raises(Forbidden):
        import_add(actor=in_law.staff, file_id=job.file_id, kind="clients")
    for wrong in ({"kind": "files"}, {"kind": "clients", "source": "cleo"}):
        with pytest.raises(Invalid):
            import_add(actor=in_law.attorney, file_id=job.file_id, **wrong)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-A", "@SUM(A1)", "\t=1", "\r=1"])
def test_an_error_is_never_a_live_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert inert(f"a{cell}") == f"a{cell}"


def test_a_table_is_given_up_over_http_and_brings_in_nothing(api: Any, in_law: TestFirm) -> None:
    client, job = api(in_law), checked(in_law)
    path = f"imports/{job.id}"
    left = client.post(
        f"{path}/give-up",
        {"reason": "It is last year's table."},
        HTTP_IF_MATCH=client.get(path)["ETag"],
    )
    assert (left.json()["state"], left.json()["reason"]) == ("given_up", "It is last year's table.")
    run = client.post(f"{path}/run", HTTP_IF_MATCH=left["ETag"])
    assert (run.status_code, run.json()["code"]) == (409, "illegal_transition")
    assert not case_list().exists()
