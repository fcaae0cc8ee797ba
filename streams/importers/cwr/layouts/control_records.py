"""HDR, GRH, GRT and TRL, which have no prefix (CWR19-1070R1, 3.5 to 3.8)."""

from typing import Final

from .notation import layouts

CONTROL_RECORDS: Final = layouts(
    {
        "HDR": """
            sender_type            4  2 text   !ER2
            sender_id              6  9 text   !ER3
            sender_name           15 45 text   !ER5
            edi_version           60  5 text   !ER9
            creation_date         65  8 date   !ER10 ?ER10
            creation_time         73  6 time   ?ER10
            transmission_date     79  8 date   !ER11 ?ER11
            character_set         87 15 text
            """,
        "GRH": """
            transaction_type       4  3 text   !GR1
            group_number           7  5 number !GR2 ?GR2
            version               12  5 text   !GR4
            batch_request         17 10 number
            submission_type       27  2 text
            """,
        "GRT": """
            group_number           4  5 number !GR1 ?GR1
            transaction_count      9  8 number !GR2 ?GR2
            record_count          17  8 number !GR3 ?GR3
            currency              25  3 text
            monetary_value        28 10 number
            """,
        "TRL": """
            group_count            4  5 number !ER1 ?ER1
            transaction_count      9  8 number !ER2 ?ER2
            record_count          17  8 number !ER3 ?ER3
            """,
    }
)
