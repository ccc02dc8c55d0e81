"""Two estimates of a case side by side, with what persons said of their lines. Reading only, in four statements."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from moneyed import Money

from cases.models import Estimate, EstimateLine
from cases.selectors import one
from cases.selectors.money import estimate_line_list, estimate_list, line_pairing_list
from cases.settlement import estimates as pure
from claimback.kernel.cells import as_csv
from claimback.kernel.errors import invalid
from claimback.kernel.money import money
from claimback.kernel.spreadsheet import Cell, workbook
from claimback.tenancy.member import Member


def estimates_compare(*, actor: Member, ours_id: UUID, theirs_id: UUID) -> pure.Comparison:
    """The estimate `ours_id` against the estimate `theirs_id` of the same case.

    Raises NotFound, Invalid for two of different cases or currencies or one with itself, Forbidden.
    """
    actor.require("money.read")
    ours, theirs = one(estimate_list(), ours_id), estimate_list().filter(id=theirs_id).first()
    if theirs is None or theirs.case_id != ours.case_id:
        raise invalid(
            "theirs_id", "There is no such object, or you may not see it.", code="unknown_reference"
        )
    if ours.id == theirs.id:
        raise invalid("theirs_id", "An estimate does not differ from itself. Name another.")
    if ours.currency != theirs.currency:
        raise invalid("theirs_id", f"One is in {ours.currency}, the other in {theirs.currency}.")
    return comparison_of(ours, theirs)


def comparison_of(ours: Estimate, theirs: Estimate) -> pure.Comparison:
    """As `estimates_compare`, for two estimates of one case and a caller who has asked for a capability."""
    lines: dict[UUID, list[pure.Line]] = {ours.id: [], theirs.id: []}
    for row in estimate_line_list().filter(estimate_id__in=lines).order_by("position"):
        lines[row.estimate_id].append(line_of(row))
    said = {
        how: line_pairing_list()
        .filter(ended_at=None, how=how, ours__estimate_id=ours.id, theirs__estimate_id=theirs.id)
        .values_list("ours_id", "theirs_id")
        for how in ("paired", "apart")
    }
    return pure.compare(
        _estimate(ours, lines[ours.id]),
        _estimate(theirs, lines[theirs.id]),
        ours.currency,
        paired=list(said["paired"]),
        apart=list(said["apart"]),
    )


def line_of(row: EstimateLine) -> pure.Line:
    """A row as the pure comparison takes it."""
    amounts: Mapping[str, Money] = {
        name: money(getattr(row, name), row.currency)
        for name in ("rcv", "depreciation", "acv", "tax", "overhead_profit")
    }
    return pure.Line(
        id=row.id,
        room=row.room,
        code=row.code,
        description=row.description,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=Money(row.unit_price, row.currency),
        **amounts,
    )


def comparison_csv(compared: pure.Comparison) -> str:
    """A comparison as a table for a spreadsheet, each line once, the causes at its end. No cell is a live formula."""
    return as_csv(_header(), comparison_rows(compared))


def comparison_workbook(compared: pure.Comparison) -> bytes:
    """The same table as an Excel workbook."""
    return workbook("Comparison", [_header(), *comparison_rows(compared)])


def comparison_rows(compared: pure.Comparison) -> Iterator[list[Cell]]:
    """The rows of a comparison's table under its header: pairs, lines of one side, causes, and the whole."""
    empty: list[Cell] = [""] * len(_COLUMNS)
    for pair in compared.pairs:
        why = "; ".join(f"{pure.CAUSES[cause]} {amount.amount:.2f}" for cause, amount in pair.causes.items())
        apart: list[Cell] = [pair.rcv.amount, pair.acv.amount, why]
        yield [pair.how, pair.ours.room, *_cells(pair.ours), *_cells(pair.theirs), *apart]
    for line in compared.only_ours:
        apart = [line.rcv.amount, line.acv.amount, pure.CAUSES["only_ours"]]
        yield ["only ours", line.room, *_cells(line), *empty, *apart]
    for line in compared.only_theirs:
        apart = [-line.rcv.amount, -line.acv.amount, pure.CAUSES["only_theirs"]]
        yield ["only theirs", line.room, *empty, *_cells(line), *apart]
    for cause, amount in compared.causes.items():
        if amount.amount:
            yield ["cause", pure.CAUSES[cause], *empty, *empty, amount.amount, "", ""]
    yield ["total", "", *empty, *empty, compared.rcv.amount, compared.acv.amount, " ".join(compared.faults)]


_COLUMNS: Final = ("code", "description", "quantity", "unit", "unit price", "RCV", "depreciation", "ACV")


def _header() -> list[str]:
    sides = [f"{side} {name}" for side in ("our", "their") for name in _COLUMNS]
    return ["matched by", "room", *sides, "difference of RCV", "difference of ACV", "why"]


def _cells(line: pure.Line) -> list[Cell]:
    amounts = [line.rcv.amount, line.depreciation.amount, line.acv.amount]
    return [line.code, line.description, line.quantity, line.unit, line.unit_price.amount, *amounts]


def _estimate(row: Estimate, lines: list[pure.Line]) -> pure.Estimate:
    def stated(name: str) -> Money | None:
        amount = getattr(row, name)
        return None if amount is None else money(amount, row.currency)

    return pure.Estimate(str(row), tuple(lines), stated("stated_rcv"), stated("stated_acv"))
