"""The pages of an admin list. A long list is counted to a bound, and beyond it goes on page by page."""

from __future__ import annotations

from functools import cached_property
from math import ceil
from typing import Any, ClassVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet

from claimback.kernel.counts import UpTo


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most `most` rows. Of a longer list it knows the pages up to there, and the one after that it shows."""

    object_list: QuerySet[Any]
    most: ClassVar[int] = 1000
    _shown: int | None = None

    @cached_property
    def count(self) -> UpTo:
        """How many rows there are, or that there are more. Read in the list's own order, which an index has."""
        return UpTo(self.object_list[: self.most + 1].count(), self.most)

    @property
    def num_pages(self) -> int:
        """How many pages are known."""
        return max(ceil(self.count / self.per_page), 1, self._shown or 0)

    def validate_number(self, number: int | str | float) -> int:
        """A page that there is or, of a long list, that there may be. Raises InvalidPage."""
        return int(number) if self.count.more and int(number) > 0 else super().validate_number(number)

    def page(self, number: int | str) -> Page[Any]:
        """One page. Of a long list it reads a row more, to learn whether it goes on. Raises InvalidPage."""
        if not self.count.more:
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows:
            raise EmptyPage(self.error_messages["no_results"])
        self._shown = number + (len(rows) > self.per_page)
        return Page(rows[: self.per_page], number, self)
