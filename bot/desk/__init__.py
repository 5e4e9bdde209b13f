"""The desk: whoever wants to change a case goes through here, and every step is written down."""
