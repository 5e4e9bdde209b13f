"""Understanding: what a retailer wrote, as a value the dialogue can act on."""
