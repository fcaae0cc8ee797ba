"""Faults on a real stack: a seeded schedule, what is done, and what must come out all the same."""
