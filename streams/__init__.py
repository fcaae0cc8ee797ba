"""All that moves events: Faust app, agents, state tables, local stack, importers, command line."""
