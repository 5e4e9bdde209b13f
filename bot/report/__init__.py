"""The monthly report: its findings in words, its pictures, its numbers for other programs."""
