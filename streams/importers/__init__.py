"""Importers: readers that turn files from the field into typed columns, without Kafka and without
Faust.
"""
