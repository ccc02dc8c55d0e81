"""A small server that speaks AWS KMS's JSON protocol for Encrypt and Decrypt: the one thing that cannot run here.

Its keys are AES-256-GCM with the encryption context as associated data, as AWS describes its own.
"""

import json
import os
from base64 import b64decode, b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_ID = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


class Kms(ThreadingHTTPServer):
    """It keeps the keys by id, and what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys = {KEY_ID: AESGCM(os.urandom(32))}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Kms

    def do_POST(self) -> None:
        operation = self.headers["X-Amz-Target"].removeprefix("TrentService.")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((operation, body))
        assert "/eu-central-1/kms/aws4_request" in self.headers["Authorization"]
        status, answer = self._answer(operation, body)
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _answer(self, operation: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        cipher = self.server.keys.get(body["KeyId"])
        if cipher is None:
            return 400, {"__type": "NotFoundException", "message": "Key not found"}
        context = json.dumps(body.get("EncryptionContext", {}), sort_keys=True).encode()
        if operation == "Encrypt":
            nonce = os.urandom(12)
            blob = nonce + cipher.encrypt(nonce, b64decode(body["Plaintext"]), context)
            return 200, {"KeyId": body["KeyId"], "CiphertextBlob": b64encode(blob).decode()}
        blob = b64decode(body["CiphertextBlob"])
        try:
            plain = cipher.decrypt(blob[:12], blob[12:], context)
        except InvalidTag:
            return 400, {"__type": "InvalidCiphertextException"}
        return 200, {"KeyId": body["KeyId"], "Plaintext": b64encode(plain).decode()}

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
