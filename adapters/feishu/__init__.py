"""Feishu and Lark: payloads become requests, answers and messages become cards of JSON 2.0.

How much of lark-oapi is used, and why (1.7.5, Python 3.11, 2 cores, measured):

- `import lark_oapi` costs 1.7 s and 149 MiB for 10,968 modules, and so does every import below it,
  since the package imports all of itself first. `sdk` therefore puts bare packages in its place and
  loads only the AES decryptor, the protobuf codec of the long connection and both sets of
  constants: 0.02 s and 3 MiB for 51 modules. Nothing else of this adapter names the SDK.
- Its asynchronous methods open a client for every call (31 ms on the loop) and fetch the token with
  a blocking request inside the coroutine, and none of them retries, paces or renews a token that
  Feishu no longer takes. `client` is one aiohttp session instead.
- Its dispatcher answers 500 to every event without a handler, which Feishu then repeats four times,
  drops what a coroutine answers, and does not notice a repeat. `listen` is one entry for both
  intakes; the inbox of the desk knows repeats across restarts.
- Its long connection looks for an endpoint without a timeout, runs handlers on the loop that must
  answer pings, and does not notice a dead line. `long_connection` does, with the SDK's codec.
"""
