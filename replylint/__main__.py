"""`python -m replylint`."""

from replylint.front import main

if __name__ == "__main__":
    main()
