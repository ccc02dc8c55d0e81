"""Loading outcomes of public record. For commands: only the owner of the tables may write them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Model

from claimback.kernel.clock import now
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from deadlines.models import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from deadlines.outcomes.california import Review
from deadlines.outcomes.sources import SOURCES, Source
from deadlines.outcomes.table import FileProblem, Row, read_rows
from deadlines.outcomes.texas import Complaint
from deadlines.vocabulary import CALIFORNIA, TEXAS

BATCH: Final = 1000
PROBLEMS_SHOWN: Final = 50
_MODELS: Final[dict[str, type[ReviewOutcome] | type[ComplaintOutcome]]] = {
    CALIFORNIA: ReviewOutcome,
    TEXAS: ComplaintOutcome,
}
_KEYS: Final = {CALIFORNIA: ("reference",), TEXAS: ("number", "respondent_code")}

Progress = Callable[[str, int], None]
"""Told what is being done and the rows done so far."""


@dataclass(slots=True)
class Loaded:
    """What a load did. `load` is None where the file brought nothing new: then nothing was written."""

    load: OutcomeLoad | None
    rows: int
    added: int
    changed: int
    repeated: int


@dataclass(slots=True)
class _Reading:
    """A file as far as it was read: what is wrong, and which rows there were."""

    source: Source
    rows: int = 0
    repeated: int = 0
    wrong: int = 0
    problems: list[FileProblem] = field(default_factory=list)
    found: dict[tuple[str, ...], tuple[int, Review | Complaint]] = field(default_factory=dict)

    def note(self, problem: FileProblem) -> None:
        """Keep a problem; of very many, the first ones and their number."""
        self.wrong += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(problem)

    def take(self, row: Row) -> None:
        """Keep what a row tells of."""
        try:
            one = self.source.read(row)
        except FileProblem as problem:
            self.note(problem)
            return
        former = self.found.setdefault(one.key, (row.line, one))
        if former[0] != row.line:
            if former[1] != one:
                said = f"{' '.join(one.key)} stands on line {former[0]} already, with other values"
                self.note(row.wrong("", said))
            self.repeated += 1


def outcomes_load(
    *,
    kind: str,
    data: bytes,
    file_name: str,
    retrieved_on: date,
    source: str = "",
    licence: str = "",
    progress: Progress = lambda *_: None,
) -> Loaded:
    """Load an official file whole: new rows are added, a corrected one takes its place. To be called inside `as_owner`.

    A file that holds nothing new changes nothing, and no load is noted. Rows that an older file had stay.
    Raises Invalid that lists the lines which can't be read, and then nothing was loaded.
    """
    if kind not in SOURCES:
        raise invalid("kind", f"Give one of {', '.join(SOURCES)}.")
    reading = _read(SOURCES[kind], data, progress)
    with transaction.atomic():
        return _written(kind, reading, data, file_name, retrieved_on, source, licence, progress)


def _read(source: Source, data: bytes, progress: Progress) -> _Reading:
    """Every row of the file. Raises Invalid for a file with any row that can't be read."""
    reading = _Reading(source)
    try:
        for row in read_rows(data, source.names, source.required):
            reading.rows += 1
            if isinstance(row, FileProblem):
                reading.note(row)
            else:
                reading.take(row)
            if not reading.rows % BATCH:
                progress("read", reading.rows)
    except FileProblem as problem:
        reading.note(problem)
    if not (reading.wrong or reading.found):
        reading.note(FileProblem(0, "", "has a heading and no rows."))
    if reading.wrong:
        more = reading.wrong - len(reading.problems)
        raise Invalid(
            f"Nothing was loaded: {reading.wrong} problem{'s' * (reading.wrong != 1)} in the file"
            f"{f', of which the first {len(reading.problems)} are listed' if more else ''}.",
            errors=[
                FieldProblem(f"/lines/{problem.line}", "invalid", str(problem))
                for problem in reading.problems
            ],
        )
    return reading


def _written(
    kind: str,
    reading: _Reading,
    data: bytes,
    file_name: str,
    retrieved_on: date,
    source: str,
    licence: str,
    progress: Progress,
) -> Loaded:
    known, found = SOURCES[kind], [one for _, one in reading.found.values()]
    years = [one.year if isinstance(one, Review) else one.received_on.year for one in found]
    load = OutcomeLoad(
        kind=kind,
        place=known.place,
        source=(source or known.publisher)[:300],
        licence=(licence or known.licence)[:300],
        retrieved_on=retrieved_on,
        file_name=file_name[:200],
        sha256=sha256(data).hexdigest(),
        rows=reading.rows,
        added=0,
        changed=0,
        repeated=reading.repeated,
        years_from=min(years),
        years_to=max(years),
        loaded_at=now(),
    )
    load.save(force_insert=True)
    for begin in range(0, len(found), BATCH):
        added, changed = _merge(kind, load, found[begin : begin + BATCH])
        load.added, load.changed = load.added + added, load.changed + changed
        progress("loaded", min(begin + BATCH, len(found)))
    done = Loaded(load, load.rows, load.added, load.changed, load.repeated)
    if load.added or load.changed:
        load.save(update_fields=["added", "changed"])
    else:
        load.delete()
        done.load = None
    return done


def _merge(kind: str, load: OutcomeLoad, batch: list[Review | Complaint]) -> tuple[int, int]:
    """Put a batch into the table. Returns how many rows were added, and how many changed."""
    model, key = _MODELS[kind], _KEYS[kind]
    first = {f"{key[0]}__in": [one.key[0] for one in batch]}
    kept = {_key(row, key): row for row in model.objects.filter(**first)}
    added: list[Any] = []
    changed: list[Any] = []
    names: Iterable[str] = ()
    for one in batch:
        values = asdict(one)
        names = values.keys()
        row = kept.get(one.key)
        if row is None:
            added.append(model(load=load, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.load = load
            changed.append(row)
    model.objects.bulk_create(added)
    if changed:
        model.objects.bulk_update(changed, ["load", *names], batch_size=200)
    return len(added), len(changed)


def _key(row: Model, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in names)
