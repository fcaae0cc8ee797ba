"""What 2.2 adds to the records of 2.1 (CWR19-1070R1)."""

from typing import Final

VERSION_22: Final = {
    "HDR": """
        version              102  3 text ?ER15
        revision             105  3 number ?ER16
        software             108 30 text
        software_version     138 30 text
        """,
    "PWR": """
        chain                111  2 number ?TR7
        """,
    "REC": """
        recording_title      267 60 text
        version_title        327 60 text
        display_artist       387 60 text
        record_label         447 60 text
        isrc_validity        507 20 table:validity ?RR18
        submitter_recording_id 527 14 text
        """,
    "ORN": """
        isan                 302 26 text
        eidr                 328 21 text
        """,
}
