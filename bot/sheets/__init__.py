"""Sheets that people send to be taken in: checked, shown, written, and taken back."""
