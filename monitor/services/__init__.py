"""What the program does: one use in each module."""
