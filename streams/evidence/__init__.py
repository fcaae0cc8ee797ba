"""The process that keeps the evidence log: reads receipts, signs heads, publishes proofs."""
