"""Agreements (CWR19-1070R1, 4.1 and 5.1 to 5.3)."""

from typing import Final

from .notation import layouts

AGREEMENT_RECORDS: Final = layouts(
    {
        "AGR": """
            submitter_agreement       20 14 text !TR1
            international_agreement   34 14 text
            agreement_type            48  2 table:agreement_type !TR3 ?TR3
            start_date                50  8 date !TR5 ?TR4
            end_date                  58  8 date ?TR6
            retention_end_date        66  8 date ?TR7
            prior_royalty_status      74  1 table:prior_royalty !TR8 ?TR8
            prior_royalty_start_date  75  8 date ?TR11
            post_term_status          83  1 table:post_term !TR16 ?TR16
            post_term_end_date        84  8 date ?TR13
            signature_date            92  8 date ?FR18
            number_of_works          100  5 number !TR21 ?TR21
            sales_manufacture        105  1 table:sales_manufacture ?FR19
            shares_change            106  1 boolean ?FR22 =N
            advance_given            107  1 boolean ?FR23 =N
            society_agreement        108 14 text
            """,
        "TER": """
            sign                      20  1 table:inclusion !TR1 ?TR1
            tis                       21  4 tis !TR2 ?TR2
            """,
        "IPA": """
            role                      20  2 table:agreement_role !TR1 ?TR1
            ipi_name                  22 11 ipi ?FR2
            ipi_base                  33 13 text
            ip_number                 46  9 text !TR16
            last_name                 55 45 text !TR15
            first_name               100 30 text
            pr_society               130  3 table:society ?FR5
            pr_share                 133  5 share ?TR6
            mr_society               138  3 table:society ?FR7
            mr_share                 141  5 share ?TR8
            sr_society               146  3 table:society ?FR9
            sr_share                 149  5 share ?TR10
            """,
        "NPA": """
            ip_number                 20  9 text !RR1
            name                      29 160 national !RR2
            first_name               189 160 national
            language                 349  2 table:language ?FR3
            """,
    }
)
