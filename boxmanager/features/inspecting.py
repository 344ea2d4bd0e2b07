"""Judging micrographs: measuring, excluding them by range or by hand, and the list of those that are kept."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.exclusion import ANY, NO_VERDICT, Range
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.held_steps import HeldSteps
from iceboxer.boxmanager.jobs.measuring import Measurer
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.panels.floating import Floating
from iceboxer.boxmanager.panels.micrographs import MicrographsPanel
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.ctf import MatchedCtf
from iceboxer.engine.data.micrograph_names import OfPath
from iceboxer.engine.errors import EngineError
from iceboxer.engine.inspection.lists import filtered_star, list_of_names, write_list


class Inspecting(QObject):
    """Excludes and includes micrographs, and keeps the exclusion by ranges up to date with the values."""

    def __init__(
        self,
        session: Session,
        saver: Saver,
        settings: Settings,
        canvas: MicrographView,
        host: Host,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.host = session, settings, host
        self.measurer = Measurer(session, lambda: saver.folder, self)
        self.held = HeldSteps(session, self)
        self.notice = Floating(self.tr("Excluded micrograph"), canvas)
        self.panel: MicrographsPanel | None = None
        self._project = session.project
        self._ctf: Path | None = None  # the file that is read
        self.measurer.changed.connect(self._reconcile)
        self.measurer.ctf_read.connect(self._ctf_read)
        session.project_changed.connect(self._project_changed)
        session.exclusion_changed.connect(self._exclusion_changed)
        session.current_changed.connect(self._show_notice)
        session.edit_refused.connect(self._refuse_edit)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "exclude": self.exclude,
            "import_ctf": self.choose_ctf,
            "export_list": self.choose_list,
        }

    def follow(self, panel: MicrographsPanel) -> None:
        """Follow the panel with the table: measure once it is a table, and exclude by its ranges."""
        self.panel = panel
        panel.is_table_changed.connect(lambda on: self.inspect() if on else None)
        panel.limits.moved.connect(self.set_range)
        panel.limits.slider.grabbed.connect(self.held.end)
        panel.limits.measure_wanted.connect(lambda on: self.inspect() if on else self.measurer.stop())
        panel.limits.ctf_wanted.connect(self.choose_ctf)
        panel.limits.export_wanted.connect(self.choose_list)

    def inspect(self) -> None:
        """Measure the micrographs that have not been measured, and look for their CTF."""
        if not self.measurer.inspected.ctf:
            self._read_ctf(self.session.project.ctf)
        self.measurer.start()

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self.measurer.close()

    # ── exclusion ───────────────────────────────────────────────────────────────────────────────────────────

    def exclude(self, *_: object) -> None:
        """Exclude the selected micrographs, or include them again if all are excluded."""
        paths = self.panel.chosen() if self.panel is not None else []
        if paths:
            self.set_excluded(paths, not all(map(self.session.project.is_excluded, paths)))

    def set_excluded(self, paths: Sequence[Path], excluded: bool) -> None:
        """Exclude or include micrographs by hand, as one undo step."""
        known = self.session.project.verdicts
        verdicts = {path: known.get(path, NO_VERDICT).set_by_hand(excluded) for path in paths}
        one = self.tr("exclude a micrograph") if excluded else self.tr("include a micrograph")
        many = self.tr("exclude {0:,} micrographs") if excluded else self.tr("include {0:,} micrographs")
        self.session.judge(counted(len(paths), one, many), verdicts)

    def set_range(self, column: str, limits: Range) -> None:
        """Exclude the micrographs whose value is outside a range; a drag of the range is one undo step."""
        project = self.session.project
        ranges = {name: each for name, each in project.ranges.items() if name != column}
        if limits != ANY:
            ranges[column] = limits
        verdicts = self.measurer.inspected.verdicts(project, ranges)
        dragged = self.panel is not None and self.panel.limits.slider.is_dragged
        with self.held.edit(f"range of {column}", dragged) as gesture:
            self.session.judge(self.tr("range of kept micrographs"), verdicts, ranges, gesture)

    def _reconcile(self) -> None:
        """Apply the ranges to values that have arrived or changed; this is not an undo step."""
        project = self.session.project
        verdicts = self.measurer.inspected.verdicts(project, project.ranges)
        if verdicts:
            self.session.set_verdicts(verdicts, project.ranges, by_hand=False)

    def _exclusion_changed(self) -> None:
        if self.session.project.ctf != self._ctf:
            self._read_ctf(self.session.project.ctf)  # another window has read another file
        self._show_notice()

    def _show_notice(self) -> None:
        """Show that the current micrograph is excluded, and why."""
        current = self.session.current
        if current is None or not self.session.project.is_excluded(current):
            self.notice.hide()
            return
        reasons = [text for _, text in self.session.project.verdicts[current].reasons]
        more = self.tr(" and {0} more").format(len(reasons) - 1) if len(reasons) > 1 else ""
        text = f"⊘ {html.escape(reasons[0])}{more}" if reasons else self.tr("⊘ Excluded by hand")
        self.notice.show_text(text, {self.tr("Include"): lambda: self.set_excluded([current], False)})

    def _refuse_edit(self) -> None:
        self.host.show_message(self.tr("This micrograph is excluded. Include it to edit its boxes  (K)."))

    def _project_changed(self) -> None:
        if self.session.project is self._project:
            return
        self._project, self._ctf = self.session.project, None
        self._show_notice()
        if self._project.ranges or (self.panel is not None and self.panel.is_table):
            self.inspect()

    # ── the CTF ─────────────────────────────────────────────────────────────────────────────────────────────

    def choose_ctf(self) -> None:
        """Ask for a file with defocus and resolution of the micrographs, and read it."""
        current = self.session.current
        first = self._ctf or (current.parent if current else Path())
        name, _ = QFileDialog.getOpenFileName(
            self.host.dialog_parent,
            self.tr("Read CTF"),
            str(first),
            self.tr("CTF of RELION or cryoSPARC (*.star *.cs);;All files (*)"),
        )
        if name:
            self._read_ctf(Path(name))

    def _read_ctf(self, path: Path | None) -> None:
        self._ctf = path
        self.measurer.read_ctf(path)

    def _ctf_read(self, path: Path, matched: MatchedCtf) -> None:
        known = counted(
            len(matched.by_path),
            self.tr("CTF of 1 micrograph read from {1}."),
            self.tr("CTF of {0:,} micrographs read from {1}."),
            path.name,
        )
        self.host.show_message(" ".join([known, *matched.notes()]))
        self._ctf = path
        self.session.set_defocus({each: ctf.defocus for each, ctf in matched.by_path.items()})
        if self.session.project.ctf != path:
            self.session.project.ctf = path
            self.session.touch_index(by_hand=False)

    # ── the list of the remaining ───────────────────────────────────────────────────────────────────────────

    def choose_list(self) -> None:
        """Ask for a file, and write the list of the micrographs that are kept."""
        current = self.session.current
        first = (current.parent if current else Path()) / "kept.star"
        name, chosen = QFileDialog.getSaveFileName(
            self.host.dialog_parent,
            self.tr("Export list of micrographs"),
            str(first),
            self.tr("RELION STAR (*.star);;Text, one path per line (*.txt)"),
        )
        if name:
            path = Path(name) if Path(name).suffix else Path(name + (".txt" if "txt" in chosen else ".star"))
            try:
                self.host.show_message(self.write_list(path))
            except EngineError as e:
                self.session.problem.emit(str(e), "")

    def write_list(self, path: Path) -> str:
        """Write the list of the micrographs that are kept, as STAR or text by the suffix; return what was written.

        A STAR file keeps the columns and the optics groups of the CTF file if that is one of RELION.

        Raises
        ------
        EngineError
            The file cannot be written, or the CTF file cannot be read any more.
        """
        project = self.session.project
        kept = project.included()
        one, many = self.tr("1 micrograph listed in {1}."), self.tr("{0:,} micrographs listed in {1}.")
        left_out = 0
        if path.suffix.lower() != ".star":
            if left_out := len(write_list(path, kept)):
                one = self.tr("1 micrograph listed in {1}; {2:,} left out (line break in the name).")
                many = self.tr("{0:,} micrographs listed in {1}; {2:,} left out (line break in the name).")
        elif project.ctf is None or project.ctf.suffix.lower() != ".star" or not self.measurer.inspected.ctf:
            write_text(path, list_of_names(kept))
        else:
            content, with_row = filtered_star(project.ctf, [OfPath(each) for each in project.micrographs], set(kept))
            write_text(path, content)
            if left_out := len(set(kept) - with_row):
                one = self.tr("1 micrograph listed in {1}; {2:,} left out (no row in {3}).")
                many = self.tr("{0:,} micrographs listed in {1}; {2:,} left out (no row in {3}).")
        return counted(len(kept) - left_out, one, many, path, left_out, project.ctf.name if project.ctf else "")
