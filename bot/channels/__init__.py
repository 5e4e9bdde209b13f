"""The ways to reach people; each module speaks one, and is imported only where it serves."""
