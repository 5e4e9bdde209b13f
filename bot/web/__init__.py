"""Pages in a browser: the retailer's chat, the demo, and how the service is."""
