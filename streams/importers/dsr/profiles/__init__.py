"""The records and profiles of the DDEX DSR standard as data.

Facts (which cells a record has, which are mandatory, which records a profile version uses) are
those of the XSDs published with ddexnet/dsrf and of DSR Part 8; the notation is ours and is
explained in `notation`.
"""
