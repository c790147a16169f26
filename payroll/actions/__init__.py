"""What people do with pay, a module per noun: each function is one change inside one transaction."""

from payroll.actions.closing import close_month
from payroll.actions.export import record_export
from payroll.actions.month import approve_month, freeze_month, reopen_month
from payroll.actions.rate import name_kind, set_rate

__all__ = [
    "approve_month",
    "close_month",
    "freeze_month",
    "name_kind",
    "record_export",
    "reopen_month",
    "set_rate",
]
