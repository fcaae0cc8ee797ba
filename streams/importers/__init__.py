"""Importers: readers of the field's files into typed columns, without Kafka and without Faust."""
