"""The local stack: a real Kafka broker and supervised processes, from Python packages alone."""
