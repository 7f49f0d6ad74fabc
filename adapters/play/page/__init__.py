"""The page `/play`: what one browser shows of the playground, and what its visitor does there.

Plain HTML elements with our own style; NiceGUI keeps them in step with this process.
"""
