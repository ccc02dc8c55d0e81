"""Cursors that are another list's, another firm's or made up; ids of another firm in parameters."""

from typing import Any
from urllib.parse import urlencode

import pytest

from claimback.kernel.listing import cursor_made
from tests.architecture import doors
from tests.client import firm_client
from tests.isolation.bodies import ABSENT, REFERENCES
from tests.isolation.conftest import Walk
from tests.isolation.test_api import LISTS, OPERATIONS, _id, _path, _same, _segment


def cursor_of(firm: Any, inside: str) -> str | None:
    """The cursor of the list's second page of one row."""
    found: str | None = firm_client(firm, "owner").get(f"{inside}?page_size=1").json().get("next_cursor")
    return found


@pytest.mark.parametrize("door", LISTS, ids=_id)
def test_a_cursor_that_is_not_this_list_s(walk: Walk, door: doors.Door) -> None:
    """Refused alike, whatever is wrong with it, and told."""
    client = firm_client(walk.mine, "client" if door.inside.startswith("portal/") else "owner")
    other = "clients" if door.inside != "clients" else "insurers"
    made = ["-id", "x", ABSENT]
    of_none = cursor_made("", made)
    cursors = [
        cursor_of(walk.mine, "cases" if door.inside != "cases" else "clients"),
        cursor_of(walk.theirs, door.inside) or cursor_made(f"{walk.theirs.id}:{door.view.__name__}", made),
        cursor_made(f"{walk.mine.id}:{other}", made),
        of_none,
        of_none.partition(":")[0],
        "forged",
        "a:b",
        "\x00",
        "x" * 5000,
    ]
    if own := cursor_of(walk.mine, door.inside):
        cursors += [own[:-1] + ("A" if own[-1] != "A" else "B"), "B" + own[1:], own.partition(":")[0]]
    walk.effects.told.clear()
    answers = [
        client.get(f"{door.inside}?{urlencode({'cursor': cursor})}") for cursor in filter(None, cursors)
    ]
    walk.cases += len(answers)
    walk.expect(
        all(_same(answer, answers[0]) and answer.status_code == 400 for answer in answers),
        f"{door.inside}: {[(answer.status_code, answer.content[:120]) for answer in answers]}",
    )
    told = [told for told in walk.effects.told if told.status == 400]
    walk.expect(len(told) == len(answers), f"{door.inside}: told of {len(told)} in {len(answers)}")


def test_there_are_cursors_to_take(walk: Walk) -> None:
    """Or nothing would be proven."""
    walk.cases += 1
    assert cursor_of(walk.mine, "cases")
    assert cursor_of(walk.mine, "clients")


@pytest.mark.parametrize("case", [case for case in OPERATIONS if case[0] not in LISTS], ids=_id)
def test_a_parameter_that_names_another_firm_s_row_is_as_one_that_names_none(
    walk: Walk, case: tuple[doors.Door, str]
) -> None:
    """Reading one object, and every act: whatever is put behind the question mark."""
    door, method = case
    client, segment = firm_client(walk.mine, "owner"), _segment(door)
    id = walk.my_rows.of(segment)[0][0] if "<uuid:id>" in door.inside else ""
    names = {name: walk.their_rows.of(listed)[0][0] for name, listed in REFERENCES.items()}
    names |= {
        "firm": walk.theirs.slug,
        "firm_id": str(walk.theirs.id),
        "id": walk.their_rows.of("cases")[0][0],
    }
    # Without the version that it is made from, and with a field that there is not: nothing may be done.
    answers = [
        client.generic(method, f"{_path(door, id)}?{urlencode(asked)}", '{"unknown": 1}', "application/json")
        for asked in (names, dict.fromkeys(names, ABSENT))
    ]
    walk.cases += len(names)
    walk.expect(
        answers[0].status_code == answers[1].status_code and not _tells(walk, answers[0]),
        f"{method} {door.inside}: {[(a.status_code, a.content[:200]) for a in answers]}",
    )
    # That something was read is kept, with whatever parameters.
    kept = ("audit_entry", "storage_access") if method == "GET" else ()
    walk.expect_nothing_done(f"{method} {door.inside}", but=kept)


def _tells(walk: Walk, answer: Any) -> bool:
    """Whether an answer holds an id of the other firm's."""
    return any(id in answer.content.decode() for id in walk.their_rows.ids)
