"""The search: what it finds and shows, and that it tells nothing of what is another firm's or behind a wall."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.highlights import START, STOP, Piece, pieces_of_marked, pieces_of_name
from cases.models import Case
from cases.services.clients import client_add
from cases.services.correspondence import correspondence_log
from cases.services.insurers import insurer_add
from cases.services.parties import party_add
from cases.services.walls import wall_place
from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden, Invalid
from claimback.search import Group, search
from claimback.storage.models import FilePage
from claimback.tenancy.member import Member
from claimback.tenancy.scanner import found_rows
from claimback.tenancy.scope import firm_scope
from tests.cases import papers
from tests.cases.conftest import open_case
from tests.databases import as_superuser
from tests.firms import TestFirm


def log(actor: Member, case: Case, body: str, days: int = 0, **more: Any) -> None:
    """An entry of the log, some days ago."""
    values: dict[str, Any] = {
        "direction": "out",
        "channel": "phone",
        "occurred_at": now() - timedelta(days=days, hours=1),
    }
    correspondence_log(actor=actor, case_id=case.id, body=body, **values | more)


def found(groups: list[Group]) -> dict[str, list[str]]:
    """The titles of what was found, kind by kind; kinds without hits are left out."""
    return {group.kind: [hit.title for hit in group.results] for group in groups if group.results}


@pytest.fixture
def filled(in_law: TestFirm, opened: Callable[..., Case]) -> Case:
    """A case with a number of its own, two parties and three entries."""
    case = opened(title="Roof after the hail", claim_number="CL-88 1204")
    party_add(actor=in_law.attorney, case_id=case.id, role="expert", name="Renée Kowalczyk")
    party_add(
        actor=in_law.attorney, case_id=case.id, role="reviewer", name="Ismael Okafor", organisation="Medrev"
    )
    log(
        in_law.attorney,
        case,
        "Asked for the appraisal and for the umpire's fee.",
        days=3,
        subject="Appraisal",
    )
    log(in_law.attorney, case, "They appraised the roof twice.", days=2, counterpart="Ms Kowal")
    report = papers.document(in_law.attorney, case.id, "Engineer's report.pdf")
    FilePage.objects.create(file_id=report.file_id, number=1, text="Site visit.", method="plain")
    FilePage.objects.create(
        file_id=report.file_id, number=2, text="Shingles were bruised by hail.", method="plain"
    )
    log(in_law.attorney, case, "No answer about the deductible.", days=1)
    return case


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("88 12", {"cases": ["{case}"]}),
        ("cl-88", {"cases": ["{case}"]}),
        ("engin rep", {"documents": ["Engineer's report.pdf"]}),
        ("bruising", {"pages": ["Engineer's report.pdf"]}),
        ("hail roof", {"cases": ["{case}"]}),
        ("ada qu", {"people": ["Ada Quill"]}),
        ("QUÍLL", {"people": ["Ada Quill"]}),
        ("kowalcyk", {"people": ["Renée Kowalczyk"]}),  # misspelled
        ("medrev", {"people": ["Ismael Okafor"]}),
        ("northf", {"people": ["Northfield Mutual"]}),
        ("appraising", {"correspondence": ["Phone", "Appraisal"]}),
        ('"umpire\'s fee"', {"correspondence": ["Appraisal"]}),
        ("appraisal -umpire", {"correspondence": ["Phone"]}),
        ("deduc*", {"correspondence": ["Phone"]}),
        ("kowal*", {"people": ["Renée Kowalczyk"], "correspondence": ["Phone"]}),
        ("the", {"cases": ["{case}"]}),  # of its title, and no word to look for in prose
        ("-umpire", {}),
        ("%%%", {}),
        ("zebra", {}),
    ],
)
def test_what_is_found(in_law: TestFirm, filled: Case, said: str, expected: dict[str, list[str]]) -> None:
    names = {kind: [title.format(case=str(filled)) for title in titles] for kind, titles in expected.items()}
    assert found(search(actor=in_law.attorney, said=said)) == names


def test_over_http(api: Any, law: TestFirm, filled: Case) -> None:
    client = api(law)
    groups = {group["kind"]: group for group in client.get("search?q=roof").json()["groups"]}
    assert list(groups) == ["cases", "people", "documents", "pages", "correspondence", "letters"]
    [case], [entry] = groups["cases"]["results"], groups["correspondence"]["results"]
    assert (case["kind"], case["id"], case["detail"]) == ("case", str(filled.id), "Ada Quill, intake")
    assert [piece["text"] for piece in case["highlights"][0] if piece["hit"]] == ["Roof"]
    assert (
        "".join(piece["text"] for piece in entry["highlights"][0])
        == "They appraised the roof twice. Ms Kowal"
    )
    assert [piece["text"] for piece in entry["highlights"][0] if piece["hit"]] == ["roof"]
    [page] = client.get("search?q=shingle&kinds=pages").json()["groups"][0]["results"]
    assert (page["kind"], page["page"], page["case_number"]) == ("document", 2, filled.number)
    for wrong in ("q=", "q=x", "q=roof&kind=cases", "q=roof&kinds=files", "q=ro%00of", "q=roof&limit=51"):
        assert client.get(f"search?{wrong}").status_code == 400, wrong
    asked = api(law, "billing")
    assert [group["kind"] for group in asked.get("search?q=roof").json()["groups"]] == ["cases", "people"]
    assert asked.get("search?q=roof&kinds=correspondence").status_code == 403
    assert api(law, "client").get("search?q=roof").status_code == 403


def test_pages_go_on_where_the_last_one_ended(in_law: TestFirm, filled: Case) -> None:
    for number in range(5):
        log(in_law.attorney, filled, f"Umpire, call {number}", days=10 + number, subject=f"Call {number}")
        client_add(actor=in_law.attorney, name=f"Zoe Zimmer {number}")
    for said, kind, ordered in (("umpire", "correspondence", True), ("zimmer", "people", False)):
        titles: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            [group] = search(actor=in_law.attorney, said=said, kinds=[kind], cursor=cursor, shown=2)
            assert len(group.results) <= 2
            titles += [hit.title for hit in group.results]
            cursor = group.next_cursor
        everything = found(search(actor=in_law.attorney, said=said))[kind]
        assert titles == everything
        assert len(set(titles)) == len(titles) >= 5
        assert not ordered or titles == ["Appraisal", *(f"Call {number}" for number in range(5))]
    [group] = search(actor=in_law.attorney, said="umpire", kinds=["correspondence"], shown=2)
    with pytest.raises(Invalid):
        search(actor=in_law.attorney, said="zimmer", kinds=["correspondence"], cursor=group.next_cursor or "")


def test_a_wall_hides_what_is_behind_it_and_how_much_it_is(in_law: TestFirm, filled: Case) -> None:
    wall_place(actor=in_law.owner, case_id=filled.id, member_id=in_law.staff.member_id, reason="Their case.")
    for number in range(3):
        log(in_law.attorney, filled, f"Roof {number}")
    for said in ("roof", "kowalczyk", "quill", "88 12", "engineer", "bruise"):
        assert found(search(actor=in_law.attorney, said=said))
        with firm_scope(in_law.id, member_id=in_law.staff.member_id):
            assert found(search(actor=in_law.staff, said=said)) == {}
            groups = search(actor=in_law.staff, said=said, shown=1)
            assert [group.next_cursor for group in groups] == [None] * len(groups)


FUNCTIONS: dict[str, list[Any]] = {
    "search_cases": ["roof", 0, 10],
    "search_people": ["quill", 0, 10],
    "search_documents": ["engineer", 0, 10],
    "search_pages": ["hail", "ffffffff-ffff-ffff-ffff-ffffffffffff", 10],
    "search_correspondence": ["roof", now() + timedelta(days=1), "ffffffff-ffff-ffff-ffff-ffffffffffff", 10],
}
INDEXES = {
    "search_cases": ["cases_case_search"],
    "search_people": ["cases_client_search", "cases_party_search", "cases_insurer_search"],
    "search_documents": ["cases_document_search"],
    "search_pages": ["storage_filepage_search"],
    "search_correspondence": ["cases_correspondence_search"],
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_functions_answer_the_open_scope_alone(
    db: None, law: TestFirm, adjusters: TestFirm, function: str, request: pytest.FixtureRequest
) -> None:
    asked = FUNCTIONS[function]
    with law.scope():
        client = client_add(actor=law.attorney, name="Nobody")
        assert client.firm_id == law.id
    request.getfixturevalue("filled")
    assert found_rows(function, *asked)
    with firm_scope(adjusters.id):
        assert found_rows(function, *asked) == []
    with connection.cursor() as cursor:
        for setting, value in (("claimback.firm_id", ""), ("claimback.portal_cases", "{}")):
            cursor.execute("SELECT current_setting(%s, true)", [setting])
            former = cursor.fetchone()[0] or ""
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
            assert found_rows(function, *asked) == [], setting
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, former])
    assert found_rows(function, *asked)


def test_the_indexes_that_the_firm_leads_are_read(committed_db: str, law: TestFirm) -> None:
    """By numbers that PostgreSQL has of the tables, with as many rows as make a choice between indexes."""
    indexes = [index for read in INDEXES.values() for index in read]
    with law.scope(), connection.cursor() as cursor:
        actor = law.attorney
        client, insurer = client_add(actor=actor, name="Ada"), insurer_add(actor=actor, name="Northfield")
        case = open_case(actor, client, insurer)
        party_add(actor=actor, case_id=case.id, role="expert", name="Iris")
        log(actor, case, "Asked for the appraisal.")
        report = papers.document(actor, case.id, "Report.pdf")
        FilePage.objects.create(file_id=report.file_id, number=0, text="Site visit.", method="plain")
        for table in (index.removesuffix("_search") for index in indexes):
            fresh = "jsonb_build_object('id', gen_random_uuid(), 'number', n, 'name', 'Somebody else')"
            copies = f"SELECT (jsonb_populate_record(r, {fresh})).* FROM {table} r, generate_series(1, 300) n"
            cursor.execute(f"INSERT INTO {table} {copies}")
    with as_superuser(committed_db) as admin:
        admin.execute("ANALYZE")
    with law.scope(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for function, asked in FUNCTIONS.items():
            found_rows(function, *asked)
        for index in indexes:
            cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [index])
            assert cursor.fetchone()[0] > 0, index
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index])
            assert "USING gin (firm_id, " in cursor.fetchone()[0]


def test_what_a_member_may_not_is_refused(in_law: TestFirm) -> None:
    with pytest.raises(Forbidden):
        search(actor=in_law.members["billing"], said="roof", kinds=["correspondence"])
    with pytest.raises(Invalid):
        search(actor=in_law.attorney, said="roof", kinds=["cases", "people"], cursor="x")


@pytest.mark.parametrize(
    ("text", "said", "hits"),
    [
        ("Renée Kowalczyk", "renee", ["Renée"]),
        ("Müller-Groß", "gross mul", ["Müller", "Groß"]),
        ("2026-0001 Roof", "2026 roo", ["2026", "Roof"]),
        ("Ada", "", []),
        ("<b>Ada</b>", "ada", ["Ada"]),
    ],
)
def test_names_are_marked_by_the_beginnings_of_their_words(text: str, said: str, hits: list[str]) -> None:
    pieces = pieces_of_name(text, said)
    assert [piece.text for piece in pieces if piece.hit] == hits
    assert "".join(piece.text for piece in pieces) == text


def test_marked_prose_is_cut_at_its_marks() -> None:
    marked = f"the {START}umpire{STOP}'s fee {START}now{STOP}"
    expected = [Piece("the ", False), Piece("umpire", True), Piece("'s fee ", False), Piece("now", True)]
    assert pieces_of_marked(marked) == expected
