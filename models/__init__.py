"""The rule book: entities and rules in the words of the trade; no session, no network, no clock."""
