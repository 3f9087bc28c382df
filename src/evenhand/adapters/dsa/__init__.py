"""The EU's DSA Transparency Database over HTTP. Nothing is sent unless an address and a token are configured."""
