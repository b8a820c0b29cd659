"""The tree against RFC 9162 written the naive way, against published vectors, and against those who would bend it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.errors import Refused
from navette.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Node,
    Row,
    at,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    place,
    root,
)

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "ledger" / "certificate-transparency.json").read_text("utf-8")
)
SIZES = range(1, 70)
LEAVES = [hashlib.sha256(b"leaf %d" % i).digest() for i in range(70)]
OTHER = hashlib.sha256(b"something else").digest()


def oracle(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + oracle(leaves[:k]) + oracle(leaves[k:])).digest()


def store(rows: Sequence[Row]) -> Node:
    """A stored tree that, like the table, refuses to hold a node twice or to give one it does not hold."""
    nodes: dict[tuple[int, int], bytes] = {}
    for level, index, digest in rows:
        assert (level, index) not in nodes
        nodes[level, index] = digest
    return lambda level, index: nodes[level, index]


def grow(leaves: Sequence[bytes]) -> Node:
    return store(Frontier().extend(leaves))


NODE = grow(LEAVES)
ROOTS = [oracle(LEAVES[:size]) for size in range(71)]


def refusal(check: Callable[..., None], *arguments: Any) -> str:
    with pytest.raises(Refused) as caught:
        check(*arguments)
    return caught.value.code


# -- the tree itself -----------------------------------------------------------------------------------------------


def test_published_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in VECTORS["entries"]]
    node = grow(leaves)
    frontier = Frontier()
    assert frontier.root().hex() == VECTORS["roots"][0] == EMPTY_ROOT.hex()
    for size, leaf in enumerate(leaves, 1):
        frontier.append(leaf)
        assert frontier.root().hex() == VECTORS["roots"][size] == root(size, node).hex()


def test_published_proofs() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in VECTORS["entries"]]
    roots = [bytes.fromhex(digest) for digest in VECTORS["roots"]]
    node = grow(leaves)
    for case in VECTORS["inclusion"]:
        proof = [bytes.fromhex(digest) for digest in case["proof"]]
        assert inclusion(case["index"], case["size"], node) == proof
        check_inclusion(leaves[case["index"]], case["index"], case["size"], proof, roots[case["size"]])
    for case in VECTORS["consistency"]:
        proof = [bytes.fromhex(digest) for digest in case["proof"]]
        assert consistency(case["old"], case["new"], node) == proof
        check_consistency(case["old"], roots[case["old"]], case["new"], roots[case["new"]], proof)


def test_a_leaf_is_never_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", [0, *SIZES])
def test_every_root(size: int) -> None:
    frontier = Frontier()
    frontier.extend(LEAVES[:size])
    assert frontier.size == size
    assert frontier.root() == root(size, NODE) == Frontier.load(size, NODE).root() == ROOTS[size]


@given(batches=st.lists(st.integers(0, 30), max_size=12))
@settings(max_examples=60)
def test_batches_leave_no_trace(batches: list[int]) -> None:
    """However the leaves are cut into batches, and the writer restarted between them, the nodes are the same."""
    leaves = [hashlib.sha256(b"%d" % i).digest() for i in range(sum(batches))]
    rows: list[Row] = []
    frontier = Frontier()
    for batch in batches:
        rows += frontier.extend(leaves[frontier.size : frontier.size + batch])
        frontier = Frontier.load(frontier.size, store(rows))
    assert rows == Frontier().extend(leaves)
    assert frontier.root() == oracle(leaves)


def test_a_copy_rolls_back() -> None:
    frontier = Frontier()
    frontier.extend(LEAVES[:43])
    before = frontier.copy()
    frontier.extend(LEAVES[50:60])
    assert (before.size, before.root()) == (43, ROOTS[43])
    before.extend(LEAVES[43:55])
    assert before.root() == ROOTS[55]


def test_an_append_gives_the_leaf_first_then_what_it_completes() -> None:
    frontier = Frontier()
    frontier.extend(LEAVES[:3])
    rows = frontier.append(LEAVES[3])
    assert [row[:2] for row in rows] == [(0, 3), (1, 1), (2, 0)]
    assert rows[0][2] == LEAVES[3]
    assert rows[2][2] == ROOTS[4]


# -- inclusion -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved(size: int) -> None:
    for index in range(size):
        check_inclusion(LEAVES[index], index, size, inclusion(index, size, NODE), ROOTS[size])


@pytest.mark.parametrize("size", SIZES)
def test_no_other_leaf_place_or_proof(size: int) -> None:
    for index in range(size):
        proof = inclusion(index, size, NODE)
        assert refusal(check_inclusion, OTHER, index, size, proof, ROOTS[size]) == "not-in-the-ledger"
        assert refusal(check_inclusion, LEAVES[index], index, size, proof, OTHER) == "not-in-the-ledger"
        assert refusal(check_inclusion, LEAVES[index], index, size, [*proof, OTHER], ROOTS[size]) == "proof-too-long"
        elsewhere = (index + 1) % size
        if elsewhere != index:
            assert refusal(check_inclusion, LEAVES[index], elsewhere, size, proof, ROOTS[size]) in (
                "not-in-the-ledger",
                "proof-too-long",
            )
        for cut in range(len(proof)):
            short = proof[:cut] + proof[cut + 1 :]
            assert refusal(check_inclusion, LEAVES[index], index, size, short, ROOTS[size]) == "not-in-the-ledger"
            bent = [*proof[:cut], OTHER, *proof[cut + 1 :]]
            assert refusal(check_inclusion, LEAVES[index], index, size, bent, ROOTS[size]) == "not-in-the-ledger"


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (6, 5), (0, 0)])
def test_outside_the_ledger(index: int, size: int) -> None:
    assert refusal(check_inclusion, LEAVES[0], index, size, [], ROOTS[size]) == "proof-index"
    with pytest.raises(Refused, match="proof-index"):
        inclusion(index, size, NODE)


def test_an_inner_node_is_not_a_leaf() -> None:
    """Without its top, the tree of 4 would be a tree of 2 whose leaves are nodes: the size tells them apart."""
    assert refusal(check_inclusion, NODE(1, 0), 0, 4, [NODE(1, 1)], ROOTS[4]) == "not-in-the-ledger"


# -- consistency ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", SIZES)
def test_every_ledger_extends_its_past(new: int) -> None:
    for old in range(new + 1):
        check_consistency(old, ROOTS[old], new, ROOTS[new], consistency(old, new, NODE))


@pytest.mark.parametrize("new", SIZES)
def test_no_other_past_or_proof(new: int) -> None:
    for old in range(1, new):
        proof = consistency(old, new, NODE)
        assert refusal(check_consistency, old, OTHER, new, ROOTS[new], proof) == "ledger-rewritten"
        assert refusal(check_consistency, old, ROOTS[old], new, OTHER, proof) == "ledger-rewritten"
        assert refusal(check_consistency, old, ROOTS[old], new, ROOTS[new], [*proof, OTHER]) == "proof-too-long"
        for cut in range(len(proof)):
            short = proof[:cut] + proof[cut + 1 :]
            assert refusal(check_consistency, old, ROOTS[old], new, ROOTS[new], short) == (
                "ledger-rewritten" if short else "consistency-proof-empty"
            )
            bent = [*proof[:cut], OTHER, *proof[cut + 1 :]]
            assert refusal(check_consistency, old, ROOTS[old], new, ROOTS[new], bent) == "ledger-rewritten"


@pytest.mark.parametrize("changed", range(20))
def test_a_forged_past_has_no_proof(changed: int) -> None:
    """The ledger changes one old leaf, grows, and offers the best proofs that either of its trees can make."""
    forged = grow([*LEAVES[:changed], OTHER, *LEAVES[changed + 1 :]])
    for old, new in [(20, 21), (20, 32), (20, 64), (20, 69)]:
        for proof in (consistency(old, new, forged), consistency(old, new, NODE)):
            assert refusal(check_consistency, old, ROOTS[old], new, root(new, forged), proof) == "ledger-rewritten"


def test_a_split_view_is_named() -> None:
    forged = grow([*LEAVES[:10], OTHER, *LEAVES[11:]])
    assert refusal(check_consistency, 40, ROOTS[40], 40, root(40, forged), []) == "two-ledgers-of-one-size"


def test_a_ledger_does_not_shrink() -> None:
    assert refusal(check_consistency, 40, ROOTS[40], 39, ROOTS[39], []) == "ledger-shrank"
    with pytest.raises(Refused, match="proof-index"):
        consistency(40, 39, NODE)


def test_a_ledger_does_not_boast() -> None:
    """The root of 32 entries, signed as that of 64, with the proof that leads to it: it ends one level too early."""
    proof = consistency(20, 32, NODE)
    check_consistency(20, ROOTS[20], 32, ROOTS[32], proof)
    assert refusal(check_consistency, 20, ROOTS[20], 64, ROOTS[32], proof) == "ledger-rewritten"
    check_inclusion(LEAVES[20], 20, 32, inclusion(20, 32, NODE), ROOTS[32])
    assert refusal(check_inclusion, LEAVES[20], 20, 64, inclusion(20, 32, NODE), ROOTS[32]) == "not-in-the-ledger"


def test_nothing_to_prove_takes_no_proof() -> None:
    assert refusal(check_consistency, 0, EMPTY_ROOT, 4, ROOTS[4], [OTHER]) == "proof-too-long"
    assert refusal(check_consistency, 4, ROOTS[4], 4, ROOTS[4], [OTHER]) == "proof-too-long"


def test_an_empty_ledger_has_one_root() -> None:
    assert refusal(check_consistency, 0, OTHER, 4, ROOTS[4], []) == "ledger-rewritten"


@given(st.data())
@settings(max_examples=60)
def test_large_ledgers(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 700))
    old, index = data.draw(st.integers(0, new)), data.draw(st.integers(0, new - 1))
    leaves = [hashlib.sha256(b"%d" % i).digest() for i in range(new)]
    node = grow(leaves)
    check_inclusion(leaves[index], index, new, inclusion(index, new, node), oracle(leaves))
    check_consistency(old, oracle(leaves[:old]), new, oracle(leaves), consistency(old, new, node))


def test_places_are_the_order_in_which_nodes_are_completed() -> None:
    rows = Frontier().extend([OTHER] * 1000)
    assert [place(level, index) for level, index, _ in rows] == list(range(len(rows)))
    assert [at(n) for n in range(len(rows))] == [(level, index) for level, index, _ in rows]


@given(st.integers(0, 2**62))
def test_every_place_is_that_of_one_node(n: int) -> None:
    assert place(*at(n)) == n
