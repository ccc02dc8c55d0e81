"""The door at which vendors tell what became of letters. Off for a vendor whose signature can't be checked.

Nothing is read of a body that is not signed, and an event is kept once. What is of no letter of ours is taken and
passed over, so that the vendor does not tell it for ever.
"""

import logging
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from claimback.kernel.clock import now
from letters.dispatch.chosen import tellers
from letters.dispatch.interface import Forged, Unreadable
from letters.services.carriers import vendor_told

BODY_LIMIT: Final = 256 * 1024

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def vendor_events(request: HttpRequest, vendor: str) -> HttpResponse:
    """What a vendor tells: 200 once it is dealt with, and an error where the vendor is to tell it again."""
    teller = tellers().get(vendor)
    if teller is None:
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > BODY_LIMIT:
        return HttpResponse(status=413)
    try:
        found = teller.told(request.headers, request.body, now())
    except Forged:
        return HttpResponse(status=401)
    except Unreadable:
        log.warning("A vendor's news could not be read.", extra={"facts": {"vendor": vendor}})
        return HttpResponse(status=400)
    for told in found:
        vendor_told(vendor=vendor, told=told)
    return HttpResponse()
