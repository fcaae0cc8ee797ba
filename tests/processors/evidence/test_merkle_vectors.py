"""The reference vectors of Certificate Transparency, and of its other implementations."""

import pytest

from processors.evidence.merkle import EMPTY_ROOT, MerkleTree, leaf_hash
from processors.evidence.verification import root_of_inclusion, roots_of_consistency

LEAVES = [
    bytes.fromhex(digits)
    for digits in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SECOND_LEAF = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAVES_3_4 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LEAVES_5_TO_8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH_LEAF = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAVES_7_8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LEAVES_5_6 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SEVENTH_LEAF = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [
    # leaf (from 0), size, path
    (0, 1, []),
    (0, 8, [SECOND_LEAF, LEAVES_3_4, LEAVES_5_TO_8]),
    (5, 8, [FIFTH_LEAF, LEAVES_7_8, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], LEAVES_3_4, FIFTH_LEAF]),
]
CONSISTENCY = [
    # old, new, path
    (1, 1, []),
    (1, 8, [SECOND_LEAF, LEAVES_3_4, LEAVES_5_TO_8]),
    (6, 8, [LEAVES_5_6, LEAVES_7_8, ROOTS[3]]),
    (2, 5, [LEAVES_3_4, FIFTH_LEAF]),
    (6, 7, [LEAVES_5_6, SEVENTH_LEAF, ROOTS[3]]),
]


@pytest.fixture(scope="module")
def tree() -> MerkleTree:
    tree = MerkleTree()
    for leaf in LEAVES:
        tree.append(leaf_hash(leaf))
    return tree


def test_the_empty_tree() -> None:
    digits = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert MerkleTree().root() == EMPTY_ROOT == bytes.fromhex(digits)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots(tree: MerkleTree, size: int) -> None:
    assert tree.root(size).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion(tree: MerkleTree, index: int, size: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(one) for one in path]
    assert tree.inclusion_path(index, size) == hashes
    root = root_of_inclusion(leaf_hash(LEAVES[index]), index, size, hashes)
    assert root is not None
    assert root.hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency(tree: MerkleTree, old: int, new: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(one) for one in path]
    assert tree.consistency_path(old, new) == hashes
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1])
    assert roots_of_consistency(old, new, roots[0], hashes) == roots


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 0, []),
        (1, 1, []),
        (8, 8, INCLUSION[1][2]),
        (0, 1, [SECOND_LEAF]),
        (0, 8, [SECOND_LEAF, LEAVES_3_4]),
        (0, 8, [SECOND_LEAF, LEAVES_3_4, LEAVES_5_TO_8, LEAVES_5_TO_8]),
        (-1, 8, INCLUSION[1][2]),
    ],
)
def test_a_path_of_another_length_leads_nowhere(index: int, size: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(one) for one in path]
    assert root_of_inclusion(leaf_hash(LEAVES[0]), index, size, hashes) is None


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (0, 8, []),
        (8, 1, []),
        (1, 1, [SECOND_LEAF]),
        (6, 8, []),
        (6, 8, [LEAVES_5_6, LEAVES_7_8]),
        (6, 8, [LEAVES_5_6, LEAVES_7_8, ROOTS[3], ROOTS[3]]),
    ],
)
def test_a_proof_of_another_length_leads_nowhere(old: int, new: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(one) for one in path]
    assert roots_of_consistency(old, new, bytes.fromhex(ROOTS[0]), hashes) is None


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4), (1, 9)])
def test_there_is_no_proof_beyond_the_log(tree: MerkleTree, old: int, new: int) -> None:
    with pytest.raises(ValueError, match=r"not in 0 to|empty one"):
        tree.consistency_path(old, new)


def test_only_hashes_are_added() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        MerkleTree().append(b"\0" * 31)
