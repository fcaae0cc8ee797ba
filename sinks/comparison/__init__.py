"""Two warehouses compared row by row, in ranges of the key, with bounded memory."""
