"""Counts that stop at a bound: nobody needs to know how many more there are, and to find out takes the longer."""

from typing import Self


class UpTo(int):
    """How many rows there are, exactly up to `most`; whatever is above says that there are more. Pure."""

    most: int

    def __new__(cls, n: int, most: int) -> Self:
        """`n` of them were found; who counts looks for one more than `most`."""
        made = super().__new__(cls, n)
        made.most = most
        return made

    @property
    def more(self) -> bool:
        """Whether it was counted no further."""
        return self > self.most

    def __str__(self) -> str:
        return f"{self.most:,}+" if self.more else f"{int(self):,}"
