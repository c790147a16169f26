"""Worklog: every letter, call and document of the office, each with its type, or it does not leave.

An *entry* is one piece of work; a *coding* says which type it is, and is never edited, only followed by another.
An entry counts once: a letter when the next mail server has accepted it, a call when it is typed, a document when
its number is issued. The day page shows a person their own work; a day is accepted by itself unless it is amber.
"""
