"""Publishers and writers, and what they collect where (2.1; CWR19-1070R1, 5.4 to 5.14)."""

from typing import Final

from .notation import layouts

_PUBLISHER = """
    chain                     20  2 number {chain}
    ip_number                 22  9 text {ip_number}
    name                      31 45 text
    unknown                   76  1 flag ?FR8
    publisher_type            77  2 table:publisher_type {publisher_type}
    tax_id                    79  9 number ?FR23
    ipi_name                  88 11 ipi ?FR10
    submitter_agreement       99 14 text
    pr_society               113  3 table:society ?FR12
    pr_share                 116  5 share ?TR13
    mr_society               121  3 table:society ?FR15
    mr_share                 124  5 share ?TR16
    sr_society               129  3 table:society ?FR17
    sr_share                 132  5 share ?TR18
    special_agreements       137  1 table:special_agreement ?FR20
    first_refusal            138  1 boolean ?FR21
    filler                   139  1 text
    ipi_base                 140 13 text
    international_agreement  153 14 text
    society_agreement        167 14 text
    agreement_type           181  2 table:agreement_type ?FR30
    usa_license              183  1 table:usa_license ?FR31
    """

_WRITER = """
    ip_number                 20  9 text {ip_number}
    last_name                 29 45 text
    first_name                74 30 text
    unknown                  104  1 flag ?FR5
    designation              105  2 table:writer_designation {designation}
    tax_id                   107  9 number ?FR21
    ipi_name                 116 11 ipi ?FR9
    pr_society               127  3 table:society ?FR10
    pr_share                 130  5 share ?TR11
    mr_society               135  3 table:society ?FR12
    mr_share                 138  5 share ?TR13
    sr_society               143  3 table:society ?FR14
    sr_share                 146  5 share ?TR15
    reversionary             151  1 flag ?FR16
    first_refusal            152  1 boolean ?FR17
    work_for_hire            153  1 boolean ?FR18
    filler                   154  1 text
    ipi_base                 155 13 text
    personal_number          168 12 text
    usa_license              180  1 table:usa_license ?FR24
    """

PARTY_RECORDS: Final = layouts(
    {
        "SPU": _PUBLISHER.format(chain="!TR1 ?TR1", ip_number="!TR2", publisher_type="!TR5 ?TR6"),
        "OPU": _PUBLISHER.format(chain="!TR1 ?TR1", ip_number="", publisher_type="!FR28 ?FR28 =E"),
        "NPN": """
            chain                     20  2 number !RR1 ?RR1
            ip_number                 22  9 text !RR2
            name                      31 480 national !RR3
            language                 511  2 table:language ?FR4
            """,
        "SPT OPT": """
            ip_number                 20  9 text
            constant                  29  6 text
            pr_share                  35  5 share ?TR6
            mr_share                  40  5 share ?TR7
            sr_share                  45  5 share ?TR8
            sign                      50  1 table:inclusion !TR10 ?TR10
            tis                       51  4 tis !TR9 ?TR9
            shares_change             55  1 boolean ?FR11 =N
            number                    56  3 number
            """,
        "SWR": _WRITER.format(ip_number="!TR1", designation="!TR7 ?TR8"),
        "OWR": _WRITER.format(ip_number="", designation="?TR8"),
        "NWN": """
            ip_number                 20  9 text !RR1
            last_name                 29 160 national !RR2
            first_name               189 160 national
            language                 349  2 table:language ?FR3
            """,
        "SWT OWT": """
            ip_number                 20  9 text
            pr_share                  29  5 share ?TR3
            mr_share                  34  5 share ?TR4
            sr_share                  39  5 share ?TR5
            sign                      44  1 table:inclusion !TR7 ?TR7
            tis                       45  4 tis !TR6 ?TR6
            shares_change             49  1 boolean ?FR8 =N
            number                    50  3 number
            """,
        "PWR": """
            publisher_ip_number       20  9 text
            publisher_name            29 45 text
            submitter_agreement       74 14 text
            society_agreement         88 14 text
            writer_ip_number         102  9 text
            """,
    }
)
