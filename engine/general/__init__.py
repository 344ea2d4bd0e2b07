"""The general model, which picks particles that it has never seen: its training on simulation alone, and its file."""
