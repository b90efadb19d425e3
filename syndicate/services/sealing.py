"""Secrets at rest: AES-GCM with a ring of keys, bound to the row they belong to."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from syndicate.errors import Misconfigured
from syndicate.i18n import _

_NONCE_BYTES = 12
_KEY_BYTES = 32
_PURPOSE = b"syndicate channel token"


@dataclass(frozen=True)
class Sealed:
    """A secret that only the named key opens."""

    key_id: str
    data: bytes


class KeyRing:
    """Seals with the newest key, opens with any."""

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        if not secrets:
            raise Misconfigured(_("SYNDICATE_TOKEN_KEYS must name at least one key."))
        pairs = [_key(secret.get_secret_value().encode()) for secret in secrets]
        self.newest = pairs[0][0]
        """Id of the key that seals; rows with another id want to be sealed again."""
        self._keys = dict(pairs)

    def seal(self, secret: bytes, *, owner: str) -> Sealed:
        """`secret` encrypted for the row `owner`; moved to another row it does not open."""
        nonce = os.urandom(_NONCE_BYTES)
        data = nonce + self._keys[self.newest].encrypt(nonce, secret, owner.encode())
        return Sealed(self.newest, data)

    def open(self, sealed: Sealed, *, owner: str) -> bytes:
        """The secret; raises `Misconfigured` when its key is gone or the row was tampered with."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise Misconfigured(
                _(
                    "A channel's token was encrypted with the key %(key)s, which is not in "
                    "SYNDICATE_TOKEN_KEYS. Add it again, or connect the channel anew.",
                    key=sealed.key_id,
                )
            )
        nonce, data = sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:]
        try:
            return key.decrypt(nonce, data, owner.encode())
        except InvalidTag:
            raise Misconfigured(
                _("A channel's token cannot be decrypted. Connect the channel anew.")
            ) from None


def _key(secret: bytes) -> tuple[str, AESGCM]:
    key_id = hashlib.sha256(b"id:" + secret).hexdigest()[:16]
    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return key_id, AESGCM(derived.derive(secret))
