"""Evidence: accepted registrations and trades as leaves of a Merkle log (RFC 6962), and its proofs.

A leaf is never changed or taken back, so a signed head of the log commits to all that was accepted
before it. Checking a proof needs nothing but the proof: `documents` and `verification`.
"""
