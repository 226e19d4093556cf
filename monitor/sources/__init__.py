"""Where facts come from: web pages and documents."""
