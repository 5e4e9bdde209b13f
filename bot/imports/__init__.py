"""Imports: files that people keep in spreadsheets, read row by row with every fault named."""
