"""The rows of pay, a module per noun; each is only ever added. What a closing froze is copied, never recomputed."""
