"""HPKE over X-Wing by another hand: from FIPS 203, RFC 9180 and the X-Wing draft, with the randomness given.

The library draws its own randomness and shows only single-shot HPKE. This makes test vectors the same bytes each time
they are written, and judges the library: both must agree. For tests only: nothing here runs in constant time.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from struct import pack

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Q, N, K = 3329, 256, 3
MLKEM_PUBLIC = 1184
SUITE = b"HPKE\x64\x7a\0\1\0\2"
Poly = list[int]


def _bit_reversed(number: int) -> int:
    return int(f"{number:07b}"[::-1], 2)


ZETAS = [pow(17, _bit_reversed(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * _bit_reversed(i) + 1, Q) for i in range(128)]


def ntt(f: Poly) -> Poly:
    """FIPS 203, algorithm 9."""
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                t = ZETAS[i] * f[j + length] % Q
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
            i += 1
        length //= 2
    return f


def inverse_ntt(f: Poly) -> Poly:
    """FIPS 203, algorithm 10."""
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                t = f[j]
                f[j], f[j + length] = (t + f[j + length]) % Q, ZETAS[i] * (f[j + length] - t) % Q
            i -= 1
        length *= 2
    return [x * 3303 % Q for x in f]


def multiply(f: Poly, g: Poly) -> Poly:
    """FIPS 203, algorithms 11 and 12."""
    h = [0] * N
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h[2 * i], h[2 * i + 1] = (a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q
    return h


def add(*polys: Poly) -> Poly:
    return [sum(column) % Q for column in zip(*polys, strict=True)]


def sample_ntt(seed: bytes) -> Poly:
    """FIPS 203, algorithm 7."""
    stream, f = hashlib.shake_128(seed).digest(3 * 1024), []
    for at in range(0, len(stream), 3):
        a, b, c = stream[at : at + 3]
        f += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < Q]
    return f[:N]


def sample_cbd(stream: bytes) -> Poly:
    """FIPS 203, algorithm 8, with eta 2: 128 bytes."""
    bits = [byte >> i & 1 for byte in stream for i in range(8)]
    return [(bits[i] + bits[i + 1] - bits[i + 2] - bits[i + 3]) % Q for i in range(0, 4 * N, 4)]


def encode(f: Poly, bits: int) -> bytes:
    """FIPS 203, algorithm 5."""
    return sum(x << bits * i for i, x in enumerate(f)).to_bytes(32 * bits, "little")


def decode(data: bytes, bits: int) -> Poly:
    """FIPS 203, algorithm 6."""
    number = int.from_bytes(data, "little")
    return [number >> bits * i & (1 << bits) - 1 for i in range(N)]


def compress(f: Poly, bits: int) -> Poly:
    return [((x << bits + 1) + Q) // (2 * Q) % (1 << bits) for x in f]


def mlkem_encapsulate(public: bytes, m: bytes) -> tuple[bytes, bytes]:
    """ML-KEM-768: the shared secret and the ciphertext for 32 random bytes (FIPS 203, algorithms 14 and 17)."""
    drawn = hashlib.sha3_512(m + hashlib.sha3_256(public).digest()).digest()
    secret, r = drawn[:32], drawn[32:]
    t = [decode(public[384 * i : 384 * i + 384], 12) for i in range(K)]
    rho = public[384 * K :]
    noise: Iterator[Poly] = (sample_cbd(hashlib.shake_256(r + bytes((i,))).digest(128)) for i in range(2 * K + 1))
    y = [ntt(next(noise)) for _ in range(K)]
    u = []
    for i in range(K):
        products = [multiply(sample_ntt(rho + bytes((i, j))), y[j]) for j in range(K)]
        u.append(add(inverse_ntt(add(*products)), next(noise)))
    mu = [bit * ((Q + 1) // 2) for bit in decode(m, 1)]
    v = add(inverse_ntt(add(*(multiply(t[i], y[i]) for i in range(K)))), next(noise), mu)
    return secret, b"".join(encode(compress(f, 10), 10) for f in u) + encode(compress(v, 4), 4)


def combine(mlkem: bytes, x25519: bytes, ciphertext: bytes, public: bytes) -> bytes:
    """X-Wing's shared secret, section 5.3."""
    return hashlib.sha3_256(mlkem + x25519 + ciphertext + public + rb"\.//^" + b"\\").digest()


def encapsulate(public: bytes, seed: bytes) -> tuple[bytes, bytes]:
    """X-Wing: the shared secret and the ciphertext (1,120 bytes) for 64 random bytes."""
    ephemeral = X25519PrivateKey.from_private_bytes(seed[32:])
    mlkem_secret, mlkem_ciphertext = mlkem_encapsulate(public[:MLKEM_PUBLIC], seed[:32])
    x25519_public = public[MLKEM_PUBLIC:]
    x25519_secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(x25519_public))
    x25519_ciphertext = ephemeral.public_key().public_bytes_raw()
    secret = combine(mlkem_secret, x25519_secret, x25519_ciphertext, x25519_public)
    return secret, mlkem_ciphertext + x25519_ciphertext


def schedule(secret: bytes, info: bytes, suite: bytes) -> tuple[bytes, bytes]:
    """HPKE's key (32 bytes) and base nonce in base mode, KDF HKDF-SHA256 (RFC 9180, section 5.1)."""
    extract, expand = _labelled(suite)
    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    key = extract(secret, b"secret", b"")
    return expand(key, b"key", context, 32), expand(key, b"base_nonce", context, 12)


def seal(plain: bytes, public: bytes, info: bytes, seed: bytes) -> bytes:
    """HPKE single shot, suite 1: enc ‖ AES-256-GCM."""
    secret, enc = encapsulate(public, seed)
    key, nonce = schedule(secret, info, SUITE)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


Extract = Callable[[bytes, bytes, bytes], bytes]
Expand = Callable[[bytes, bytes, bytes, int], bytes]


def _labelled(suite: bytes) -> tuple[Extract, Expand]:
    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = pack(">H", length) + b"HPKE-v1" + suite + label + info
        return hmac.digest(key, labelled + b"\1", "sha256")[:length]

    return extract, expand
