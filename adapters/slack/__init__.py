"""Slack: payloads become requests, answers and messages become Block Kit."""
