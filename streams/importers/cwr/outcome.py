"""What `read_cwr` returns: files, every transaction with its decision, all errors; JSON of it."""

from __future__ import annotations

from dataclasses import dataclass

from processors.cwr.errors import Level

from .findings import FileError, Findings
from .judgement import Judged
from .transaction_json import agreement_json, answer_json, decision_json, work_json
from .transmission import CwrFile


@dataclass(frozen=True, slots=True)
class CwrOutcome:
    """All that was read, and what is wrong with it.

    `judged` are transactions in the order of the files. `errors` are bounded: `errors_not_kept`
    and `errors_by_level` count the rest, too.
    """

    files: tuple[CwrFile, ...]
    judged: tuple[Judged, ...]
    findings: Findings

    @property
    def errors(self) -> list[FileError]:
        """Errors of all files, in their order and by line."""
        return self.findings.errors

    @property
    def exit_code(self) -> int:
        """0 if no error costs more than a field, else 2."""
        worst = self.findings.worst()
        return 0 if worst in (None, Level.FIELD) else 2

    def accepted(self) -> list[Judged]:
        """Registrations to publish."""
        return [one for one in self.judged if one.accepted]

    def to_json(self) -> dict[str, object]:
        """Everything as plain data for a JSON document."""
        findings = self.findings
        return {
            "files": [_file_json(file) for file in self.files],
            "works": [work_json(one) for one in self.judged if one.transaction.work is not None],
            "agreements": [
                agreement_json(one) for one in self.judged if one.transaction.agreement is not None
            ],
            "answers": [
                answer_json(one) for one in self.judged if one.transaction.answer is not None
            ],
            "acknowledgements": [
                decision_json(one) for one in self.judged if one.decision is not None
            ],
            "errors": [error.to_json() for error in findings.errors],
            "errors_not_kept": findings.not_kept,
            "errors_by_level": {level.value: findings.by_level[level] for level in Level},
        }


def outcome_of(files: list[CwrFile], judged: list[Judged]) -> CwrOutcome:
    """The outcome of files and what was decided on their transactions."""
    findings = Findings()
    for file in files:
        errors = list(file.errors)
        for group in file.groups:
            errors += group.errors
        for one in judged:
            if one.file is file:
                errors += one.errors
        for error in sorted(errors, key=lambda error: error.line):
            findings.add(file.name, error)
    return CwrOutcome(tuple(files), tuple(judged), findings)


def _file_json(file: CwrFile) -> dict[str, object]:
    header = file.header
    return {
        "name": file.name,
        "version": file.version.value if file.version else None,
        "sender_type": header.sender_type if header else "",
        "sender_id": header.sender_id if header else "",
        "sender_name": header.sender_name if header else "",
        "created_at": header.created_at.isoformat() if header else None,
        "records": file.records,
        "refused": file.refused,
        "groups": [
            {
                "number": group.number,
                "transaction_type": group.kind,
                "transactions": len(group.transactions),
                "refused": group.refused,
            }
            for group in file.groups
        ],
    }
