"""The agents: how each stage reads, answers and keeps its state. What they decide is in processors."""
