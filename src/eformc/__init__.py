"""eformc: compiles procedure definitions of government e-forms into JSON Schema, HTML forms and prefill maps."""

__version__ = "0.1.0"
