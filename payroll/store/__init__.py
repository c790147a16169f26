"""What is read of pay, a module per noun: frozen values out, rows stay inside."""

from payroll.store.month import month_state
from payroll.store.snapshot import month_snapshot, person_snapshot, work_lines

__all__ = ["month_snapshot", "month_state", "person_snapshot", "work_lines"]
