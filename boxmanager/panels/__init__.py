"""The panels around the micrograph, one per module. They display the session and call it, and hold no state."""
