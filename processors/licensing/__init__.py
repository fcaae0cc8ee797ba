"""Licences: who may use what, where, when, and at which price."""
