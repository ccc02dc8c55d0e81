"""An assistant behind the interface that OpenAI made common: a server of one's own, or somebody's service."""

from typing import Any

import orjson
import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from claimback.kernel.networks import OWN_NETWORKS
from claimback.kernel.outgoing import SIZE_LIMIT, guarded_session
from letters.assistant.interface import AssistantUnavailable, Prompt


class OpenAiServer:
    """An OpenAI-compatible server, such as `http://127.0.0.1:8080/v1`."""

    def __init__(self, url: str, model: str, *, api_key: str = "", timeout: float = 60) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout

    def propose(self, prompt: Prompt) -> str:
        """The answer's text. Raises AssistantUnavailable."""
        return _text(self._post(self._request(prompt)))

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        return {
            "model": self._model,
            "temperature": 0,
            "max_tokens": prompt.answer_tokens,
            "messages": [
                {"role": "system", "content": prompt.task},
                {"role": "user", "content": prompt.material},
            ],
        }

    def _post(self, request: dict[str, Any]) -> bytes:
        try:
            with (
                guarded_session(OWN_NETWORKS) as session,
                session.post(
                    self._url,
                    json=request,
                    headers=self._headers,
                    timeout=self._timeout,
                    stream=True,
                    allow_redirects=False,
                ) as answer,
            ):
                if answer.status_code != requests.codes.ok:
                    raise AssistantUnavailable("failed")
                body: bytes = answer.raw.read(SIZE_LIMIT + 1, decode_content=True)
        except (requests.Timeout, ReadTimeoutError):
            raise AssistantUnavailable("timeout") from None
        except (requests.RequestException, HTTPError, OSError):
            raise AssistantUnavailable("unreachable") from None
        if len(body) > SIZE_LIMIT:
            raise AssistantUnavailable("unintelligible")
        return body


def _text(body: bytes) -> str:
    try:
        said = orjson.loads(body)
    except ValueError:
        raise AssistantUnavailable("unintelligible") from None
    match said:
        case {"choices": [{"finish_reason": "content_filter"}, *_]}:
            raise AssistantUnavailable("refused")
        case {"choices": [{"message": {"content": str(text)}}, *_]}:
            return text
        case {"choices": [{"message": {"refusal": str()}}, *_]}:
            raise AssistantUnavailable("refused")
    raise AssistantUnavailable("unintelligible")
