"""Naryad: workload norms, typed work, output, audit and piece-rate pay for one office.

The package is two things. Its *floor* (money, days, people, tables, journal, seal, web ...) carries the four
domains, which stand in one line: `norms` <- `worklog` <- `audit` <- `payroll`. Its *roof* (app, cli, demo)
assembles them into a program. docs/architecture.md walks through the house.
"""
