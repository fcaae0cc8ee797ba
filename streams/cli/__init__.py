"""The command line: one file a command, all of it over the same stack, codecs and warehouse reader."""
