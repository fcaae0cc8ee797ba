"""The domain: pure functions and small classes over facts.

No Kafka, no Faust, no clock, no I/O, no float money.
"""
