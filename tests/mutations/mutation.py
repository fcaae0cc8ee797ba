"""A protection taken out of the source, and the tests that must notice."""

from dataclasses import dataclass
from pathlib import Path


class TableOutOfDate(LookupError):
    """The source no longer reads as the table says."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """`protection` is removed when `fragment`, which is in `file` once, becomes `replacement`.

    `tests` are pytest's names of quick tests, of which one at least must fail then.
    """

    protection: str
    file: str
    fragment: str
    replacement: str
    tests: tuple[str, ...]

    def applied_to(self, source: str) -> str:
        """Raises TableOutOfDate."""
        found = source.count(self.fragment)
        if found != 1:
            raise TableOutOfDate(
                f"{self.file} has {found} times what removes '{self.protection}', not once: update "
                f"tests/mutations/protections.py. It looks for {self.fragment!r}"
            )
        return source.replace(self.fragment, self.replacement)

    def apply(self, project: Path) -> str:
        """Changes a copy of the project; what the file was before."""
        path = project / self.file
        before = path.read_text()
        path.write_text(self.applied_to(before))
        return before
