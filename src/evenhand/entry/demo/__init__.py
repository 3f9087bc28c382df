"""The demo: the news story with fictional account holders, told on the terminal."""
