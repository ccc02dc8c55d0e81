"""The S3 server as the application uses it: signed forms and links that hold what they say."""

import base64
import hashlib
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from botocore.compat import get_current_datetime
from botocore.exceptions import ClientError

from claimback.embedded.s3 import BUCKET
from claimback.embedded.servers import Servers
from claimback.kernel.ids import new_id

PDF = b"%PDF-1.7 a letter"


def send_form(form: dict, content: bytes, **changes: str) -> int:
    """POST a signed form as a browser does, with some of its fields changed; the status of the answer."""
    boundary = new_id().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (form["fields"] | changes).items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'.encode()
    request = urllib.request.Request(
        form["url"],
        data=b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()]),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    return status_of(request)


def status_of(request: urllib.request.Request | str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def signed_form(servers: Servers, key: str, *, seconds: int = 60) -> dict:
    return servers.s3.client().generate_presigned_post(
        BUCKET,
        key,
        Fields={"Content-Type": "application/pdf"},
        Conditions=[["content-length-range", 1, 1000], {"Content-Type": "application/pdf"}],
        ExpiresIn=seconds,
    )


def exists(servers: Servers, key: str) -> bool:
    try:
        servers.s3.client().head_object(Bucket=BUCKET, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        return False
    return True


def test_signed_form_takes_the_file_it_was_signed_for(servers: Servers):
    assert send_form(signed_form(servers, "quarantine/taken"), PDF) == 204
    answer = servers.s3.client().get_object(Bucket=BUCKET, Key="quarantine/taken")
    assert (answer["Body"].read(), answer["ContentType"]) == (PDF, "application/pdf")


@pytest.mark.parametrize(
    ("name", "content", "changes"),
    [
        ("too large", b"x" * 1001, {}),
        ("empty", b"", {}),
        ("another key", PDF, {"key": "quarantine/elsewhere"}),
        ("another type", PDF, {"Content-Type": "text/html"}),
        ("a wrong signature", PDF, {"x-amz-signature": "0" * 64}),
    ],
)
def test_signed_form_refuses(servers: Servers, name: str, content: bytes, changes: dict[str, str]):
    key = f"quarantine/refused {name}"
    assert send_form(signed_form(servers, key), content, **changes) in (400, 403)
    assert not exists(servers, key)
    assert not exists(servers, "quarantine/elsewhere")


def test_expired_form_is_refused(servers: Servers):
    assert send_form(signed_form(servers, "quarantine/late", seconds=-1), PDF) in (400, 403)
    assert not exists(servers, "quarantine/late")


def test_signed_link_reads_one_object_and_no_other(servers: Servers):
    client = servers.s3.client()
    for key in ("links/one", "links/two"):
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    link = client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "links/one"}, ExpiresIn=60)
    assert status_of(link) == 200
    assert status_of(link.replace("links/one", "links/two")) == 403
    assert status_of(link.partition("?")[0]) == 403


def test_expired_link_is_refused(servers: Servers, monkeypatch: pytest.MonkeyPatch):
    client = servers.s3.client()
    client.put_object(Bucket=BUCKET, Key="links/late", Body=PDF)
    now = get_current_datetime()
    for age, status in ((59, 200), (61, 403)):
        monkeypatch.setattr(
            "botocore.auth.get_current_datetime", lambda age=age: now - timedelta(seconds=age)
        )
        link = client.generate_presigned_url(
            "get_object", {"Bucket": BUCKET, "Key": "links/late"}, ExpiresIn=60
        )
        assert status_of(link) == status


def test_field_that_was_not_signed_opens_the_file_to_nobody(servers: Servers):
    """This server takes the field, where Amazon's refuses the form; what counts is that it has no effect."""
    send_form(signed_form(servers, "quarantine/open"), PDF, acl="public-read")
    assert status_of(f"{servers.s3.url}/{BUCKET}/quarantine/open") == 403


def test_checksum_is_checked_and_kept(servers: Servers):
    client = servers.s3.client()
    wrong = hashlib.sha256(b"another").digest()
    with pytest.raises(ClientError):
        client.put_object(
            Bucket=BUCKET, Key="sums/wrong", Body=PDF, ChecksumSHA256=base64.b64encode(wrong).decode()
        )
    assert not exists(servers, "sums/wrong")
    right = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    client.put_object(Bucket=BUCKET, Key="sums/right", Body=PDF, ChecksumSHA256=right)
    head = client.head_object(Bucket=BUCKET, Key="sums/right", ChecksumMode="ENABLED")
    assert head["ChecksumSHA256"] == right


def test_no_bucket_is_made_by_writing_to_it(servers: Servers):
    with pytest.raises(ClientError, match="NoSuchBucket"):
        servers.s3.client().put_object(Bucket="elsewhere", Key="a", Body=b"")


def test_strangers_are_refused(servers: Servers):
    assert status_of(f"{servers.s3.url}/{BUCKET}") == 403
    assert status_of(f"{servers.s3.url}/") == 403
