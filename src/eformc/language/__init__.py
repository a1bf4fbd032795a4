"""What authors write and how it lowers to the model. Every mistake becomes a diagnostic, as many as possible in a run."""
