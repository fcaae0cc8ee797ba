"""Headers of work transactions, titles and related works (2.1; CWR19-1070R1, 4 and 5)."""

from typing import Final

from .notation import layouts

_RELATED_WORK = """
    title                    20 60 text !RR1
    iswc                     80 11 iswc ?FR2
    language                 91  2 table:language ?FR3
    writer_1_last_name       93 45 text
    writer_1_first_name     138 30 text
    source                  168 60 text
    writer_1_ipi_name       228 11 ipi ?FR4
    writer_1_ipi_base       239 13 text ?FR6
    writer_2_last_name      252 45 text
    writer_2_first_name     297 30 text
    writer_2_ipi_name       327 11 ipi ?FR5
    writer_2_ipi_base       338 13 text ?FR7
    submitter_work_number   351 14 text
    """

WORK_RECORDS: Final = layouts(
    {
        "NWR REV ISW EXC": """
            title                    20 60 text !TR1
            language                 80  2 table:language ?TR2
            submitter_work_number    82 14 text !TR3
            iswc                     96 11 iswc ?FR4
            copyright_date          107  8 date ?FR5
            copyright_number        115 12 text
            distribution_category   127  3 table:distribution_category !TR6 ?TR6
            duration                130  6 time ?FR8
            recorded                136  1 flag !FR9 ?FR9 =U
            text_music              137  3 table:text_music ?FR10
            composite_type          140  3 table:composite_type ?FR11
            version_type            143  3 table:version_type !TR12 ?TR12
            excerpt_type            146  3 table:excerpt_type ?FR13
            music_arrangement       149  3 table:music_arrangement ?TR22
            lyric_adaptation        152  3 table:lyric_adaptation ?TR23
            contact_name            155 30 text
            contact_id              185 10 text
            work_type               195  2 table:work_type ?FR17
            grand_rights            197  1 boolean ?FR16
            composite_count         198  3 number ?TR20
            printed_edition_date    201  8 date
            exceptional_clause      209  1 flag
            opus_number             210 25 text
            catalogue_number        235 25 text
            priority                260  1 flag
            """,
        "ALT": """
            title                    20 60 text !RR1
            title_type               80  2 table:title_type !FR2 ?FR2 =AT
            language                 82  2 table:language ?RR3
            """,
        "NAT": """
            title                    20 640 national !RR1
            title_type              660  2 table:any_title_type !FR2 ?FR2 =AT
            language                662  2 table:language ?RR3
            """,
        "EWT VER": _RELATED_WORK,
        "NET NCT NVT": """
            title                    20 640 national !RR1
            language                660  2 table:language ?RR2
            """,
        "NOW": """
            last_name                20 160 national !RR1
            first_name              180 160 national
            language                340  2 table:language ?FR2
            position                342  1 table:writer_position ?FR3 =1
            """,
        "COM": """
            title                    20 60 text !RR1
            iswc                     80 11 iswc ?FR2
            submitter_work_number    91 14 text
            duration                105  6 time ?FR3
            writer_1_last_name      111 45 text !RR4
            writer_1_first_name     156 30 text
            writer_1_ipi_name       186 11 ipi ?FR5
            writer_2_last_name      197 45 text
            writer_2_first_name     242 30 text
            writer_2_ipi_name       272 11 ipi ?FR6
            writer_1_ipi_base       283 13 text
            writer_2_ipi_base       296 13 text
            """,
        "XRF": """
            organisation             20  3 text !RR1
            identifier               23 14 text !RR
            identifier_type          37  1 table:identifier_type !RR2 ?RR2
            validity                 38  1 table:validity !RR3 ?RR3
            """,
        "ARI": """
            society                  20  3 table:society !RR1 ?RR1
            work_number              23 14 text
            type_of_right            37  3 table:type_of_right !RR2 ?RR2
            subject                  40  2 table:subject ?RR3
            note                     42 160 text
            """,
    }
)
