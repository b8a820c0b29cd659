"""Words that no screen says: those of cryptography and of its engine room, which mean nothing between two patients.

What is sealed is said sealed, as a letter is: that word is everybody's. Signing is what a person does with a pen.
"""

import re
from typing import Final

from navette.wording import Language

WORDS: Final[dict[Language, str]] = {
    "fr": r"cl(?:é|ef)s?\b|(?:dé)?chiffr(?:e[rz]|é|ement|age)|crypt|empreinte(?!s? digitale)|certificat|époque|epoch"
    r"|hash|hach[ée]|condensat|signature|jeton|graine|sel\b|nonce|enveloppe|protocole|octets?\b|algorithm|merkle|passkey"
    r"|aléa|entropie|binaire|encod|json\b|fhir\b|api\b|prf\b|webauthn|hpke|x-wing|ml-kem|ed25519|sha-?\d|aes\b",
    "en": r"keys?\b|(?:en|de)crypt|cipher|crypto|fingerprint(?! reader|, face)|certificat|epoch|hash|digest|checksum"
    r"|signature|token|seed|salt|nonce|envelope|protocol|bytes?\b|algorithm|merkle|passkey|entropy|binary|encod"
    r"|json\b|fhir\b|api\b|prf\b|webauthn|hpke|x-wing|ml-kem|ed25519|sha-?\d|aes\b",
}
# The same letters, for something else: what one types on, the two last digits of an INS number.
ELSEWHERE: Final = re.compile(r"Keys: j|key included|with its key|clé comprise", re.I)
_FOUND: Final = {lang: re.compile(rf"(?<![\w-])(?:{words})", re.I) for lang, words in WORDS.items()}


def jargon(text: str, lang: Language) -> list[str]:
    """Each such word with what stands around it."""
    plain = ELSEWHERE.sub("", text)
    return [plain[max(0, one.start() - 30) : one.end() + 20] for one in _FOUND[lang].finditer(plain)]
