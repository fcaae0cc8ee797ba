"""The outcome as data: what `--json` writes, and how much of it is kept."""

from __future__ import annotations

import json

from streams.importers.dsr import faults

FAULT_KEYS = [
    "code",
    "severity",
    "file",
    "line",
    "record_type",
    "cell",
    "cell_name",
    "value",
    "message",
]


def test_json_has_findings_totals_and_reports(dsr):
    file = dsr.ugc().set("LI01.01", "AllocatedAmount", "0.1").cut("MW01.01", 3)
    data = json.loads(json.dumps(dsr.accepted(file).to_json()))
    assert (data["files"], data["accepted"], data["refused"]) == (1, 1, 0)
    assert data["faults"] == []
    assert list(data["warnings"][0]) == FAULT_KEYS
    assert data["totals"] == {
        "PUB_1": {
            "allocated_amount": {"USD": "1.35"},
            "allocated_net_revenue": {"USD": "5.0"},
            "usages": 100,
        }
    }
    assert data["reports"] == [
        {
            "sender": "PADPIDA2013020802I",
            "message_id": "M-1",
            "profile": "UgcProfile 1.1.1",
            "files": [file.name],
            "lines": 2,
            "units": 100,
            "revenue": {"USD": "5"},
        }
    ]


def test_refused_report_adds_nothing_to_the_totals(dsr):
    data = dsr.read(dsr.ugc().set("SU03.01", "Usages", "-1")).to_json()
    assert (data["accepted"], data["refused"]) == (0, 1)
    assert data["totals"] == {}
    assert data["reports"] == []
    (fault,) = data["faults"]
    assert list(fault) == FAULT_KEYS
    assert (fault["cell"], fault["value"]) == (6, "-1")


def test_line_claimed_twice_by_one_controller_counts_its_usages_once(dsr):
    file = dsr.ugc(blocks=["1"])
    dsr.claim(file, "1", RightsType="MechanicalRight")
    totals = dsr.accepted(file).totals["PUB_1"]
    assert totals.usages == 50


def test_findings_beyond_what_is_kept_are_counted(dsr, monkeypatch):
    monkeypatch.setattr(faults, "KEPT", 3)
    file = dsr.ugc()
    for number in range(4):
        dsr.usage(file, "2", "-1", SalesTransactionId=f"X{number}", DspReleaseId=f"X{number}")
        dsr.work(file, "2", iswc="T0000000001")
    outcome = dsr.read(file)
    assert (len(outcome.faults), outcome.faults_not_kept) == (3, 1)
    assert (len(outcome.warnings), outcome.warnings_not_kept) == (3, 1)
    assert outcome.exit_code == 2


def test_findings_are_ordered_by_file_and_line(dsr):
    file = dsr.ugc().set("SU03.01", "Usages", "-1", 2).set("SU03.01", "Usages", "-1")
    file.foot["NumberOfLinesInFile"] = "3"
    lines = [fault.line for fault in dsr.read(file).faults]
    assert lines == sorted(lines)


def test_long_values_are_cut_in_findings(dsr):
    (fault,) = dsr.read(dsr.ugc().set("SU03.01", "Usages", "x" * 5000)).faults
    assert len(fault.value) < 300
