"""The review over the whole window: all visible picks, or a sample of them to estimate precision and threshold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.review import (
    FEWEST_TO_CHECK,
    Check,
    Review,
    gather_scored,
    gather_visible,
    listed,
    ordered,
)
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.crop_reader import CropReader
from iceboxer.boxmanager.panels.crop_grid import CropGrid
from iceboxer.boxmanager.panels.review_page import ReviewPage
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.scores import OWN_RANGE
from iceboxer.engine.evaluation.checking import Answer, Estimates

KINDS = {Answer.YES: Kind.LABEL, Answer.NO: Kind.REJECTED}

SETTLED_MS = 150  # after which a threshold counts as set


class ReviewMode(QObject):
    """Shows picks on `page` and turns each answer into a label or a rejected box, as one undo step."""

    shown = pyqtSignal(bool)  # the page is to be shown or hidden
    estimated = pyqtSignal(object)  # the `Estimates` of the last check, None in another project

    def __init__(self, session: Session, style: Callable[[], Style], host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host
        self.reader = CropReader(self)
        self.page = ReviewPage(self.reader, CropGrid(self.reader, style))
        self._thread = Background(self)
        self._review: Review | None = None  # on the page
        self._check: Check | None = None  # kept until its picks are gone, so that a check can be continued
        self._checks = 0
        self._estimated_at = session.view.threshold
        self._estimating = self._estimate_again = False
        self._later = QTimer(self)  # a drag of the threshold changes it many times
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLED_MS)
        self._later.timeout.connect(self._estimate)
        self._trail: list[int] = []  # rows in the order of their answers
        self._answering = False
        self._shape: tuple[int, int] | None = None
        self._project = session.project
        page = self.page
        page.answered.connect(self.answer)
        page.back_wanted.connect(self.back)
        page.show_wanted.connect(self.show_on_micrograph)
        page.left.connect(self.leave)
        page.order_chosen.connect(lambda checking: self.check() if checking else self.review_all())
        page.figures.threshold_wanted.connect(session.set_common_threshold)
        session.boxes_changed.connect(self._boxes_changed)
        session.view_changed.connect(self._view_changed)
        session.size_changed.connect(self._note_shape)
        session.project_changed.connect(self._project_changed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"review_all": self.review_all, "check_picks": self.check}

    @property
    def active(self) -> bool:
        """Whether the page is shown."""
        return self._review is not None

    def review_all(self) -> None:
        """Review all visible picks, the least confident first."""
        session, shape = self.session, self._shape
        micrographs = list(session.project.micrographs)
        every = gather_visible(session.store, in_pieces(micrographs), session.view)
        review = self._thread.call(lambda: Review(ordered(listed(micrographs, every), shape)))
        if not len(review.picks):
            self._refuse(self.tr("No picks are visible. Pick first, or lower the threshold."))
            return
        review.refresh(session.store, in_pieces(review.rows))
        self._show(review)

    def check(self) -> None:
        """Check a sample of the picks, drawn across the confidences; a check that was left is continued."""
        session = self.session
        if self._check is None or not self._check.is_current or self._check.answered == len(self._check.picks):
            micrographs = list(session.project.micrographs)
            scored = gather_scored(session.store, in_pieces(micrographs), session.view)
            every = self._thread.call(lambda: listed(micrographs, scored))
            confidence = every.boxes["confidence"]
            if len(every) < FEWEST_TO_CHECK:
                text = self.tr("Too few picks for a sample ({0} have a confidence). Review all of them.")
                self._refuse(text.format(len(every)))
                return
            if confidence.min() < OWN_RANGE[0] or confidence.max() > OWN_RANGE[1]:
                self._refuse(self.tr("Only picks with confidences from 0 to 1 can be checked. Review all of them."))
                return
            self._checks += 1
            threshold, seed = session.view.threshold, self._checks
            self._check = self._thread.call(lambda: Check(every, None, threshold, seed))
            self._check.refresh(session.store, self._check.rows)
        self._show(self._check)
        self._estimate()

    def leave(self) -> None:
        """Return to the micrograph."""
        if self.active:
            self._review = None
            self.reader.read(None, 1.0, 1)
            self.page.show_review(None, False)
            self.shown.emit(False)

    def show_on_micrograph(self, row: int) -> None:
        """Leave, and select a pick on its micrograph."""
        if self._review is None:
            return
        picks = self._review.picks
        path, box = picks.path(row), picks.boxes[row]
        self.leave()
        self.session.go_to(path)
        self.session.select([int(box["id"])])
        self.host.centre_on(float(box["x"]), float(box["y"]))

    # ── answers ─────────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, row: int, answer: Answer) -> None:
        """Apply an answer and go on to the next pick."""
        review = self._review
        if review is None:
            return
        review.unsure.discard(row)
        if answer is Answer.UNSURE:
            self._set_kind(row, Kind.PICK)
            review.unsure.add(row)
        else:
            self._set_kind(row, KINDS[answer])
        self._trail.append(row)
        following = review.next_open(row)
        if following is not None:
            self.page.grid.go_to(following)
        else:
            self.host.show_message(self.tr("All of these picks are answered."))
        self.page.refresh()
        self._estimate()

    def back(self) -> None:
        """Take the last answer back and return to its pick."""
        if self._review is None:
            return
        if not self._trail:
            self.host.show_message(self.tr("There is no answer to take back."))
            return
        row = self._trail.pop()
        self._review.unsure.discard(row)
        self._set_kind(row, Kind.PICK)
        self.page.grid.go_to(row)
        self.page.refresh()
        self._estimate()

    def _set_kind(self, row: int, kind: Kind) -> None:
        """Change the kind of a pick, as one undo step."""
        assert self._review is not None
        session, path = self.session, self._review.picks.path(row)
        boxes = session.store.boxes(path).copy()
        boxes["kind"][boxes["id"] == self._review.picks.boxes["id"][row]] = kind
        texts = {
            Kind.LABEL: self.tr("accept pick"),
            Kind.REJECTED: self.tr("reject pick"),
            Kind.PICK: self.tr("take back"),
        }
        self._answering = True
        session.edit(texts[kind], {path: boxes})
        self._answering = False

    # ── following the session ───────────────────────────────────────────────────────────────────────────────

    def _show(self, review: Review) -> None:
        begins = self._review is None
        checking = isinstance(review, Check)
        self._review, self._trail = review, []
        side = round(self.page.crop_side(checking) * self.page.devicePixelRatioF())
        self.reader.read(review, self.session.project.box_size, side)
        if begins:
            self.session.select(())  # what is selected may be judged here, out of sight
            self.shown.emit(True)
        self.page.show_review(review, checking)
        first = review.next_open(-1)
        if first:
            self.page.grid.go_to(first)
        if self.session.store.pending():
            self.host.show_message(self.tr("Boxes are still loading; the picks of some micrographs are missing."))

    def _refuse(self, text: str) -> None:
        self.host.show_message(text)
        self.page.order.setCurrentIndex(int(isinstance(self._review, Check)))

    def _boxes_changed(self, paths: list[Path]) -> None:
        """Follow the answers; after an undo, return to the pick that has none any more."""
        for review in {id(r): r for r in (self._review, self._check) if r is not None}.values():
            changed = review.refresh(self.session.store, paths)
            if review is self._review and not self._answering:
                if len(changed):
                    self.page.grid.go_to(int(changed[0]))
                self.page.refresh()
                self._estimate()

    def _view_changed(self) -> None:
        if self._check is not None and self.session.view.threshold != self._estimated_at:
            self._later.start()

    def _estimate(self) -> None:
        """Estimate precision and threshold from the answers so far, in the background."""
        check = self._check
        if check is None or (self.active and check is not self._review):
            return
        if self._estimating:
            self._estimate_again = True  # only the latest answers count
            return
        answers, threshold = check.answers(), self.session.view.threshold
        self._estimating, self._estimate_again, self._estimated_at = True, False, threshold

        def show(found: Estimates) -> None:
            self._estimating = False
            if self._estimate_again:
                self._estimate()
            if check is self._check:
                self.page.figures.show_estimates(found)
                self.estimated.emit(found)

        self._thread.run(lambda: check.estimates(answers, threshold), show, self._failed)

    def _failed(self, sentence: str, details: str) -> None:
        self._estimating = False
        self.session.problem.emit(sentence, details)

    def _note_shape(self) -> None:
        self._shape = self.session.shape or self._shape

    def _project_changed(self) -> None:
        if self.session.project is not self._project:
            self._project = self.session.project
            self._check, self._checks, self._shape = None, 0, None
            self.leave()
            self.estimated.emit(None)

    def close(self) -> None:
        """Stop the threads because the window closes."""
        self._later.stop()
        self.reader.close()
        self._thread.close()
