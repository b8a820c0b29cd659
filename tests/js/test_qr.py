"""QR codes of the page, module by module, against what segno 1.6.6 made of the same texts with the same masks.

The texts fill their code: where there is room left, segno pads with a byte more than the standard has.
"""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Final

from tests.js.node import NODE

ADAPTER: Final = Path(__file__).parent / "adapters" / "qr.mjs"
# Bytes a code of each version holds with the lowest correction (ISO/IEC 18004, table 7).
FULL: Final = (
    17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091,
    1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
)  # fmt: skip

DIGESTS: Final = """
10a21659 26377489 ab1866e8 39681a5e 9675b4d1 30321141 4d93e17c 0aa73a32 3a29eb81 68c76c08
8b13987d c59a9847 486770eb 43cbaa2c 019ecc54 6494bc14 0fbcee3c 914bfbde 71b5d074 a5f1b994
9e36bf7f 929f870b 286623a4 33dfc4d7 e5c45a16 a3a53de7 e3d255f5 cc55af31 fad5fdea 91bbcad7
a357852c b547ac06 ad96ab92 f8da5082 43e0be5a efaaab53 318e3b35 23239967 381c6fbb 87485f30
"""


def codes(given: list[tuple[str, int | None]]) -> list[list[str] | None]:
    done = subprocess.run(
        [str(NODE), str(ADAPTER)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found: list[list[str] | None] = json.loads(done.stdout)
    return found


def digest(rows: list[str] | None) -> str:
    return hashlib.sha256("".join(rows or []).encode()).hexdigest()[:8]


def test_every_version_and_every_mask() -> None:
    made = codes([(("navette-" * 400)[:length], version % 8) for version, length in enumerate(FULL)])
    assert [len(one or "") for one in made] == [21 + 4 * version for version in range(40)]
    assert [digest(one) for one in made] == DIGESTS.split()


def test_without_a_mask_one_of_the_eight_is_taken() -> None:
    text = "https://navette.example/rejoindre"
    chosen, *all_of_them = codes([(text, None), *((text, mask) for mask in range(8))])
    assert all_of_them.count(chosen) == 1


def test_what_no_code_holds() -> None:
    assert codes([("é" * 1477, None)]) == [None]
