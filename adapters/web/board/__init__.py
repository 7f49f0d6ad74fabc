"""The board for supervisors in the browser: queue, tickets, people; see `site` for its addresses.

Pages are drawn here and work without a script; a small one lets the clocks run and takes in what
`live` sends.
"""
