"""One denied claim, all the way through: the same services that the API calls, a real worker and beat beside it.

What only the outside world can do (an insurer that writes, a carrier that delivers) is played with the documents in
`claimback/demo/letters`. Everything else is the product at work.
"""

from collections.abc import Callable

from claimback.demo import steps_appeal, steps_denial, steps_file
from claimback.demo.firms import DemoFirm
from claimback.demo.script import letter_inputs
from claimback.demo.stage import JourneyStopped, Stage, Step

__all__ = ["JourneyStopped", "journey"]


def journey(
    firm: DemoFirm, *, site: str, mail_page: str, token: str, progress: Callable[[str], object]
) -> list[Step]:
    """All steps in their order. Raises JourneyStopped, VisitFailed, or a service's refusal."""
    stage = Stage(firm, site, mail_page, token, progress)
    case = steps_denial.open_case(stage)
    steps_denial.check_conflicts(stage, case)
    steps_denial.start_playbook(stage, case)
    reading = steps_denial.read_letter(stage, case, "denial", letter_inputs(stage.today))
    denial = steps_denial.record_denial(stage, reading, level=0)
    steps_denial.show_docket(stage, case, denial)
    steps_denial.answer_grounds(stage, case, denial)
    steps_file.ask_for_claim_file(stage, case, denial)
    letter = steps_appeal.write_appeal(stage, case, denial)
    steps_appeal.send_appeal(stage, case, letter)
    steps_appeal.log_call(stage, case)
    steps_file.take_mail(stage, case)
    steps_denial.read_final_denial(stage, case)
    steps_file.lock_record(stage, case)
    reminder_of = steps_appeal.urgent_client(stage)
    steps_appeal.export_chronology(stage, case)
    steps_appeal.wait_for_mail(stage, reminder_of)
    steps_appeal.look_around(stage, case)
    return stage.steps
