"""The ways to reach people; each module speaks one of them, and is imported only where it serves."""
