"""For processes under libfaketime, first on their path: it answers Python's own `sleep` with EINVAL.

That sleeps until a moment of the monotonic clock, which libfaketime leaves alone and yet takes for a faked one.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select((), (), (), seconds)


time.sleep = _sleep  # type: ignore[assignment]
