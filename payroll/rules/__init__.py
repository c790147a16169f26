"""The rules of pay, a module per noun: each is pure, exact, dated, and names the law it comes from (docs/pay.md)."""
