"""The hash by which a file is known."""

from __future__ import annotations

import hashlib


def sha256_of(data: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
