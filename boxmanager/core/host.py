"""The interface of the main window that features may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PyQt5.QtWidgets import QWidget

Slots = Mapping[str, Callable[..., Any]]  # the callable of each action, by the action's name


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
        """Show a message until it is replaced; an empty text removes it."""

    def confirm(self, title: str, text: str, button: str) -> bool:
        """Ask a question and return whether the user pressed `button`."""

    def choose(self, title: str, text: str, buttons: Sequence[str]) -> int | None:
        """Ask a question and return the index of the button that the user pressed; None if the user cancelled."""

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point of the current micrograph (px, y up) to the centre of the canvas."""
