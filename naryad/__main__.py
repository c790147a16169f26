"""`naryad` and `python -m naryad`."""

from naryad.cli.door import main

if __name__ == "__main__":
    main()
