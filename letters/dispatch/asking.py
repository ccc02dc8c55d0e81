"""Asking a vendor's HTTP interface once, and telling apart: it answered, it was never reached, nobody knows."""

from dataclasses import dataclass
from typing import Any, Final

import orjson
import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from claimback.kernel.networks import OWN_NETWORKS
from claimback.kernel.outgoing import SIZE_LIMIT, AddressRefused, guarded_session
from letters.dispatch.interface import HandedOver, Outcome, Refused, Unknown

CONNECT_SECONDS: Final = 10
ANSWER_SECONDS: Final = 60
_SAID_LIMIT: Final = 240


class NotReached(RuntimeError):
    """No connection stood: nothing was sent."""


class CutOff(RuntimeError):
    """The request went out, wholly or in part, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the JSON of its body; None where it is none."""

    status: int
    said: Any

    @property
    def good(self) -> bool:
        """Whether the request was done."""
        return 200 <= self.status < 300


def ask(method: str, url: str, **request: Any) -> Answer:
    """The answer to one request, never sent again by itself. Raises NotReached, CutOff."""
    try:
        with (
            guarded_session(OWN_NETWORKS) as session,
            session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                stream=True,
                allow_redirects=False,
                **request,
            ) as answer,
        ):
            body: bytes = answer.raw.read(SIZE_LIMIT, decode_content=True)
            return Answer(answer.status_code, _json(body))
    except (AddressRefused, requests.ConnectTimeout) as error:
        raise NotReached(type(error).__name__) from None
    except requests.ConnectionError as error:
        reason = error.args[0].reason if error.args and isinstance(error.args[0], MaxRetryError) else None
        if isinstance(reason, NewConnectionError | ConnectTimeoutError):
            raise NotReached(type(reason).__name__) from None
        raise CutOff(type(error).__name__) from None
    except (requests.RequestException, HTTPError, OSError) as error:
        raise CutOff(type(error).__name__) from None


def failed(vendor: str, answer: Answer) -> Refused | Unknown:
    """What an answer that is not good tells of a hand-over: a refusal, for now or for good, or nothing."""
    said = f"{vendor} answered {answer.status}: {_words(answer.said)}".rstrip(": ")[:_SAID_LIMIT]
    if answer.status == 429:
        return Refused(said, passing=True)
    return Refused(said) if 400 <= answer.status < 500 and answer.status != 408 else Unknown(said)


def taken(vendor: str, answer: Answer, handed: HandedOver | None) -> Outcome:
    """What the answer to a hand-over tells; `handed` is what was read of it, None where it is not as documented."""
    if not answer.good:
        return failed(vendor, answer)
    return handed or Unknown(f"{vendor} answered {answer.status}, and not in the form that it documents.")


def _words(said: Any) -> str:
    """The vendor's own words of what is wrong."""
    match said:
        case {"error": {"message": str(words)}}:
            return words
        case {"errors": [{"detail": str(words)}, *_]} | {"errors": [{"title": str(words)}, *_]}:
            return words
    return ""


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return None
