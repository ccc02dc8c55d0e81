"""How far a share among few may be from the share among many. Pure.

E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
Statistical Association 22 (1927), 209-212: the interval of a binomial share that stays inside 0 and 1, for small
numbers too.
"""

from math import sqrt
from typing import Final, NamedTuple

Z_95: Final = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution: both ends together leave out 5 %."""


class Interval(NamedTuple):
    """From `low` to `high`, both between 0 and 1."""

    low: float
    high: float


def wilson(count: int, n: int, z: float = Z_95) -> Interval | None:
    """The interval of the share `count` of `n`; None of nothing. With z the quantile, 95 % if none is given.

    p = count/n; centre (p + z²/2n) / (1 + z²/n); half its width z/(1 + z²/n) · √(p(1-p)/n + z²/4n²).
    Raises ValueError unless 0 ≤ count ≤ n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if n == 0:
        return None
    share, squared = count / n, z * z
    scale = 1 + squared / n
    centre = (share + squared / (2 * n)) / scale
    half = z / scale * sqrt(share * (1 - share) / n + squared / (4 * n * n))
    # At the ends the exact value is 0 or 1, and floating point misses it by its last digit.
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == n else min(1.0, centre + half)
    return Interval(low, high)
