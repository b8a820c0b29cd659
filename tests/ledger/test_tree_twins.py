"""The same trees in JavaScript: the same roots, and the same refusals of what is no proof."""

from collections.abc import Mapping
from typing import Any

from navette.core.encoding import b64
from navette.ledger.tree import (
    EMPTY_ROOT,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    root,
)
from tests.ledger import test_tree as trees
from tests.ledger.test_tree import LEAVES, NODE, OTHER, ROOTS
from tests.ledger.twins import Engines, codes, outcome, same_everywhere, spelled

SIZES = range(70)


def test_every_root(engines: Engines) -> None:
    same_everywhere(engines, "roots", (spelled(LEAVES),), [[b64(one), b64(one)] for one in ROOTS])
    same_everywhere(engines, "emptyRoot", (), b64(EMPTY_ROOT))
    for cuts in ([], [0, 5, 0, 1, 31, 32, 1], [70], [69, 1], [64, 6]):
        same_everywhere(engines, "batches", (spelled(LEAVES), cuts), [sum(cuts), b64(ROOTS[sum(cuts)])])


def test_published_trees(engines: Engines) -> None:
    data = [bytes.fromhex(entry) for entry in trees.VECTORS["entries"]]
    hashes = [leaf_hash(one) for one in data]
    known = [b64(bytes.fromhex(one)) for one in trees.VECTORS["roots"]]
    same_everywhere(engines, "leaves", (spelled(data),), spelled(hashes))
    same_everywhere(engines, "roots", (spelled(hashes),), [[one, one] for one in known])
    proved = [
        [b64(hashes[one["index"]]), one["index"], one["size"], _proof(one), known[one["size"]]]
        for one in trees.VECTORS["inclusion"]
    ]
    same_everywhere(engines, "inclusions", (proved,), [None] * len(proved))
    grown = [
        [one["old"], known[one["old"]], one["new"], known[one["new"]], _proof(one)]
        for one in trees.VECTORS["consistency"]
    ]
    same_everywhere(engines, "consistencies", (grown,), [None] * len(grown))


def _proof(case: Mapping[str, Any]) -> list[str]:
    return [b64(bytes.fromhex(one)) for one in case["proof"]]


def bent(proof: list[bytes]) -> list[list[bytes]]:
    """A proof, and what it is not: longer, shorter, altered, turned round, none."""
    cuts = [proof[:at] + proof[at + 1 :] for at in range(len(proof))]
    altered = [[*proof[:at], OTHER, *proof[at + 1 :]] for at in range(len(proof))]
    return [proof, [*proof, OTHER], [OTHER, *proof], proof[::-1], [], *cuts, *altered]


Inclusion = tuple[bytes, int, int, list[bytes], bytes]
Growth = tuple[int, bytes, int, bytes, list[bytes]]


def inclusions() -> list[Inclusion]:
    cases: list[Inclusion] = [(LEAVES[0], index, size, [], ROOTS[size]) for index in (-1, 0, 5) for size in (0, 5)]
    for size in SIZES:
        for index in range(size):
            cases.append((LEAVES[index], index, size, inclusion(index, size, NODE), ROOTS[size]))
        for index in {size // 2, size - 1} & set(range(size)):
            right = inclusion(index, size, NODE)
            cases += [(LEAVES[index], at, size, right, ROOTS[size]) for at in (0, index - 1, index + 1, size)]
            cases += [(LEAVES[index], index, other, right, ROOTS[size]) for other in (size + 1, 2 * size, 10**15 - 1)]
            cases += [(leaf, index, size, right, ROOTS[size]) for leaf in (OTHER, LEAVES[index - 1])]
            cases += [(LEAVES[index], index, size, proof, ROOTS[size]) for proof in bent(right)]
    return cases


def growths() -> list[Growth]:
    forged = trees.grow([*LEAVES[:10], OTHER, *LEAVES[11:]])
    cases: list[Growth] = [(40, ROOTS[40], 40, root(40, forged), []), (0, OTHER, 4, ROOTS[4], [])]
    for new in SIZES:
        for old in range(new + 1):
            cases.append((old, ROOTS[old], new, ROOTS[new], consistency(old, new, NODE)))
        for old in {new // 2, new - 1} & set(range(new)):
            right = consistency(old, new, NODE)
            cases += [(old, ROOTS[old], new, ROOTS[new], proof) for proof in bent(right)]
            cases += [(old, ROOTS[at], size, ROOTS[new], right) for at in (old, new) for size in (old, new, 2 * new)]
            cases += [(new, ROOTS[new], old, ROOTS[old], right), (old, OTHER, new, ROOTS[new], right)]
            if new > 10:
                lied = consistency(old, new, forged)
                cases += [(old, ROOTS[old], new, root(new, forged), proof) for proof in (lied, right)]
    return cases


def test_proofs_and_what_is_none_at_every_size(engines: Engines) -> None:
    cases = inclusions()
    expected = [outcome(check_inclusion, *case) for case in cases]
    given = [[b64(leaf), index, size, spelled(proof), b64(top)] for leaf, index, size, proof, top in cases]
    assert codes(expected) == {
        "proof-index",
        "proof-too-long",
        "not-in-the-ledger",
    }
    same_everywhere(engines, "inclusions", (given,), expected)


def test_growth_and_what_is_none_at_every_size(engines: Engines) -> None:
    cases = growths()
    expected = [outcome(check_consistency, *case) for case in cases]
    given = [[old, b64(before), new, b64(after), spelled(proof)] for old, before, new, after, proof in cases]
    assert codes(expected) == {
        "ledger-shrank",
        "two-ledgers-of-one-size",
        "consistency-proof-empty",
        "proof-too-long",
        "ledger-rewritten",
    }
    same_everywhere(engines, "consistencies", (given,), expected)


def test_ledgers_beyond_32_bits(engines: Engines) -> None:
    """A place whose number has 49 bits, with the proof that leads to the root it makes."""
    for size, index in [(2**49, 2**49 - 1), (2**49, 0), (2**49 - 1, 2**49 - 2), (2**49 + 1, 2**49)]:
        proof, top = _climb(LEAVES[0], index, size)
        case = (LEAVES[0], index, size, proof, top)
        check_inclusion(*case)
        wrong = (LEAVES[0], index, size + 1, proof, top)
        cases = [case, wrong, (LEAVES[0], index // 2, size, proof, top)]
        given = [[b64(leaf), at, of, spelled(path), b64(found)] for leaf, at, of, path, found in cases]
        expected = [outcome(check_inclusion, *case) for case in cases]
        same_everywhere(engines, "inclusions", (given,), expected)


def _climb(leaf: bytes, index: int, size: int) -> tuple[list[bytes], bytes]:
    """A proof made of one hash, and the root it leads to: RFC 9162 2.1.1, from the leaf up."""
    at, last, current, proof = index, size - 1, leaf, []
    while last:
        if at & 1 or at < last:
            current = node_hash(OTHER, current) if at & 1 else node_hash(current, OTHER)
            proof.append(OTHER)
        at, last = at >> 1, last >> 1
    return proof, current
