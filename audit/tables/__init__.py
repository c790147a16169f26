"""The rows of audits, a module per noun; only this domain and the roof import them."""
