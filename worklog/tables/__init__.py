"""The rows of the worklog, a module per noun; only this domain and the roof import them."""
