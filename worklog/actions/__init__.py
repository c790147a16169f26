"""What people and sources do with work, a module per noun: each function is one change inside one transaction."""
