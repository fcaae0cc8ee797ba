"""Records of output topics as rows of warehouse tables, in columns."""
