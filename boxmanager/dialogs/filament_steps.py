"""The end of an export of filaments: the file read back over a micrograph, and what to set in the other program."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.dialogs.last_page import LastPage
from iceboxer.boxmanager.dialogs.psi_view import PsiView
from iceboxer.boxmanager.document.display import Picture
from iceboxer.boxmanager.document.filament_export import FilamentPlan, FilamentReadBack, read_back_filaments
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import read_picture
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.interop.filaments import CRYOSPARC, ENDS, FILAMENT_CBOX, HELICES, PAIRS, SEGMENTS


def _tr(text: str) -> str:
    return QCoreApplication.translate("FilamentSteps", text)


def steps_for(plan: FilamentPlan, pixel_size: float | None) -> list[str]:
    """Return the steps in the other program as rich text; `pixel_size` in Å/px is that of the micrographs."""
    file = f"<br><b>{html.escape(str(plan.result))}</b>"
    widths = [f.width for item in plan.items for f in item.boxes]
    box = round(BOX_RATIO * max(widths, default=0))
    if plan.target in (SEGMENTS, PAIRS):
        return [
            _tr("In RELION, open a <b>Particle extraction</b> job."),
            _tr(
                "On the tab <b>I/O</b>, set <b>micrograph STAR file</b> to your micrographs_ctf.star and "
                "<b>Input coordinates</b> to{0}"
            ).format(file),
            _tr("On the tab <b>Extract</b>, set <b>Particle box size</b>: at least {0:,} px.").format(box),
            *_helix_tab(plan, pixel_size),
        ]
    if plan.target == CRYOSPARC:
        return [
            _tr("In cryoSPARC, create an <b>Import Particle Stack</b> job with your micrographs as Source Exposures."),
            _tr("Set <b>Particle meta path</b> to{0}").format(file),
            _tr("Run <b>Extract From Micrographs</b> with a box of at least {0:,} px.").format(box),
            _tr("The filament fields (identity, position, direction) are kept for helical refinement."),
        ]
    if plan.target in (HELICES, ENDS):
        return [_tr("In EMAN2, open the micrograph with <b>e2helixboxer.py</b> and load its file in{0}").format(file)]
    assert plan.target == FILAMENT_CBOX
    return [_tr("Iceboxer and crYOLO's box manager open the files in{0}").format(file)]


def _helix_tab(plan: FilamentPlan, pixel_size: float | None) -> list[str]:
    """Return what to tick on RELION's tab Helix."""
    diameter = max((f.width for item in plan.items for f in item.boxes), default=0.0) * (pixel_size or 1.0)
    bimodal = _tr("No") if plan.polar else _tr("Yes")
    pairs = plan.target == PAIRS
    steps = [
        _tr(
            "On the tab <b>Helix</b>: <b>Extract helical segments?</b> Yes. <b>Tube diameter</b>: {0:,.0f} Å. "
            "<b>Use bimodal angular priors?</b> {1}. <b>Coordinates are start-end only?</b> {2}."
        ).format(diameter, bimodal, _tr("Yes") if pairs else _tr("No"))
    ]
    if not pairs:
        steps.append(_tr("Psi, tilt and track lengths come from the files; RELION keeps them."))
        return steps
    settings = plan.settings
    if settings.rise and settings.subunits:
        number, rise = settings.subunits, settings.rise
    else:
        number, rise = 1, settings.spacing_px(pixel_size) * (pixel_size or 1.0)
    steps.append(
        _tr(
            "There too: <b>Cut helical tubes into segments?</b> Yes. <b>Number of unique asymmetrical units</b>: "
            "{0:,}. <b>Helical rise</b>: {1:.2f} Å. Each straight piece of a bent filament becomes a tube of its own."
        ).format(number, rise)
    )
    return steps


class FilamentStepsPage(LastPage):
    """The written segments of one micrograph with their psi, beside the next steps."""

    def __init__(self, style: Style, thread: Background) -> None:
        self._thread = thread
        self.view, self.text, written = PsiView(style), rich_label(), QWidget()
        super().__init__(written)
        self.text.setWordWrap(True)
        left = QVBoxLayout(written)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.view, 1)
        left.addWidget(self.text)

    def show_result(self, plan: FilamentPlan, outcome: str, current: Path | None, pixel_size: float | None) -> None:
        """Show what was written, on the micrograph `current` if it is among them, and what to do next."""
        self.show_steps(plan.result, outcome, steps_for(plan, pixel_size))
        item = next((item for item in plan.items if item.micrograph == current), plan.items[0])
        self.text.setText(self.tr("Reading {0}…").format(html.escape(item.target.name)))

        def work() -> tuple[Picture, FilamentReadBack]:
            return read_picture(item.micrograph), read_back_filaments(plan, item)

        def done(result: tuple[Picture, FilamentReadBack]) -> None:
            picture, found = result
            self.view.show_picture(picture)
            self.view.show_segments(found.segments, max(plan.segments(item).spacing, item.boxes[0].width / 4))
            self.text.setText(self._sentence(found))

        def failed(sentence: str, details: str) -> None:  # noqa: ARG001  (the file is named in the sentence)
            self.text.setText(html.escape(sentence))

        self._thread.run(work, done, failed)

    def _sentence(self, found: FilamentReadBack) -> str:
        where = html.escape(found.file.name), html.escape(found.micrograph.name)
        if not found.same:
            text = self.tr("<b>{0} does not hold the exported filaments of {1}. Export again.</b>")
            return text.format(*where)
        one, many = (
            self.tr("Read back from {1}, over {2}: 1 segment. "),
            self.tr("Read back from {1}, over {2}: {0:,} segments. "),
        )
        text = counted(len(found.segments), one, many, *where)
        if found.has_psi:
            return text + self.tr("Each bar is drawn from psi in the file; all lie along their filaments.")
        return text + self.tr("The file holds points; the other program computes psi from them as drawn.")
