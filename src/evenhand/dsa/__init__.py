"""EU statements of reasons (DSA Art. 17 and 24(5)): the Transparency Database's schema and an offline validator."""
