"""The command line: one module per noun, gathered by `door`. `naryad --help` is the map."""
