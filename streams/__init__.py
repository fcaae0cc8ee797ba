"""Everything that moves events: Faust app, agents, state tables, the local stack, importers, command line."""
