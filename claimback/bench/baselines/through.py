"""Files through the application, as a plain project takes them: the body of a PUT goes on to the store by boto3."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from botocore.config import Config

_store = boto3.client(
    "s3",
    endpoint_url=os.environ["S3_ENDPOINT_URL"],
    aws_access_key_id=os.environ["S3_ACCESS_KEY_ID"],
    aws_secret_access_key=os.environ["S3_SECRET_ACCESS_KEY"],
    region_name=os.environ["S3_REGION"],
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """204 once the store has it."""
    if environ["REQUEST_METHOD"] == "PUT":
        _store.upload_fileobj(environ["wsgi.input"], os.environ["S3_BUCKET"], environ["PATH_INFO"].strip("/"))
    start_response("204 No Content", [])
    return []
