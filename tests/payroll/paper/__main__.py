"""Writes docs/pay.md anew."""

from tests.payroll.paper.page import FILE, page

if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
