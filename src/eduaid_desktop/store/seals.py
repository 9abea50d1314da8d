"""Sealing a key to somebody's public key, and deriving keys: X25519, HKDF, AES-GCM."""

import os

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eduaid_desktop.store.driver import KEY_BYTES

NONCE, PUBLIC = 12, 32
_PURPOSE = b"eduaid seal"


def derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(secret)


def seal(public: bytes, content: bytes, salt: bytes) -> bytes:
    """To a public key, for the file with this salt: the one-time public key, the nonce, the sealed content."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    mine, nonce = once.public_key().public_bytes_raw(), os.urandom(NONCE)
    key = derived(shared, mine + public, _PURPOSE)
    return mine + nonce + AESGCM(key).encrypt(nonce, content, salt)


def open_seal(private: bytes, sealed: bytes, salt: bytes) -> bytes:
    """What was sealed. Raises InvalidTag or ValueError for what was not sealed to this key and file."""
    pair = X25519PrivateKey.from_private_bytes(private)
    theirs, nonce, content = sealed[:PUBLIC], sealed[PUBLIC : PUBLIC + NONCE], sealed[PUBLIC + NONCE :]
    shared = pair.exchange(X25519PublicKey.from_public_bytes(theirs))
    key = derived(shared, theirs + pair.public_key().public_bytes_raw(), _PURPOSE)
    return AESGCM(key).decrypt(nonce, content, salt)
