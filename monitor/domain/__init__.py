"""What the program knows: pure rules, without clock, network, files or framework."""
