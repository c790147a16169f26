"""The rows of norms, a module per noun; only this domain and the roof import them."""
