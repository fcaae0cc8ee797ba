"""The same job as other users would write it: plain Faust, Quix Streams, and a loop by hand."""
