"""The command line: one file a command, all over the same stack, codecs and warehouse reader."""
