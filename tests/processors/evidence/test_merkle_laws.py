"""The tree against the RFC's own recursion, for any leaves and any size."""

from hypothesis import given
from hypothesis import strategies as st

from processors.evidence.merkle import MerkleTree, leaf_hash
from processors.evidence.verification import root_of_inclusion, roots_of_consistency
from tests.processors.evidence import naive_tree

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=80)
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=10)


def tree_of(leaves: list[bytes]) -> MerkleTree:
    tree = MerkleTree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


@given(LEAVES, st.data())
def test_roots_and_paths_are_those_of_the_definition(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """And they can be checked by one who has nothing but them."""
    tree = tree_of(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    root = naive_tree.tree_hash(leaves[:size])
    assert tree.root(size) == root
    inclusion = tree.inclusion_path(index, size)
    assert inclusion == naive_tree.path(index, leaves[:size])
    assert root_of_inclusion(leaf_hash(leaves[index]), index, size, inclusion) == root
    consistency = tree.consistency_path(old, size)
    assert consistency == naive_tree.proof(old, leaves[:size])
    old_root = naive_tree.tree_hash(leaves[:old])
    assert roots_of_consistency(old, size, old_root, consistency) == (old_root, root)


@given(LEAVES, st.data())
def test_a_leaf_is_proved_at_its_place_only(leaves: list[bytes], data: st.DataObject) -> None:
    tree, size = tree_of(leaves), len(leaves)
    index, other = (data.draw(st.integers(0, size - 1)) for _ in range(2))
    found = root_of_inclusion(
        leaf_hash(leaves[index]), other, size, tree.inclusion_path(index, size)
    )
    same = leaves[index] == leaves[other] and index == other
    if found == tree.root() and not same:
        # Two equal leaves beside equal leaves are the same proof.
        assert tree.inclusion_path(other, size) == tree.inclusion_path(index, size)
        assert leaves[index] == leaves[other]


@given(LEAVES, st.data())
def test_a_log_that_was_changed_has_no_consistency_proof(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """Whatever is changed in what was signed, no honest path of the changed log leads to both."""
    old = data.draw(st.integers(1, len(leaves)))
    at = data.draw(st.integers(0, old - 1))
    forged = [*leaves]
    forged[at] += b"!"
    before, after = tree_of(leaves), tree_of(forged)
    found = roots_of_consistency(
        old, len(forged), before.root(old), after.consistency_path(old, len(forged))
    )
    assert found != (before.root(old), after.root())


@given(st.integers(-5, 300), st.integers(-5, 300), HASHES)
def test_any_path_at_all_is_only_a_path(number: int, size: int, hashes: list[bytes]) -> None:
    """Hostile sizes and paths end the walk; they raise nothing, and prove no foreign root."""
    root = tree_of([b"a", b"b", b"c"]).root()
    assert root_of_inclusion(b"\0" * 32, number, size, hashes) != root
    assert roots_of_consistency(number, size, b"\0" * 32, hashes) != (b"\0" * 32, root)


def test_a_long_log() -> None:
    """10,000 leaves: 64 bytes each, paths of 14 hashes at most; the last 16 are a subtree of their
    own, 8 steps below the root."""
    leaves = [number.to_bytes(4, "big") for number in range(10_000)]
    tree = tree_of(leaves)
    assert tree.root() == naive_tree.tree_hash(leaves)
    assert sum(len(level) for level in tree._levels) <= 64 * len(leaves)
    assert [len(tree.inclusion_path(at, 10_000)) for at in (0, 5_000, 9_984)] == [14, 14, 8]
    assert len(tree.consistency_path(4_097, 10_000)) <= 15
