"""What the services need from outside, as Protocols, and the plain values that pass through them."""
