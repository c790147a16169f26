"""The mail gate over SMTP: mail programs hand letters in and get the next server's answer."""

from worklog.smtp.listening import Gate, run_gate

__all__ = ["Gate", "run_gate"]
