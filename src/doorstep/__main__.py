"""`python -m doorstep`, for machines where the `doorstep` command is not on the path."""

from doorstep.cli import main

if __name__ == "__main__":
    main(prog_name="doorstep")
