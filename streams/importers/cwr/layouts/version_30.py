"""Records of 3.0 that differ from 2.2: WRK for works, shares and societies with territories.

The functional specification of 3.0 is not public. Names and order of fields follow the user manual
of 3.0 (CWR19-0479), positions the files that publishers' open software writes; where the two leave
a gap it is a filler here. Records that neither shows (DRW, LIC, FTV, NOT, NRC) have no layout.
"""

from typing import Final

from .notation import layouts

_PUBLISHER = """
    chain                     20  2 number !TR1 ?TR1
    ip_number                 22  9 text {ip_number}
    name                      31 45 text
    unknown                   76  1 flag ?FR8
    publisher_type            77  2 table:publisher_type {publisher_type}
    tax_id                    79  9 number ?FR23
    ipi_name                  88 11 ipi ?FR10
    ipi_base                  99 13 text
    usa_license              112  1 table:usa_license ?FR31
    """

_WRITER_HEAD = """
    ip_number                 20  9 text {ip_number}
    last_name                 29 45 text
    first_name                74 30 text
    unknown                  104  1 flag ?FR5
    designation              105  2 table:writer_designation {designation}
    """

_WITH_TAX_ID = """
    tax_id                   107  9 number ?FR21
    ipi_name                 116 11 ipi ?FR9
    ipi_base                 127 13 text
    reversionary             140  1 flag ?FR16
    first_refusal            141  1 boolean ?FR17
    work_for_hire            142  1 boolean ?FR18
    usa_license              143  1 table:usa_license ?FR24
    """

_WITHOUT_TAX_ID = """
    ipi_name                 107 11 ipi ?FR9
    ipi_base                 118 13 text
    reversionary             131  1 flag ?FR16
    first_refusal            132  1 boolean ?FR17
    work_for_hire            133  1 boolean ?FR18
    usa_license              134  1 table:usa_license ?FR24
    """

_COLLECTION = """
    number                    20  3 number
    ip_number                 23  9 text
    pr_share                  32  5 share ?TR6
    mr_share                  37  5 share ?TR7
    sr_share                  42  5 share ?TR8
    sign                      47  1 table:inclusion !TR10 ?TR10
    tis                       48  4 tis !TR9 ?TR9
    pr_society                52  4 table:society
    mr_society                56  4 table:society
    sr_society                60  4 table:society
    {agreement}
    recipient                 96  4 text
    """

_AGREEMENT = """
    special_agreements        64  1 table:special_agreement
    first_refusal             65  1 boolean
    submitter_agreement       66 14 text
    society_agreement         80 14 text
    agreement_type            94  2 table:agreement_type
    """

_CONTROLLED_WRITER = {"ip_number": "!TR1", "designation": "!TR7 ?TR8"}
_OTHER_WRITER = {"ip_number": "", "designation": "?TR8"}

VERSION_30: Final = layouts(
    {
        "HDR": """
            sender_type            4  2 text   !ER2
            sender_id              6  4 text   !ER3
            sender_name           10 45 text   !ER5
            filler                55 11 text
            creation_date         66  8 date   !ER10 ?ER10
            creation_time         74  6 time   ?ER10
            transmission_date     80  8 date   !ER11 ?ER11
            character_set         88 15 text
            version              103  3 text   !ER9
            revision             106  3 number
            software             109 30 text
            software_version     139 30 text
            file_name            169 27 text
            """,
        "WRK ISW EXC": """
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
            grand_rights            155  1 boolean ?FR16
            composite_count         156  3 number ?TR20
            printed_edition_date    159  8 date
            exceptional_clause      167  1 flag
            opus_number             168 25 text
            catalogue_number        193 25 text
            priority                218  1 flag
            """,
        "ISR ISA": """
            title                    20 60 text !TR1
            language                 80  2 table:language ?TR2
            submitter_work_number    82 14 text !TR3
            iswc                     96 11 iswc ?FR4
            preferred               107  1 flag
            """,
        "WRI": """
            ip_number                20  9 text
            ipi_name                 29 11 ipi
            last_name                40 45 text
            first_name               85 30 text
            designation             115  2 table:writer_designation
            """,
        "SPU": _PUBLISHER.format(ip_number="!TR2", publisher_type="!TR5 ?TR6"),
        "OPU": _PUBLISHER.format(ip_number="", publisher_type="!FR28 ?FR28 =E"),
        "SPT OPT": _COLLECTION.format(agreement=_AGREEMENT.strip()),
        "SWT OWT": _COLLECTION.format(agreement="filler 64 32 text"),
        "SWR": (_WRITER_HEAD + _WITH_TAX_ID.lstrip("\n")).format(**_CONTROLLED_WRITER),
        "OWR": (_WRITER_HEAD + _WITH_TAX_ID.lstrip("\n")).format(**_OTHER_WRITER),
        "PWR": """
            chain                     20  2 number ?TR7
            publisher_ip_number       22  9 text
            writer_ip_number          31  9 text
            submitter_agreement       40 14 text
            pr_society                54  4 table:society
            society_agreement         58 14 text
            agreement_type            72  2 table:agreement_type
            """,
        "OWK": """
            title                     20 60 text !RR1
            iswc                      80 11 iswc ?FR2
            submitter_work_number     91 14 text
            opus_number              105 25 text
            catalogue_number         130 25 text
            duration                 155  6 time
            language                 161  2 table:language ?FR3
            writer_1_last_name       163 45 text
            writer_1_first_name      208 30 text
            writer_1_ipi_name        238 11 ipi
            writer_1_ipi_base        249 13 text
            writer_2_last_name       262 45 text
            writer_2_first_name      307 30 text
            writer_2_ipi_name        337 11 ipi
            writer_2_ipi_base        348 13 text
            """,
        "PER": """
            last_name                 20 45 text !RR1
            first_name                65 30 text
            ipi_name                  95 11 ipi ?FR2
            isni                     106 16 text
            """,
        "REC": """
            release_date              20  8 date ?FR2
            duration                  28  6 time ?FR3
            isrc                      34 12 isrc ?FR10
            recording_title           46 60 text
            version_title            106 60 text
            display_artist           166 60 text
            ipi_name                 226 11 ipi
            isni                     237 16 text
            record_label             253 60 text
            isrc_validity            313 20 table:validity ?RR18
            submitter_recording_id   333 14 text
            """,
        "ORN": """
            intended_purpose          20  3 table:intended_purpose !RR1 ?RR1
            cd_identifier             23 15 text
            cut_number                38  4 number ?FR5
            library                   42 60 text
            production_title         102 60 text
            filler                   162 60 text
            bltvr                    222  1 table:bltvr ?FR6
            production_number        223 12 text
            episode_title            235 60 text
            episode_number           295 20 text
            year                     315  4 number ?FR8
            avi_society              319  4 table:society
            avi_number               323 15 text
            isan                     338 26 text
            eidr                     364 21 text
            version_name             385 40 text
            """,
        "XRF": """
            organisation              20  4 text !RR1
            identifier                24 14 text !RR
            identifier_type           38  1 table:identifier_type !RR2 ?RR2
            validity                  39  1 table:validity !RR3 ?RR3
            """,
    }
)

WRITERS_WITHOUT_TAX_ID: Final = layouts(
    {
        "SWR": (_WRITER_HEAD + _WITHOUT_TAX_ID.lstrip("\n")).format(**_CONTROLLED_WRITER),
        "OWR": (_WRITER_HEAD + _WITHOUT_TAX_ID.lstrip("\n")).format(**_OTHER_WRITER),
    }
)
"""Writers as some 3.0 files have them: without the tax id, all after it stands nine earlier."""
