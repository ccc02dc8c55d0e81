"""The search of letters: by title, recipient and text, for whoever may see them, and of the open firm alone."""

from typing import Any

from django.db import connection

from cases.services.walls import wall_place
from claimback.search import search
from claimback.tenancy.member import Member
from claimback.tenancy.scanner import found_rows
from claimback.tenancy.scope import firm_scope
from letters.models import Letter
from letters.services.letters import letter_edit
from tests.client import firm_client
from tests.databases import as_superuser
from tests.firms import TestFirm
from tests.letters.matter import Matter, open_matter

LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def titles(actor: Member, said: str, **more: Any) -> list[str]:
    [group] = search(actor=actor, said=said, kinds=["letters"], **more)
    return [hit.title for hit in group.results]


def test_a_letter_is_found_by_title_recipient_and_text(matter: Matter) -> None:
    with matter.firm.scope():
        actor = matter.firm.attorney
        letter = matter.draft()
        assert letter.facts["recipient"]["name"] == "Example Health Plan"
        for said in (letter.subject, "example health plan", '"investigational"', "infus*", "reverse denial"):
            assert titles(actor, said) == [letter.subject], said
        for said in ("zebra", "infusions -denial", "paragraph heading", "the", "internal_appeal"):
            assert titles(actor, said) == [], said
        blocks = letter.draft["paragraphs"]
        words = {**blocks[0], "kind": "list", "text": "", "items": ["A quokka was seen"]}
        letter_edit(
            actor=actor, letter_id=letter.id, version=letter.version, blocks=[*blocks, words], reason="More."
        )
        assert titles(actor, "quokkas") == [letter.subject]
        [group] = search(actor=actor, said="quokka", kinds=["letters"])
        [hit] = group.results
        [marked] = hit.highlights
        assert [piece.text for piece in marked if piece.hit] == ["quokka"]
        assert (hit.kind, hit.id, hit.case_id, hit.detail) == (
            "letter",
            letter.id,
            matter.case.id,
            "Letter, draft",
        )


def test_letters_come_the_newest_first_page_by_page(matter: Matter) -> None:
    with matter.firm.scope():
        drafted = [matter.draft().id for _ in range(3)]
        found: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            [group] = search(
                actor=matter.firm.attorney, said="infusions", kinds=["letters"], cursor=cursor, shown=2
            )
            found += [hit.id for hit in group.results]
            cursor = group.next_cursor
        assert found == sorted(drafted, reverse=True)


def test_over_http(matter: Matter) -> None:
    with matter.firm.scope():
        letter = matter.draft()
    client = firm_client(matter.firm, "attorney")
    groups = {group["kind"]: group for group in client.get("search?q=infusions").json()["groups"]}
    assert [hit["id"] for hit in groups["letters"]["results"]] == [str(letter.id)]
    asked = firm_client(matter.firm, "billing").get("search?q=infusions&kinds=letters")
    assert asked.status_code == 403


def test_a_wall_hides_letters(matter: Matter) -> None:
    law = matter.firm
    with law.scope():
        matter.draft()
        wall_place(actor=law.owner, case_id=matter.case.id, member_id=law.staff.member_id, reason="Theirs.")
    with firm_scope(law.id, member_id=law.staff.member_id):
        assert titles(law.staff, "infusions") == []
        assert found_rows("search_letters", "infusions", LAST, 10) == []
    with law.scope():
        assert len(titles(law.attorney, "infusions")) == 1


def test_the_function_answers_the_open_scope_alone(matter: Matter, adjusters: TestFirm) -> None:
    with matter.firm.scope():
        letter = matter.draft()
        assert found_rows("search_letters", "infusions", LAST, 10) == [letter.id]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('claimback.portal_cases', '{}', true)")
            assert found_rows("search_letters", "infusions", LAST, 10) == []
    with firm_scope(adjusters.id):
        assert found_rows("search_letters", "infusions", LAST, 10) == []


def test_the_index_that_the_firm_leads_is_read(committed_db: str, law: TestFirm) -> None:
    with law.scope(), connection.cursor() as cursor:
        open_matter(law).draft()
        draft = (
            "jsonb_build_object('paragraphs', jsonb_build_array(jsonb_build_object('text', md5(n::text))))"
        )
        fresh = f"jsonb_build_object('id', gen_random_uuid(), 'draft', {draft})"
        copies = (
            f"SELECT (jsonb_populate_record(r, {fresh})).* FROM letters_letter r, generate_series(1, 300) n"
        )
        cursor.execute(f"INSERT INTO letters_letter {copies}")
    with as_superuser(committed_db) as admin:
        admin.execute("ANALYZE")
    with law.scope(), connection.cursor() as cursor:
        assert Letter.objects.count() == 301
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert found_rows("search_letters", "quokka", LAST, 10) == []
        cursor.execute("SELECT pg_stat_get_xact_numscans('letters_letter_search'::regclass)")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SELECT pg_get_indexdef('letters_letter_search'::regclass)")
        assert "USING gin (firm_id, " in cursor.fetchone()[0]
