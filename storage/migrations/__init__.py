"""The schema's history: numbered steps, each small, none ever changed once released."""
