"""The rights stage of one partition: ownership, prices, cases and anomalies of its works."""
