"""What the law's engine says of a case, as a page shows it.

Its sentences are law, kept and printed as they were made: English in every language (decisions/0028). The reader's are
the days in them.
"""

from claimback.kernel.said import days_said
from deadlines.law.words import told_in_words


def told(text: str) -> str:
    """A step of a working or a rung of the ladder, without the codes that programs read in it."""
    return days_said(told_in_words(text))
