"""The journey's first half: the case, the denial read and recorded, its docket, the answer to each ground."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cases.conflicts import hits_seen
from cases.models import Case, ConflictCheck, Denial, Evidence
from cases.selectors import ground_list, task_list
from cases.services.cases import case_move, case_open
from cases.services.clients import client_add
from cases.services.conflicts import conflict_check_run, conflict_clear
from cases.services.evidence import evidence_add, evidence_put
from cases.services.insurers import insurer_add, insurer_address_add
from cases.services.parties import party_add
from cases.services.playbooks import playbook_start
from cases.services.policies import policy_add, provision_add
from cases.services.rebuttals import rebuttal_answer, rebuttal_write
from claimback.demo.letters.build import letter_path
from claimback.demo.script import (
    ADMINISTRATOR,
    APPEALS_ADDRESS,
    ARGUMENTS,
    CASE,
    CLIENT,
    EVIDENCE,
    PLAN,
    POLICY,
    PROVISIONS,
    SURGEON,
    TITLES,
    letter_bytes,
    letter_inputs,
)
from claimback.demo.stage import JourneyStopped, Stage, deadline_line, live_rows, short
from letters.models import Reading
from letters.selectors import reading_list
from letters.services.readings import reading_confirm, reading_request
from letters.states import UNDER_WAY


def open_case(stage: Stage) -> Case:
    """The client, the plan with its administrator and provisions, the case, its parties."""
    actor = stage.staff
    with stage.step("A client comes with a denied claim; a case is opened", actor) as made:
        client = client_add(actor=actor, **CLIENT)
        plan = insurer_add(actor=actor, **PLAN)
        administrator = insurer_add(actor=actor, **ADMINISTRATOR)
        insurer_address_add(actor=actor, insurer_id=administrator.id, **APPEALS_ADDRESS)
        policy = policy_add(
            actor=actor, client_id=client.id, insurer_id=plan.id, administrator_id=administrator.id, **POLICY
        )
        for label, kind, quote, page in PROVISIONS:
            provision_add(actor=actor, policy_id=policy.id, label=label, kind=kind, quote=quote, page=page)
        case = case_open(
            actor=actor,
            client_id=client.id,
            insurer_id=administrator.id,
            policy_id=policy.id,
            lead_id=stage.attorney.member_id,
            **CASE,
        )
        party_add(actor=actor, case_id=case.id, **SURGEON)
        made.made = [
            f"case {case.number}: {case.title}",
            f"client {client.name}; {policy.name} ({policy.plan_type})",
        ]
        made.link = stage.link("cases/case", case.id)
        made.ids = {"client": str(client.id), "case": str(case.id), "policy": str(policy.id)}
    return case


def check_conflicts(stage: Stage, case: Case) -> None:
    """Everybody on the case against all that the firm knows; then the case leaves intake."""
    with stage.step(
        "Everybody on the case is held against all names that the firm knows", stage.staff
    ) as made:
        check = leave_intake(stage, case)
        made.made = [
            f"{len(check.inputs)} names compared with {check.corpus_size}: {check.state}. {check.reason}",
            *(f"{hit.subject_name} and {hit.name}: {hit.why}" for hit in hits_seen(check.id).hits),
        ]
        made.link = stage.link("cases/conflictcheck", check.id)
        made.ids = {"conflict_check": str(check.id)}


def leave_intake(stage: Stage, case: Case) -> ConflictCheck:
    """Check the case for conflicts, and open it. Where the journey was played before, its people are known."""
    check = conflict_check_run(actor=stage.staff, case_id=case.id)
    if check.state == "undecided":
        reason = "The same people as before: this journey was played here already."
        check = conflict_clear(actor=stage.attorney, check_id=check.id, version=None, reason=reason)
    case_move(actor=stage.staff, case_id=case.id, version=None, to="open")
    return check


def start_playbook(stage: Stage, case: Case) -> None:
    """The usual steps of such a case as tasks; those that wait for something open when it happens."""
    actor = stage.staff
    with stage.step("A playbook opens the usual steps as tasks", actor) as made:
        run = playbook_start(
            actor=actor, case_id=case.id, playbook="health_denial", team={actor.role: actor.member_id}
        )
        steps = task_list().filter(case_id=case.id).order_by("due_on", "id")
        made.made = [
            f"“{run.title}”, version {run.playbook_version}",
            *(f"due {task.due_on}: {task.title}" for task in steps if task.state == "open"),
            f"{sum(task.state == 'waiting' for task in steps)} more wait for others, or for what has yet to happen",
        ]
        made.link = stage.link("cases/playbookrun", run.id)
        made.ids = {"playbook_run": str(run.id)}


def read_letter(stage: Stage, case: Case, name: str, inputs: dict[str, str]) -> Reading:
    """Upload a letter and have it read: from the insurer's bytes to findings with their places."""
    data = letter_bytes(name, inputs)
    title = TITLES[name]
    made = stage.told(f"{title} is uploaded to S3 by a signed form, and read word for word by the worker")
    document = stage.upload(case, f"{name}.pdf", data, title=title, kind="denial_letter")
    with stage.scope(stage.staff):
        asked = reading_request(actor=stage.staff, document_id=document.id)
    reading = stage.wait("the worker to read the letter", lambda: _read(asked.id))
    if reading.findings is None:
        raise JourneyStopped(f"The letter could not be read: {reading.refusal}")
    findings: dict[str, Any] = reading.findings
    made.made = [
        f"{len(data):,} bytes, {findings['pages']} pages",
        *(f"ground {g['code']}, page {g['page']}: “{short(g['quote'])}”" for g in findings["grounds"]),
        *(f"right: {r['kind']}, page {r['page']}" for r in findings["rights"]),
        *(f"notice lacks: {d['requirement']} ({d['citation']})" for d in findings["notice_defects"]),
    ]
    made.link = stage.link("letters/reading", reading.id)
    made.ids = {"document": str(document.id), "file": str(document.file_id), "reading": str(reading.id)}
    return reading


def record_denial(stage: Stage, reading: Reading, *, level: int) -> Denial:
    """Confirm what was found, and record the denial with its grounds."""
    findings: dict[str, Any] = reading.findings or {}
    final = level > 0
    with stage.step(
        "A paralegal confirms the findings; the denial is recorded with its grounds", stage.staff
    ) as made:
        letter_date = date.fromisoformat(findings["letter_date"]["value"])
        confirmed = {
            "decision": findings["decision"]["value"],
            "letter_date": letter_date,
            "received_on": letter_date if final else letter_date + timedelta(days=3),
            "received_proof": "delivered",
            "level": level,
            "is_final": final,
            "reviewer": (findings["reviewer"] or {}).get("value", ""),
            "grounds": [_confirmed(ground, findings) for ground in findings["grounds"]],
        }
        denial: Denial | None = reading_confirm(
            actor=stage.staff, reading_id=reading.id, version=reading.version, confirmed=confirmed
        ).denial
        if denial is None:
            raise JourneyStopped("The confirmed reading gave no denial.")
        made.made = [f"{denial.decision}, letter of {denial.letter_date}, received {denial.received_on}"]
        made.link = stage.link("cases/denial", denial.id)
        made.ids = {"denial": str(denial.id)}
    return denial


def show_docket(stage: Stage, case: Case, denial: Denial) -> None:
    """What the denial opened, with the working of our appeal's deadline."""
    with stage.step("The docket opened its deadlines, each with its working", stage.attorney) as made:
        rows = [row for row in live_rows(case) if row.due_on or row.due_at]
        ours = next((row for row in rows if "first-appeal" in row.rule), None)
        if ours is None:
            raise JourneyStopped("The denial opened no deadline for the appeal.")
        made.made = [deadline_line(row) for row in rows]
        made.made += [f"  {part['step']}: {part['result']} — {part['why']}" for part in ours.working]
        made.link = stage.link("deadlines/deadline", ours.id)
        made.ids = {"deadline": str(ours.id), "denial": str(denial.id)}


def answer_grounds(stage: Stage, case: Case, denial: Denial) -> None:
    """Evidence is uploaded and put against each ground, with our argument and authority."""
    exhibits: list[Evidence] = []
    for name, title, kind, proves in EVIDENCE:
        document = stage.upload(case, f"{name}.pdf", letter_path(name).read_bytes(), title=title, kind=kind)
        with stage.scope(stage.staff):
            exhibits.append(
                evidence_add(actor=stage.staff, case_id=case.id, document_id=document.id, proves=proves)
            )
    with stage.step("Evidence is put against each ground, with argument and authority", stage.staff) as made:
        for ground in ground_list().filter(denial_id=denial.id).order_by("number"):
            argument, authorities = ARGUMENTS[ground.code]
            for exhibit in exhibits:
                evidence_put(actor=stage.staff, ground_id=ground.id, evidence_id=exhibit.id)
            rebuttal_write(
                actor=stage.staff,
                ground_id=ground.id,
                version=None,
                argument=argument,
                authorities=authorities,
            )
            rebuttal_answer(actor=stage.staff, ground_id=ground.id, version=None)
            made.made.append(
                f"ground {ground.number} ({ground.code}): answered with {len(exhibits)} exhibits"
            )
        made.link = stage.link("cases/denial", denial.id)
        made.ids = {f"exhibit_{item.exhibit_number}": str(item.id) for item in exhibits}


def read_final_denial(stage: Stage, case: Case) -> None:
    """The plan upholds its decision: four months for external review."""
    day = stage.today.isoformat()
    first = letter_inputs(stage.today)["letter_date"]
    inputs = {"letter_date": day, "denial_date": first, "appeal_received": day}
    denial = record_denial(stage, read_letter(stage, case, "final_denial", inputs), level=1)
    with stage.step("The final denial opened the time for external review", stage.attorney) as made:
        rows = live_rows(case).filter(trigger="final_denial_received", due_on__isnull=False)
        review = next((row for row in rows if "external-review" in row.rule), None)
        if review is None:
            raise JourneyStopped("The final denial opened no deadline for external review.")
        made.made = [deadline_line(row) for row in rows]
        made.link = stage.link("deadlines/deadline", review.id)
        made.ids = {"deadline": str(review.id), "denial": str(denial.id)}


def _read(reading_id: UUID) -> Reading | None:
    return reading_list().filter(id=reading_id).exclude(state__in=UNDER_WAY).first()


def _confirmed(ground: dict[str, Any], findings: dict[str, Any]) -> dict[str, Any]:
    """A ground as the paralegal confirms it: what was found, with the evidence that the letter says it used."""
    return {
        "code": ground["code"],
        "quote": ground["quote"],
        "page": ground["page"],
        "start": ground["start"],
        "end": ground["end"],
        "clauses": [clause["quote"] for clause in ground["clauses"]],
        "criteria": [criterion["quote"] for criterion in ground["criteria"]],
        "insurer_evidence": [item["quote"] for item in findings["evidence_relied_on"]],
    }
