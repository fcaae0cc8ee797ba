"""What an event must meet before it is a fact: every fault is collected, none stops the others."""
