"""How a share of public record is drawn: a bar with its interval, and the figures beside it."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext

from claimback.tenancy.admin_show import NOTHING
from deadlines.outcomes.selectors import Tally


def bar(tally: Tally) -> Any:
    """The bar and the figures; a dash of nothing."""
    if tally.share is None or tally.low is None or tally.high is None:
        return NOTHING
    figures = {
        "share": f"{tally.share:.0%}",
        "low": f"{tally.low:.0%}",
        "high": f"{tally.high:.0%}",
    }
    return format_html(
        '<svg class="cb-share" viewBox="0 0 100 10" width="160" height="16" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><rect width="100" height="10" fill="currentColor" opacity=".12"/>'
        '<rect width="{}" height="10" fill="currentColor" opacity=".45"/>'
        '<rect x="{}" y="4" width="{}" height="2" fill="currentColor"/></svg> {}',
        gettext("%(share)s, 95 %% interval %(low)s to %(high)s") % figures,
        f"{100 * tally.share:.1f}",
        f"{100 * tally.low:.1f}",
        f"{max(100 * (tally.high - tally.low), 0.5):.1f}",
        gettext("%(share)s (%(low)s to %(high)s)") % figures,
    )
