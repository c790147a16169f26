"""Norms: what the office's work is made of.

A work type has a code, a portrait that says in words what belongs to it, and norms: dated rules that say how many
minutes one unit takes. Portraits and norms only gain versions; none is ever changed, so that a piece of work can always
show the words and the minutes it was counted by. This package knows nothing of the work itself, of checks or of pay.
"""
