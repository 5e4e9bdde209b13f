"""The dialogue: what was said and what is asked next, step by step, decided without any I/O."""
