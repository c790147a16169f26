"""What people do with checks, a module per noun: each function is one change inside one transaction."""
