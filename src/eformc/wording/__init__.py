"""The words people read, in a language: messages, values, conditions, numbers."""
