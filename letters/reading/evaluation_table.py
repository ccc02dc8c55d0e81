"""An evaluation in print: plain tables for people, and plain data for `--json`."""

from collections.abc import Iterator, Mapping
from typing import Any

from letters.reading.evaluate import NOTHING, TOLD, Count, Evaluation, Tally, calibration

_DIGITS = 3


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """All that was measured, shares rounded to three digits, ready for `json.dumps`."""
    return {
        "letters": evaluation.letters,
        "letters_per_second": round(evaluation.letters_per_second, 1),
        "grounds": _tally(evaluation.grounds),
        "grounds_of_hard_letters": _tally(evaluation.hard),
        "by_code": {code: _tally(tally) for code, tally in sorted(evaluation.by_code.items())},
        "confusion": [
            {"missed": missed, "invented": invented, "letters": n}
            for (missed, invented), n in evaluation.confusion.most_common()
        ],
        "ground_quotes": _count(evaluation.quotes),
        "spans_verbatim": _count(evaluation.spans),
        "nothing_denied_and_no_ground": _count(evaluation.no_denial),
        "appeal_period": _count(evaluation.appeal),
        "values": {name: _count(count) for name, count in evaluation.values.items()},
        "sets": {name: _tally(tally) for name, tally in evaluation.tallies.items()},
        "calibration": {what: _calibration(pairs) for what, pairs in evaluation.confidences.items()},
        "mistakes": evaluation.mistakes,
    }


def evaluation_text(name: str, evaluation: Evaluation, *, mistakes: bool = False) -> str:
    """The tables of one family, with every single mistake below them if asked for."""
    lines = [*_head(name, evaluation), *_codes(evaluation), *_confusion(evaluation), *_rest(evaluation)]
    for what, pairs in evaluation.confidences.items():
        rows, brier, error = calibration(pairs)
        lines += ["", f"confidence of {what}: Brier {brier:.3f}, calibration error {error:.3f}"]
        lines += [f"  about {row.confidence:.2f}: right {row.right:.2f} ({row.n})" for row in rows]
    if mistakes:
        lines += ["", "mistakes", *(f"  {mistake}" for mistake in evaluation.mistakes)]
    return "\n".join(lines)


def _head(name: str, evaluation: Evaluation) -> Iterator[str]:
    speed = f", {evaluation.letters_per_second:.0f} letters a second" if evaluation.seconds else ""
    yield f"{name}: {evaluation.letters} letters{speed}"
    yield f"  {'grounds':28} {_said(evaluation.grounds)}"
    if evaluation.hard.right + evaluation.hard.missed:
        yield f"  {'grounds of hard letters':28} {_said(evaluation.hard)}"
    for label, count in (
        ("ground's quote to the point", evaluation.quotes),
        ("quotes verbatim", evaluation.spans),
        ("nothing denied, no ground", evaluation.no_denial),
        ("appeal period exact", evaluation.appeal),
        *(
            (name, evaluation.values[name])
            for name in sorted(evaluation.values)
            if _tells_more(evaluation, name)
        ),
    ):
        yield f"  {label:28} {count.share:.3f} ({count.right} of {count.of})"


def _tells_more(evaluation: Evaluation, name: str) -> bool:
    """Whether a row is not its field's own row over again, because every letter tells it."""
    return (
        not name.endswith(TOLD) or evaluation.values[name].of != evaluation.values[name.removesuffix(TOLD)].of
    )


def _codes(evaluation: Evaluation) -> Iterator[str]:
    yield ""
    yield f"  {'ground':32}{'labelled':>9}{'right':>7}{'missed':>8}{'invented':>10}{'F1':>7}"
    for code, tally in sorted(evaluation.by_code.items()):
        labelled = tally.right + tally.missed
        yield (
            f"  {code:32}{labelled:>9}{tally.right:>7}{tally.missed:>8}{tally.invented:>10}{tally.f1:>7.2f}"
        )


def _confusion(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.confusion:
        yield ""
        yield f"  {'missed':32} × invented"
        for (missed, invented), n in evaluation.confusion.most_common():
            yield f"  {missed if missed != NOTHING else '-':32} × {invented if invented != NOTHING else '-'}: {n}"


def _rest(evaluation: Evaluation) -> Iterator[str]:
    yield ""
    for name, tally in evaluation.tallies.items():
        yield f"  {name:28} {_said(tally)}"


def _said(tally: Tally) -> str:
    return (
        f"F1 {tally.f1:.3f}  precision {tally.precision:.3f}  recall {tally.recall:.3f}  "
        f"({tally.right} right, {tally.missed} missed, {tally.invented} invented)"
    )


def _tally(tally: Tally) -> Mapping[str, float | int]:
    return {
        "f1": round(tally.f1, _DIGITS),
        "precision": round(tally.precision, _DIGITS),
        "recall": round(tally.recall, _DIGITS),
        "right": tally.right,
        "missed": tally.missed,
        "invented": tally.invented,
    }


def _count(count: Count) -> Mapping[str, float | int]:
    return {"share": round(count.share, _DIGITS), "right": count.right, "of": count.of}


def _calibration(pairs: list[tuple[float, bool]]) -> Mapping[str, Any]:
    rows, brier, error = calibration(pairs)
    return {
        "brier": round(brier, _DIGITS),
        "expected_error": round(error, _DIGITS),
        "bins": [
            {"n": row.n, "confidence": round(row.confidence, _DIGITS), "right": round(row.right, _DIGITS)}
            for row in rows
        ],
    }
