"""`python -m fangzhi` is the same program as `fangzhi`."""

from fangzhi.cli import main

if __name__ == "__main__":
    main()
