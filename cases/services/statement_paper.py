"""Filing the paper of a statement with its case, as it was approved."""

from collections.abc import Sequence
from datetime import date

from cases.models import Case, Document, Statement, StatementLine
from cases.services.documents import file_place
from cases.settlement.statement import FEE, GROUPS
from cases.settlement_paper import PaperLine, StatementPaper, render_statement
from claimback.kernel.errors import Conflict
from claimback.kernel.money import money
from claimback.storage.services import file_keep
from claimback.tenancy.member import Member
from claimback.tenancy.models import Licence
from claimback.tenancy.selectors import member_get
from claimback.typesetting.engine import RenderError


def statement_file(
    *,
    actor: Member,
    case: Case,
    statement: Statement,
    lines: Sequence[StatementLine],
    licence: Licence,
    on: date,
) -> Document:
    """The paper, kept and put on the case. The caller has asked for a capability. Raises Conflict (`not_printable`)."""
    paper = StatementPaper(
        firm=actor.firm_name,
        number=statement.number,
        client=case.client.name,
        case=f"{case.number} {case.title}",
        claim=case.claim_number,
        insurer=case.insurer.name,
        loss=case.loss_date,
        dated=on,
        approved=f"{member_get(actor.member_id).user.name}, {licence.get_kind_display()} {licence}",
        language=statement.language,
        lines=[
            PaperLine(
                line.group,
                line.label,
                actor.firm_name if line.group == FEE else line.payee,
                money(line.amount, case.currency),
            )
            for line in lines
        ],
        sums={group: money(getattr(statement, group), case.currency) for group in GROUPS},
        working=[(step["step"], step["result"], step["why"]) for step in statement.fee_working],
    )
    try:
        pdf = render_statement(paper)
    except RenderError as error:
        raise Conflict(str(error), code="not_printable") from error
    title = f"Settlement statement {statement.number}"
    file = file_keep(actor=actor, name=f"{title}.pdf", data=pdf, media_type="application/pdf")
    return file_place(case_id=case.id, file=file, title=title, kind="other", dated_on=on, source="us")
