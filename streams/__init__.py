"""All that moves events: Faust app, agents, state, local stack, importers, command line."""
