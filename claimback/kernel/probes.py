"""The paths that machines ask for all day, from inside: whether the process lives, serves, works, and its numbers."""

from typing import Final

PROBES: Final = frozenset({"livez", "readyz", "healthz", "metrics"})
"""They are counted, have a line in the log only when they fail, and are answered over plain HTTP too."""
