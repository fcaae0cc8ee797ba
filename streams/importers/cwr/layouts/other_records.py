"""Performers, recordings, origin and instruments of a work (2.1; CWR19-1070R1, 5.19 to 5.24)."""

from typing import Final

from .notation import layouts

OTHER_RECORDS: Final = layouts(
    {
        "PER": """
            last_name                 20 45 text !RR1
            first_name                65 30 text
            ipi_name                  95 11 ipi ?FR2
            ipi_base                 106 13 text
            """,
        "NPR": """
            name                      20 160 national
            first_name               180 160 national
            ipi_name                 340 11 ipi ?FR2
            ipi_base                 351 13 text
            language                 364  2 table:language ?FR4
            performance_language     366  2 table:language ?FR6
            performance_dialect      368  3 text
            """,
        "REC": """
            release_date              20  8 date ?FR2
            constant_1                28 60 text
            duration                  88  6 time ?FR3
            constant_2                94  5 text
            album_title               99 60 text
            album_label              159 60 text
            catalogue_number         219 18 text
            ean                      237 13 ean ?FR9
            isrc                     250 12 isrc ?FR10
            recording_format         262  1 table:recording_format ?FR11 =A
            recording_technique      263  1 table:recording_technique ?FR12 =U
            media_type               264  3 table:media_type ?FR14
            """,
        "ORN": """
            intended_purpose          20  3 table:intended_purpose !RR1 ?RR1
            production_title          23 60 text
            cd_identifier             83 15 text
            cut_number                98  4 number ?FR5
            library                  102 60 text
            bltvr                    162  1 table:bltvr ?FR6
            filler                   163 25 text
            production_number        188 12 text
            episode_title            200 60 text
            episode_number           260 20 text
            year                     280  4 number ?FR8
            avi_society              284  3 table:society ?FR9
            avi_number               287 15 text
            """,
        "INS": """
            voices                    20  3 number
            standard_type             23  3 table:standard_instrumentation
            description               26 50 text
            """,
        "IND": """
            instrument                20  3 table:instrument !RR1 ?RR1
            players                   23  3 number ?RR2
            """,
    }
)
