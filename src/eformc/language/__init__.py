"""The language authors write, lowered to the model. Every mistake becomes a diagnostic, as many as possible in a run."""
