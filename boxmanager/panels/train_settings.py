"""The training settings: network, start, box size, minutes, device, and a button for the advanced ones."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QComboBox, QFormLayout, QPushButton, QWidget

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.options import STARTS
from iceboxer.boxmanager.panels.size import SizeControl

NETWORKS = ("compact", "yolo")


class TrainForm(QWidget):
    """Form of the training settings, saved on every change."""

    def __init__(
        self,
        session: Session,
        activity: Activity,
        settings: Settings,
        find_device: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.activity, self.settings, self.find_device = activity, settings, find_device
        self.network = self._choice("train_network", NETWORKS, [self.tr("compact"), self.tr("yolo (slow)")])
        self.network.setToolTip(
            self.tr(
                "Network to train: compact trains in seconds on any computer, yolo is the large one of the crYOLO paper"
            )
        )
        self.start = self._choice(
            "train_start", STARTS, [self.tr("active model"), self.tr("general model"), self.tr("scratch")]
        )
        self.start.setToolTip(
            self.tr(
                "Weights to start training from: the active model if there is one, the built-in general model, "
                "or random weights"
            )
        )
        self.box_size = SizeControl(session, plain=True)
        self.minutes = NumberField()
        self.minutes.setRange(0.1, 600)
        self.minutes.setDecimals(1)
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setToolTip(
            self.tr("Length of a training in minutes on an idle machine; a busy one takes longer for the same result")
        )
        self.minutes.setValue(settings.get("train_minutes"))
        self.minutes.valueChanged.connect(lambda value: settings.set("train_minutes", float(value)))
        self.device = QComboBox()
        self.device.setToolTip(
            self.tr("Device that networks run on; auto uses a GPU if there is one, a named device is never replaced")
        )
        self.device.activated.connect(self._device_chosen)
        self.advanced = QPushButton()
        self.advanced.clicked.connect(self._open_advanced)
        self._lay_out()
        activity.device_found.connect(lambda _: self._show_devices())
        self._show_devices()
        self._show_advanced()

    def _choice(self, name: str, values: tuple[str, ...], texts: list[str]) -> QComboBox:
        box = QComboBox()
        box.addItems(texts)
        kept = self.settings.get(name)
        box.setCurrentIndex(values.index(kept) if kept in values else 0)
        box.activated.connect(lambda index: self.settings.set(name, values[index]))
        return box

    def _lay_out(self) -> None:
        for box in (self.network, self.start, self.device):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(self.fontMetrics().height() // 5)
        form.setVerticalSpacing(self.fontMetrics().height() // 4)
        for text, name, widget in (
            (self.tr("Network"), self.tr("Network"), self.network),
            (self.tr("Start from"), self.tr("Start training from"), self.start),
            (self.tr("Box size"), self.tr("Box size"), self.box_size),
            (self.tr("Time"), self.tr("Maximum minutes of training"), self.minutes),
            (self.tr("Device"), self.tr("Device"), self.device),
        ):
            widget.setAccessibleName(name)
            widget.setMinimumWidth(self.fontMetrics().height() * 4)  # narrow, to leave the width to the micrograph
            form.addRow(text, widget)
        form.addRow(self.advanced)

    def _show_devices(self) -> None:
        """List the available devices, and keep the chosen one even if it is missing."""
        chosen = self.settings.get("device")
        self.device.clear()
        self.device.addItems(list(dict.fromkeys([*self.activity.devices, chosen])))
        self.device.setCurrentText(chosen)

    def _device_chosen(self, index: int) -> None:
        self.settings.set("device", self.device.itemText(index))
        self.find_device()

    def _open_advanced(self) -> None:
        from iceboxer.boxmanager.dialogs.advanced import AdvancedDialog

        if AdvancedDialog(self.settings, self).exec():
            self._show_advanced()

    def _show_advanced(self) -> None:
        count = len(self.settings.get("train_advanced"))
        text = self.tr("Advanced ({0} changed)…").format(count) if count else self.tr("Advanced…")
        self.advanced.setText(text)
        self.advanced.setToolTip(self.tr("All other training settings; the defaults suit most data"))
