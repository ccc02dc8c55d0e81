"""Files that are committed and that the suite makes anew: a difference is either a fault or to be committed too."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
UPDATE = "uv run python -m tests.snapshots.update"
WRITING = False
"""Whether a difference is written instead of refused; set by `tests.snapshots.update` alone."""


def assert_same(name: str, made: str) -> None:
    """Fail if the committed file `name` is not what was made now, naming the first line that differs."""
    path = FOLDER / name
    kept = path.read_text() if path.exists() else ""
    if kept == made:
        return
    if WRITING:
        path.write_text(made)
        return
    before, after = kept.splitlines(), made.splitlines()
    line = next((n for n, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1]), None)
    line = line or min(len(before), len(after)) + 1
    was, now = (lines[line - 1] if line <= len(lines) else "(nothing)" for lines in (before, after))
    raise AssertionError(
        f"tests/snapshots/{name} is not what the code gives now. Line {line} was\n    {was}\nand is\n    {now}\n"
        f"If that is meant, run `{UPDATE}` and commit the file."
    )
