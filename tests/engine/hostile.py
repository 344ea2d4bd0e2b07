"""Names of micrographs, without suffix, that a file system allows and a program may stumble over."""

from __future__ import annotations

import os

STEMS = {
    "spaces": "  a b  ",
    "newline": "new\nline",
    "tab": "tab\tbed",
    "quotes": "quo\"te's",
    "emoji": "ice 🧊 ❄",
    "option": "--help",
    "pattern": "a%s{0}[b]?*",
    "reserved": "data_loop_",
    "hash": "#1",
    "percent": "100%25",
    "not unicode": os.fsdecode(b"ic\xffe"),
    "255 bytes": "x" * 251,
    "255 bytes of snow": "❄" * 83 + "ab",
    "255 bytes, and the same beginning": "x" * 250 + "y",
}
