"""DOICheck: a functional test suite for readers of stance towards designated entities. A test, never training data."""
