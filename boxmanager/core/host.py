"""What the features may use of the main window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PyQt5.QtWidgets import QWidget

Slots = Mapping[str, Callable[..., Any]]  # what each action calls, by the action's name


class Host(Protocol):
    """The narrow interface of the main window that features are given."""

    @property
    def dialog_parent(self) -> QWidget:
        """The widget that dialogs open over."""

    def show_message(self, text: str) -> None:
        """Show a sentence in the status bar for a few seconds."""

    def offer_undo(self, text: str) -> None:
        """Show what the last edit did over the micrograph, with a button that undoes it, until the next edit."""

    def show_busy(self, text: str) -> None:
        """Show what is being waited for; an empty text ends it."""

    def confirm(self, title: str, text: str, button: str) -> bool:
        """Ask a question and return whether the user pressed `button`."""

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point of the current micrograph (px, y up) to the centre of the canvas."""
