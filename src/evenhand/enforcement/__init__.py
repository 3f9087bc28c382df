"""What follows from decisions that persons confirmed: strikes, rungs, actions on each surface, review, appeals."""
