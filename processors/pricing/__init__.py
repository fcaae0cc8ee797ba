"""The price of usage lines, and which account each unit of it is in."""
