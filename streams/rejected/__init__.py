"""Dead letters as a workflow: found, read, and sent again once what refused them is mended."""
