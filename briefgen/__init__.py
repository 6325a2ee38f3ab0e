"""briefgen: YAML summaries in, one bulletin out, as PDF and as an editable Word file."""

__version__ = "0.1.0"
