"""The check of types on a fair sample: «выборочная проверка типов».

A week's counted work is frozen as a list (`frame`) whose root is published before anybody can know the seed (`seed`).
The seed puts every entry in an order that anyone can recompute (`draw`, `snapshot`). An administrator judges the first
few blind (`masking`, `recoding`). A disagreement is a `finding`: the employee reads it, agrees or appeals, and another
person decides. What the sample says about the rest is an estimate (`estimate`) and evidence (`evidence`), never
a deduction.
"""
