"""Look-up tables: the codes a field may have.

Source: CISAC CWR08-3615R1 (look-up tables of 2.x) and, for fields that list their values,
CWR19-1070R1. Societies: SG26-0077 (2026) and those of the older table. Transaction statuses include
those of the user manual of 3.0 (CWR19-0479).
"""

from types import MappingProxyType
from typing import Final

_SOCIETIES: Final = (
    "0-99 101-280 282-366 555 590-592 635 658 672 700-705 707-708 710 758 775-794 888"
)


def _numbers(ranges: str) -> frozenset[str]:
    """Societies as CWR writes them: three digits, and in 3.0 also without leading zeros."""
    found: set[str] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            found |= {f"{number:03}", str(number), f"{number:04}"}
    return frozenset(found)


_LISTED: Final = {
    "agreement_role": "AC AS",
    "agreement_type": "OG OS PG PS",
    "any_title_type": "AT TE FT IT OT TT PT RT ET OL AL",
    "bltvr": "B L T V R",
    "composite_type": "COS MED POT UCO",
    "distribution_category": "JAZ POP SER UNC",
    "excerpt_type": "MOV UEX",
    "identifier_type": "W R P V",
    "inclusion": "I E",
    "instrument": (
        "ACC ACL AFL AHN ALP ALT AMP ARC ASX BAG BAR BAS BBF BBT BCL BDN BDR BEL BFT BGL BGT BHN"
        " BKA BNG BNJ BOB BOY BQF BRC BRT BSN BSP BSS BSX BTN CAL CAR CBC CBN CCL CEL CHM CIM CLR"
        " CNB CNG CNT COM CST CTN CVD CYM DIJ DIZ DJM DRK DRM DUL EBG EFC EGT EHN ELL ELP EOG ERH"
        " EUP FLG FLT FRN GHM GHP GLS GNG GTR HAR HBL HCK HPS HRM HRN HRP HUR KAZ KEY KLV KOT LUT"
        " LYR MAN MAR MBR MCS MEL MEZ MID MSB NAF NAR NHN OBD OBO OND ORG PER PIA PIC PPA PRO PRP"
        " PWH REC RUA SAM SAX SDM SEQ SHK SHM SHO SHW SIT SNR SNS SOP SOU SPO SRC SSX STD SYN TAB"
        " TAM TAP TBA TEN THE THN TIM TMB TMN TRC TRI TRM TSX TTM TYP UKE VCL VDG VIB VID VLA VLN"
        " VOC WBK WHS WTB XYL YQN ZHG ZIT"
    ),
    "intended_purpose": "COM FIL GEN LIB MUL RAD TEL THR VID",
    "language": (
        "AA AB AF AM AR AS AY AZ BA BE BG BH BI BN BO BR CA CO CS CY DA DE DZ EL EN EO ES ET EU FA"
        " FI FJ FO FR FY GA GD GL GN GU HA HI HR HU HW HY IA IE IK IN IS IT IW JA JI JW KA KK KL KM"
        " KN KO KS KU KY LA LN LO LT LV MG MI MK ML MN MO MR MS MT MY NA ND NE NL NO NS OC OM OR PA"
        " PL PM PS PT QU RM RN RO RU RW SA SD SG SH SI SK SL SM SN SO SQ SR SS ST SU SV SW TA TE TG"
        " TH TI TK TL TN TO TR TS TT TW UK UR UZ VE VI VO WO XH YO ZH ZU"
    ),
    "lyric_adaptation": "ADL MOD NEW NON ORI REP TRA UNS",
    "media_type": (
        "CD CD2 CDM CDS CE CE2 CEP CES CXM CXS DC DC2 DL DM DMC DS DV1 DV2 DV3 DV4 DW EMC EP EPM LP"
        " LP2 LP3 LP4 MC MC2 MC3 MC4 MCP MD MD2 MDP MDR MDS MLP MMC RCD RCE RDS RMC RMS S SA SA2"
        " SCD SM2 SMC"
    ),
    "message_level": "E F G R T",
    "music_arrangement": "ADM ARR NEW ORI UNS",
    "post_term": "N O D",
    "prior_royalty": "N A D",
    "publisher_type": "AM AQ E ES ET PA SE",
    "recording_format": "A V",
    "recording_technique": "A D U",
    "sales_manufacture": "S M",
    "special_agreement": "B L N R U Y",
    "standard_instrumentation": (
        "AUD BBA BCH BND BQN BQU BRC BTR BXT CAO CBA CCH CEN CHO CLC COR CQN DCH FLC GML GQT HNC"
        " JZE MCH MXC OQU ORC PCE PDU PFH PQN PQU PTR SBA SGT SOC SOR SQN SQT SQU TBC TCH TPC TUC"
        " UCH WCH WEN WQN WQR YCH"
    ),
    "subject": "DL DW EW GW IQ RQ SC",
    "text_music": "MTN MTX MUS TXT",
    "title_type": "AT TE FT IT TT PT RT ET OL AL",
    "transaction_status": "AC AS CO CR DR DU LD NA NP RA RC RJ SR UN WA",
    "type_of_right": "ALL MEC PER SYN",
    "usa_license": "A B M S",
    "validity": "Y N U",
    "version_type": "MOD ORI",
    "work_type": (
        "AC AL AM AR BD BG BL CC CD CL CT DN FK FM JG JZ LA LN NA OP PK PP RB RK RP SD SG SY TA"
    ),
    "writer_designation": "A AD AR C CA PA SA SR TR",
    "writer_position": "1 2",
}

TABLES: Final = MappingProxyType(
    {name: frozenset(codes.split()) for name, codes in _LISTED.items()}
    | {"society": _numbers(_SOCIETIES)}
)
"""Codes by table name."""

SENDER_TYPES: Final = frozenset({"PB", "SO", "AA", "WR"})
WORK_TYPES: Final = frozenset({"NWR", "REV", "ISW", "EXC", "WRK"})
"""Headers of transactions on one work, with its parties."""

TRANSACTION_TYPES: Final = WORK_TYPES | {"AGR", "ACK", "ISR", "ISA", "DRW", "LIC"}
"""Record types that begin a transaction."""

UNREAD_TYPES: Final = frozenset({"DRW", "LIC", "FTV", "NOT", "NRC", "COP"})
"""Known record types whose layout is not public: passed over, and told."""
