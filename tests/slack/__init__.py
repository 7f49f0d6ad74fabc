"""The Slack adapter: payloads in, blocks out, and the client between them."""
