"""Help beside a word of a page: a disclosure that a key opens, with what the word means and the law behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _


def help_on(name: Any, means: Any, *, law: Sequence[Any] = (), links: Sequence[tuple[Any, str]] = ()) -> Any:
    """A question mark that opens to the meaning, the lines of the law, and links to more. All of it is escaped."""
    return format_html(
        '<details class="cb-help"><summary aria-label="{}"><span aria-hidden="true">?</span></summary>'
        '<div role="note"><b>{}</b> {}{}{}</div></details>',
        _("What “%(name)s” means") % {"name": name},
        name,
        means,
        format_html_join("", '<span class="cb-cite">{}</span>', ((line,) for line in law if line)),
        format_html_join(
            "",
            '<a class="cb-link" href="{}" target="_blank" rel="noopener">{}</a>',
            ((address, text) for text, address in links if address),
        ),
    )
