"""Stand-ins for the platforms, as servers on loopback: the real SDKs talk to them."""
