"""docs/pay.md: every rule of pay for an accountant, with lines that the engine itself has counted.

`python -m tests.payroll.paper` writes the file; a test fails while it differs from what the engine says.
"""
