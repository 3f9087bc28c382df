"""Detection: mentions of names and the stance of the words around them. Knows no policy, so new policies replay old evidence."""
