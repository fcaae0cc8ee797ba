"""Header and footer records: who reports to whom, and the counts that prove a file complete."""

from streams.importers.dsr.profiles.notation import read_table

HEADER_RECORDS = read_table(
    """
HEAD: MessageVersion! Profile! ProfileVersion! MessageId! MessageCreatedDateTime!:T
    FileNumber!:i NumberOfFiles!:i UsageStartDate!:D UsageEndDate!:D SenderPartyId!:X
    SenderName! ServiceDescription RecipientPartyId:X RecipientName RepresentedRepertoire*

FOOT: NumberOfLinesInFile!:i NumberOfLinesInReport:i NumberOfSummaryRecords!:i
    NumberOfBlocksInFile!:i NumberOfBlocksInReport:i

SRFO: NumberOfLinesInReport!:i NumberOfSummaryRecords!:i
"""
)
