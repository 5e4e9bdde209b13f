"""What is wrong with a file that can't be laid bare."""


class Damaged(Exception):
    """The file is not whole, or not what it begins as."""
