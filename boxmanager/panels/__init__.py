"""The widgets around the micrograph, one file each. They show the session and call it; they keep no state."""
