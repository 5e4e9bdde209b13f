"""The console: see the whole, keep the rules. Each page is one module with one router."""
