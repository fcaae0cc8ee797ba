"""Ownership of a work as segments: right, territory set, half-open time, shares and status."""
