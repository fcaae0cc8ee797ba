"""Profiles and their versions: which records each uses, and what every Block of it must have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from streams.importers.dsr.profiles.descriptive_records import DESCRIPTIVE_RECORDS
from streams.importers.dsr.profiles.header_records import HEADER_RECORDS
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.profiles.single_block_records import SINGLE_BLOCK_RECORDS
from streams.importers.dsr.profiles.summary_records import SUMMARY_RECORDS
from streams.importers.dsr.profiles.usage_records import USAGE_RECORDS

#: Every record type of every profile; a record type and version has the same cells in all of them.
ALL_RECORDS: dict[str, RecordType] = {
    **HEADER_RECORDS,
    **SUMMARY_RECORDS,
    **DESCRIPTIVE_RECORDS,
    **USAGE_RECORDS,
    **SINGLE_BLOCK_RECORDS,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile version.

    `single_blocks`: the name says it is the Single Record Block Variant; `allows_single_blocks`:
    the version has one. The `needs_` flags say what the profile demands of every Block.
    """

    name: str
    version: str
    records: frozenset[str]
    single_blocks: bool
    allows_single_blocks: bool
    needs_usage: bool
    needs_claims: bool
    needs_works: bool
    #: Records that have other cells here than their name says elsewhere.
    own_records: dict[str, RecordType] = field(default_factory=dict)

    def record(self, record_type: str) -> RecordType | None:
        """The record type by its name, as this profile reads it."""
        return self.own_records.get(record_type) or ALL_RECORDS.get(record_type)


#: Profile key, version, records of a Block file, records of a Single Record Block file, and what a
#: Block needs: u usage rows, c a claim row after each usage row, w a work row after each AS01.
#: `LI01=LI01.01` is a record that goes by one name and has the cells of another.
_VERSIONS = """
basicaudio 1.0 | SY01 SY02 SY03 RE01 AS01 MW01 AS02 RE02 SU01 SU02 | | u w
basicaudio 1.1 | SY01 SY02.01 SY04 SY05 RE01 AS01 MW01.01 AS02.01 RE02 SU01 SU02 | | u
basicaudio 1.2 | SY01.01 SY02.02 SY04.01 SY05.02 RE01 AS01.01 MW01.01 AS02.02 RE02 SU01 SU02 |
    SY01.01 SY02.02 SY04.01 SY05.02 SY06.02 SR01 SR02 | u w
ugc 1.0 | SY02 SY03 AS01 MW01 AS02 RU01 RU02 SU03 LI01 RE01 RE02 | |
ugc 1.1 | SY02.01 SY04 SY05 AS01 MW01.01 AS02.01 RU01 RU02 SU03.01 LI01.01 | |
ugc 1.1.1 | SY02.01 SY04 SY05 AS01 MW01.01 AS02.01 RU01 RU02 SU03.01 LI01.01 | |
ugc 1.2 | SY02.02 SY04.01 SY09 SY05.02 AS01.01 MW01.01 AS02.02 RU01.01 RU02.01 SU03.02 LI01.02 |
    SY01.01 SY02.02 SY04.01 SY05.02 SR03 SR06 |
audiovisual 1.0 | SY02.01 SY04 SY05 SY06 RE03 AS03 CU01 RE02 SU01 SU02 SU03.01 SU04 | | u
audiovisual 1.1 | SY02.02 SY04.01 SY05.02 SY06.01 RE03.01 AS03.01 CU01 RE02 SU01 SU02 SU03.02
    SU04.01 | SY01.01 SY02.02 SY04.01 SY05.02 SY06.02 SR04 SR05 | u
royaltyreporting 1.0 | SY07 RE01 AS02.01 AS01 MW01.01 RU01 RU02 SU03.01 LI01=LI01.01
    LI01.01 | | u c w
royaltyreporting 1.0.1 | SY07 RE01 AS02.01 AS01 MW01.01 RU01 RU02 SU03.01 LI01=LI01.01
    LI01.01 | | u c w
masterlist 1.0 | SY11 RE01.01 AS02.03 ML01 MW02 | SY11 SR07 |
radiobroadcast 1.0 | SY08 RE01 AS01 MW01.01 AS02.01 SU05 | | u w
financialreportingtorecordcompanies 1.0 | | SY10 SR08 DE01 |
"""

_NAMES = {
    "basicaudio": "BasicAudioProfile",
    "ugc": "UgcProfile",
    "audiovisual": "AudioVisualProfile",
    "royaltyreporting": "RoyaltyReportingProfile",
    "masterlist": "MasterListProfile",
    "radiobroadcast": "RadioBroadcastProfile",
    "financialreportingtorecordcompanies": "FinancialReportingToRecordCompaniesProfile",
}


@dataclass(frozen=True, slots=True)
class _Version:
    block: frozenset[str]
    single: frozenset[str]
    needs: frozenset[str]


def _versions() -> dict[tuple[str, str], _Version]:
    entries = re.findall(r"^(\w+) ([\d.]+) \|([^|]*)\|([^|]*)\|([ ucw]*)$", _VERSIONS, re.MULTILINE)
    return {
        (key, version): _Version(
            frozenset(block.split()), frozenset(single.split()), frozenset(needs.split())
        )
        for key, version, block, single, needs in entries
    }


_TABLE = _versions()


def profile_key(name: str) -> tuple[str, bool]:
    """(key, is a Single Record Block Variant) of a Profile cell.

    `UGCProfile`, `UgcProfile`, `UGC Profile` and `ugc` are one profile.
    """
    letters = re.sub(r"[^a-z0-9]", "", name.lower()).replace("profile", "")
    return (letters[:-3], True) if letters.endswith("srb") else (letters, False)


def known_profiles() -> str:
    """The profiles and versions this reader knows, for messages."""
    return ", ".join(f"{_NAMES[key]} {version}" for key, version in _TABLE)


def known_versions(key: str) -> list[str]:
    """The versions known of a profile, none where the profile itself is unknown."""
    return [version for known, version in _TABLE if known == key]


def find_profile(name: str, version: str) -> Profile | None:
    """The profile version a HEAD record names, None where it is unknown."""
    key, is_single = profile_key(name)
    entry = _TABLE.get((key, version))
    if entry is None or (is_single and not entry.single):
        return None
    suffix = "SRB" if is_single or not entry.block else ""
    words = entry.single if suffix else entry.block | entry.single
    pairs = [word.partition("=") for word in words]
    return Profile(
        name=_NAMES[key] + suffix,
        version=version,
        records=frozenset(name for name, _, _ in pairs),
        single_blocks=bool(suffix),
        allows_single_blocks=bool(entry.single),
        needs_usage="u" in entry.needs,
        needs_claims="c" in entry.needs,
        needs_works="w" in entry.needs,
        own_records={
            name: replace(ALL_RECORDS[cells], name=name) for name, _, cells in pairs if cells
        },
    )
