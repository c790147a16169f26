"""How fast the program is, told as ratios: each figure beside a yardstick measured in the same run.

`python -m bench` (or `make bench`) fills an office with a month of work, takes every figure, and prints one table.
docs/performance.md says how to read it.
"""
