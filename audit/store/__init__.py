"""What is read of checks, a module per noun: frozen values out, rows stay inside."""
