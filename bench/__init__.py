"""Benchmarks that print JSON; not tests, and never timed in CI."""
