"""How Feishu seals what it pushes: AES-256-CBC under the Encrypt Key, a plain hash beside it."""

import base64
import hashlib
import secrets

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad, unpad

_BLOCK = 16


def encrypt(text: str, encrypt_key: str) -> str:
    """base64 of a random IV and the padded text; the AES key is the SHA-256 of the Encrypt Key."""
    start = secrets.token_bytes(_BLOCK)
    cipher = AES.new(_key(encrypt_key), AES.MODE_CBC, start)
    sealed = cipher.encrypt(pad(text.encode(), _BLOCK))
    return base64.b64encode(start + sealed).decode()


def decrypt(sealed: str, encrypt_key: str) -> str:
    raw = base64.b64decode(sealed)
    cipher = AES.new(_key(encrypt_key), AES.MODE_CBC, raw[:_BLOCK])
    return unpad(cipher.decrypt(raw[_BLOCK:]), _BLOCK).decode()


def _key(encrypt_key: str) -> bytes:
    return hashlib.sha256(encrypt_key.encode()).digest()


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """X-Lark-Signature: a SHA-256 over everything in a row, not an HMAC."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()
