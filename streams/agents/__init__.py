"""How each stage reads, answers and keeps its state. What the agents decide is in processors."""
