"""The last page of the export dialog: the next steps in the other program."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.dialogs.last_page import LastPage
from iceboxer.boxmanager.dialogs.written import WrittenView
from iceboxer.boxmanager.document.handover import ExportTarget, HandoverPlan


class StepsPage(LastPage):
    """Three steps in RELION or cryoSPARC beside what was written."""

    def __init__(self, style: Style, program: str, parent: QWidget | None = None) -> None:
        self.written = WrittenView(style, program)
        super().__init__(self.written, parent)

    def show_result(self, plan: HandoverPlan, outcome: str, box_size: float, current: Path | None) -> None:
        """Show what was written, on the micrograph `current` if it is among them, and what to do next."""
        self.written.check(plan.items, current, box_size, lambda path: plan.names[path], plan.turned)
        file = html.escape(str(plan.result))
        steps = self._relion(file, box_size) if plan.target is ExportTarget.RELION else self._cryosparc(file, box_size)
        self.show_steps(plan.result, outcome, steps)
        self.buttons.setFocus()

    def _relion(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr("In RELION, open a <b>Particle extraction</b> job."),
            self.tr(
                "On the <b>I/O</b> tab, set <b>micrograph STAR file</b> to your micrographs_ctf.star and "
                "<b>Input coordinates</b> to<br><b>{0}</b>"
            ).format(file),
            self.tr("On the <b>Extract</b> tab, set <b>Particle box size</b> (here {0:g} px), and run the job.").format(
                box_size
            ),
        )

    def _cryosparc(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr(
                "In cryoSPARC, create an <b>Import Particle Stack</b> job with your micrographs as <b>Source "
                "Exposures</b>."
            ),
            self.tr("Set <b>Particle meta path</b> to<br><b>{0}</b>").format(file),
            self.tr(
                "Run the job, check one micrograph with <b>Inspect Particle Picks</b>, then run <b>Extract From "
                "Micrographs</b> (the box size here is {0:g} px)."
            ).format(box_size),
        )
