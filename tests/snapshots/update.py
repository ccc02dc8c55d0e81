"""Make the committed files anew: `uv run python -m tests.snapshots.update`. Look at the difference, then commit it.

Servers are those of the suite: the ones that the environment names, or embedded ones.
"""

import pytest

from tests.snapshots import compare


def main() -> int:
    """Run the tests that compare, letting each write what it made. Returns pytest's exit code."""
    compare.WRITING = True
    return int(pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "-k", "committed", "tests/snapshots"]))


if __name__ == "__main__":
    raise SystemExit(main())
