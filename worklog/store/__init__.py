"""What is read of work, a module per noun: frozen values out, rows stay inside."""
