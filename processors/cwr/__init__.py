"""CISAC Common Works Registration (CWR 2.1, 2.2, 3.0): its edits as pure functions.

A reader makes ``WorkTransaction`` and ``AgreementTransaction`` of a file's records; the functions
here say what is wrong with them, as data. Edits are named as messages name them: record type, level
and number, so ``NWR T011`` is the eleventh transaction-level edit of a work registration.

Source: CISAC CWR19-1070R1, functional specifications 2.2 revision 2 (2022), and CWR19-0479, the
user manual of the newer format (2019). The edits of 3.0 are not public: those of 2.2 are applied,
but for what 3.0 has no fields for. Edits that concern one society alone are not applied.

Not applied, as a transaction alone cannot tell: NWR T007 and T020 (who has collection shares has a
territory record; without the record nothing says that there are shares), SPU R004 (an administrator
has the right to act), and all that compare with agreements, works, parties or IPI data on file, but
for T002 and T013, of which the caller says what is known. T001, T008, T022 and T043, on the order
of records, and the edits of single fields are the reader's.
"""
