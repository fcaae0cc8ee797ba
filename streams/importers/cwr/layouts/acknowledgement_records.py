"""What a recipient answers: ACK and MSG (CWR19-1070R1, 4.1 and 5.26)."""

from typing import Final

from .notation import layouts

ACKNOWLEDGEMENT_RECORDS: Final = layouts(
    {
        "ACK": """
            creation_date             20  8 date !TR1 ?TR1
            creation_time             28  6 time ?TR1
            original_group            34  5 number !TR2 ?TR2
            original_transaction      39  8 number ?TR2
            original_type             47  3 text !TR3
            title                     50 60 text
            submitter_work_number    110 20 text
            recipient_work_number    130 20 text
            processing_date          150  8 date !TR7 ?TR7
            status                   158  2 table:transaction_status !TR8 ?TR8
            """,
        "MSG": """
            message_type              20  1 table:message_level !TR1 ?TR1
            original_record           21  8 number ?TR2
            original_type             29  3 text !TR5
            message_level             32  1 table:message_level ?TR3
            validation                33  3 text !TR6
            text                      36 150 text !TR4
            """,
    }
)
