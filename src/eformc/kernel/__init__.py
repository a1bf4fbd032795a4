"""The meaning of answers and conditions. The definition all readers follow; it knows nobody above it.

`evaluate.py` is written for clarity and is the norm; the JSON Schema and the pages are translations of the same
closed set of values (`values.py`) and expressions (`expressions.py`).
"""
