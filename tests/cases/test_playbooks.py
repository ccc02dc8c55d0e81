"""Playbooks and checklists: the data is sound, unsound data is refused, and a started playbook stays as it was."""

from datetime import timedelta

import pytest

from cases.catalogue import playbooks as catalogue
from cases.catalogue.checklists import checklist_for, load_checklists, parse_checklists
from cases.catalogue.files import DataError
from cases.catalogue.playbooks import load_playbooks, parse_playbooks
from cases.models import PlaybookRun, Task
from cases.models.task import NO_DAY
from cases.services import playbooks
from cases.services.events import event_record
from cases.services.playbooks import playbook_start
from cases.services.tasks import task_complete
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Forbidden, Invalid

BOOK = """
playbook: short
version: 3
title: A short one
lines: [health]
steps:
  - {step: first, title: First, role: case_staff, days: 2}
  - {step: only_erisa, title: ERISA alone, role: attorney, days: 1, plan_types: [erisa_insured]}
  - {step: second, title: Second, role: attorney, days: 5, after: [first, only_erisa]}
"""
LIST = """
checklist: short
version: 1
title: A short one
lines: [health]
channels: [phone]
questions:
  - {question: who, ask: Your name, mandatory: true}
"""


@pytest.mark.parametrize("line", ["health", "disability", "property", "auto_first_party", "life"])
def test_every_line_has_its_playbook_and_its_checklists(line):
    books = [book for book in load_playbooks().values() if line in book.lines]
    assert books
    assert all(8 <= len(book.steps) <= 15 for book in books)
    asked = checklist_for(line, "phone")
    assert asked is not None
    assert {"representative", "would_change", "supervisor"} <= {
        each.code for each in asked.questions if each.mandatory
    }
    assert all(each.mandatory is not None for each in load_checklists()["peer_to_peer"].questions)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version: 3", "version: 0", "version"),
        ("title: A short one", "titel: A short one", "titel"),
        ("[health]", "[helth]", "helth is no line of business"),
        ("role: case_staff", "role: wizard", "wizard is no role"),
        ("after: [first, only_erisa]", "after: [third]", "third is no earlier step"),
        ("days: 5", "days: 5, event: doomsday", "doomsday is no kind of event"),
        ("step: second", "step: first", "first appears twice"),
        ("version: 3", "version: 3\nversion: 4", "appears twice"),
        ("plan_types: [erisa_insured]", "plan_types: [erisa]", "erisa is no plan type"),
    ],
)
def test_an_unsound_playbook_is_refused(old, new, says):
    assert old in BOOK
    with pytest.raises(DataError, match=says):
        parse_playbooks({"short.yaml": BOOK.replace(old, new)})


def test_two_of_one_code_and_two_checklists_at_once_are_refused():
    with pytest.raises(DataError, match="short is there already"):
        parse_playbooks({"one.yaml": BOOK, "two.yaml": BOOK})
    with pytest.raises(DataError, match="asked about health by phone already"):
        parse_checklists({"one.yaml": LIST, "two.yaml": LIST.replace("checklist: short", "checklist: long")})
    with pytest.raises(DataError, match="pigeon is no channel"):
        parse_checklists({"one.yaml": LIST.replace("[phone]", "[pigeon]")})


@pytest.fixture
def book(monkeypatch):
    """The only playbook there is; `book(text)` puts another version in its place."""

    def put(text=BOOK):
        monkeypatch.setattr(
            playbooks, "load_playbooks", lambda: catalogue.parse_playbooks({"short.yaml": text})
        )

    put()
    return put


def steps(run):
    found = Task.objects.filter(source_id=run.id).order_by("source_part")
    return {task.source_part: task for task in found}


def test_a_playbook_opens_its_steps_and_a_later_version_changes_none(in_law, opened, book):
    actor = in_law.attorney
    case = opened(lead_id=actor.member_id)
    run = playbook_start(
        actor=actor, case_id=case.id, playbook="short", team={"case_staff": in_law.staff.member_id}
    )
    made, day = steps(run), today(case.time_zone)
    assert (run.playbook_version, list(made)) == (3, ["first", "only_erisa", "second"])
    assert {code: (task.state, task.due_on, task.assigned_id) for code, task in made.items()} == {
        "first": ("open", day + timedelta(days=2), in_law.staff.member_id),
        "only_erisa": ("open", day + timedelta(days=1), actor.member_id),
        "second": ("waiting", NO_DAY, actor.member_id),
    }
    book(BOOK.replace("version: 3", "version: 4").replace("title: Second", "title: Something else"))
    with pytest.raises(Conflict, match="already"):
        playbook_start(actor=actor, case_id=case.id, playbook="short")
    for code in ("first", "only_erisa"):
        task_complete(actor=actor, task_id=made[code].id, version=1)
    second = steps(run)["second"]
    assert (second.title, second.state, second.due_on) == ("Second", "open", day + timedelta(days=5))
    other = playbook_start(
        actor=actor, case_id=opened(title="Other", plan_type="individual_aca").id, playbook="short"
    )
    assert (other.playbook_version, list(steps(other))) == (4, ["first", "second"])


def test_who_may_start_which_playbook(in_law, opened, book):
    case = opened()
    with pytest.raises(Forbidden):
        playbook_start(actor=in_law.viewer, case_id=case.id, playbook="short")
    for wrong in ({"playbook": "none"}, {"playbook": "short", "team": {"client": in_law.staff.member_id}}):
        with pytest.raises(Invalid):
            playbook_start(actor=in_law.attorney, case_id=case.id, **wrong)
    book(BOOK.replace("[health]", "[property]"))
    with pytest.raises(Invalid, match="another line"):
        playbook_start(actor=in_law.attorney, case_id=case.id, playbook="short")
    assert not PlaybookRun.objects.exists()
    assert not Task.objects.exists()


def test_the_health_playbook_over_http_waits_for_what_happens(api, in_law, opened):
    case = opened(plan_type="erisa_self_funded")
    staff = api(in_law, "case_staff")
    assert "health_denial" in {each["code"] for each in staff.get("playbooks").json()["playbooks"]}
    run = staff.post(
        "playbook-runs",
        {
            "case_id": str(case.id),
            "playbook": "health_denial",
            "team": [{"role": "case_staff", "member_id": str(in_law.staff.member_id)}],
        },
    ).json()
    open_now = staff.get(f"tasks?case_id={case.id}&state=open").json()["results"]
    assert [task["source_part"] for task in open_now] == ["authorization", "records"]
    assert {task["source_id"] for task in open_now} == {run["id"]}
    on = today(case.time_zone)
    event_record(actor=in_law.attorney, case_id=case.id, kind="denial_received", on=on)
    assert Task.objects.get(source_part="peer_to_peer").due_on == on + timedelta(days=3)
