"""The contract: Avro schemas, wire format, registry, models, identifiers and enums.

No business rules.
"""
