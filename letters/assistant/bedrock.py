"""An assistant in Amazon Bedrock, by its Converse API and the machine's own role."""

from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from letters.assistant.interface import AssistantUnavailable, Prompt

_REFUSALS: Final = ("guardrail_intervened", "content_filtered")


@cache
def bedrock_client(*, region: str, url: str, timeout: float) -> Any:
    """A client of Bedrock's runtime that asks once and waits as long as `timeout`, in seconds.

    Raises AssistantUnavailable where none can be made, as without any region.
    """
    config = Config(connect_timeout=min(timeout, 10), read_timeout=timeout, retries={"total_max_attempts": 1})
    try:
        return boto3.session.Session().client(
            "bedrock-runtime", region_name=region or None, endpoint_url=url or None, config=config
        )
    except (BotoCoreError, ValueError):
        raise AssistantUnavailable("unreachable") from None


class Bedrock:
    """A model of Amazon Bedrock, asked through a client of its runtime."""

    def __init__(self, client: Any, model: str) -> None:
        self._client = client
        self._model = model

    def propose(self, prompt: Prompt) -> str:
        """The answer's text. Raises AssistantUnavailable."""
        try:
            answer = self._client.converse(
                modelId=self._model,
                system=[{"text": prompt.task}],
                messages=[{"role": "user", "content": [{"text": prompt.material}]}],
                inferenceConfig={"maxTokens": prompt.answer_tokens, "temperature": 0},
            )
        except (ReadTimeoutError, ConnectTimeoutError):
            raise AssistantUnavailable("timeout") from None
        except ClientError as error:
            is_late = error.response["Error"]["Code"] == "ModelTimeoutException"
            raise AssistantUnavailable("timeout" if is_late else "failed") from None
        except BotoCoreError:
            raise AssistantUnavailable("unreachable") from None
        return _text(answer)


def _text(answer: dict[str, Any]) -> str:
    if answer.get("stopReason") in _REFUSALS:
        raise AssistantUnavailable("refused")
    match answer:
        case {"output": {"message": {"content": [*blocks]}}}:
            text = "".join(block["text"] for block in blocks if "text" in block)
            if text:
                return text
    raise AssistantUnavailable("unintelligible")
