"""The matching stage of one partition: which work a reference means, and what waits for one."""
