"""The table of all actions, from which menus, toolbar, shortcuts, the shortcut sheet and the palette are made."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from iceboxer.boxmanager.core.plain_text import without_access_key

CONTEXT = "actions"


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate(CONTEXT, text)


@dataclass(frozen=True)
class Spec:
    """An action of the table. `canvas` shortcuts work only while the canvas has the focus.

    Of the actions of a `group` one is checked at a time. An action is enabled while its precondition `needs` holds,
    see `window.enabling`.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    canvas: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""
    needs: str = ""
    tip: str = ""
    short: str = ""  # the text in the toolbar
    separator: bool = False  # a line above the action in its menu


MENUS = (
    ("file", QT_TRANSLATE_NOOP(CONTEXT, "&File")),
    ("edit", QT_TRANSLATE_NOOP(CONTEXT, "&Edit")),
    ("view", QT_TRANSLATE_NOOP(CONTEXT, "&View")),
    ("micrograph", QT_TRANSLATE_NOOP(CONTEXT, "&Micrograph")),
    ("boxes", QT_TRANSLATE_NOOP(CONTEXT, "&Boxes")),
    ("filaments", QT_TRANSLATE_NOOP(CONTEXT, "F&ilaments")),
    ("junk", QT_TRANSLATE_NOOP(CONTEXT, "&Junk")),
    ("learn", QT_TRANSLATE_NOOP(CONTEXT, "&Train and pick")),
    ("help", QT_TRANSLATE_NOOP(CONTEXT, "&Help")),
)
T = QT_TRANSLATE_NOOP

SPECS: tuple[Spec, ...] = (
    Spec("open_folder", "file", T(CONTEXT, "Open &folder…"), ("Ctrl+O",), icon="folder",
         tip=T(CONTEXT, "Open all micrographs in a folder and its subfolders")),
    Spec("open_files", "file", T(CONTEXT, "Open &micrographs…"), ("Ctrl+Shift+O",)),
    Spec("open_project", "file", T(CONTEXT, "Open &project…"), ("Ctrl+Alt+O",)),
    Spec("add_micrographs", "file", T(CONTEXT, "Add micro&graphs…"), ()),
    Spec("recent", "file", T(CONTEXT, "Open &recent")),
    Spec("save", "file", T(CONTEXT, "&Save project"), ("Ctrl+S",), separator=True, needs="micrograph",
         tip=T(CONTEXT, "Save now; a project that has a folder also saves itself after every edit")),
    Spec("save_as", "file", T(CONTEXT, "Save project &as…"), ("Ctrl+Shift+S",), needs="micrograph"),
    Spec("import_boxes", "file", T(CONTEXT, "&Import boxes…"), ("Ctrl+I",), separator=True, needs="micrograph",
         tip=T(CONTEXT, "Add the boxes in files of EMAN, RELION, cryoSPARC, crYOLO, Topaz and other programs")),
    Spec("import_classification", "file", T(CONTEXT, "Import 2-D c&lassification…"), needs="micrograph",
         tip=T(CONTEXT, "Turn picks in good classes of RELION or cryoSPARC into labels and reject discarded ones")),
    Spec("export", "file", T(CONTEXT, "&Export boxes…"), ("Ctrl+E",), icon="export", needs="micrograph",
         tip=T(CONTEXT, "Write the visible boxes for RELION, EMAN, cryoSPARC or crYOLO, or as a table")),
    Spec("export_relion", "file", T(CONTEXT, "Export for RELIO&N…"), needs="micrograph",
         tip=T(CONTEXT, "Write a picking job for RELION 4 and 5, with the micrograph names of the RELION project")),
    Spec("export_cryosparc", "file", T(CONTEXT, "Expor&t for cryoSPARC…"), needs="micrograph",
         tip=T(CONTEXT, "Write one file for cryoSPARC to import, with its micrograph names")),
    Spec("export_star", "file", T(CONTEXT, "Exp&ort STAR (RELION)…"), needs="micrograph"),
    Spec("export_eman", "file", T(CONTEXT, "Export EMAN .&box…"), needs="micrograph"),
    Spec("export_cbox", "file", T(CONTEXT, "Export CBO&X…"), needs="micrograph"),
    Spec("export_csv", "file", T(CONTEXT, "Export CS&V…"), needs="micrograph"),
    Spec("screenshot", "file", T(CONTEXT, "Save pict&ure of the view…"), separator=True, needs="micrograph"),
    Spec("copy_view", "file", T(CONTEXT, "Cop&y picture of the view"), ("Ctrl+Shift+C",), needs="micrograph"),
    Spec("preferences", "file", T(CONTEXT, "Preferen&ces…"), ("Ctrl+,",), separator=True),
    Spec("edit_shortcuts", "file", T(CONTEXT, "E&dit shortcuts…")),
    Spec("quit", "file", T(CONTEXT, "&Quit"), ("Ctrl+Q",)),
    Spec("undo", "edit", T(CONTEXT, "&Undo"), ("Ctrl+Z",), icon="undo"),
    Spec("redo", "edit", T(CONTEXT, "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Spec("select_all", "edit", T(CONTEXT, "Select &all"), (), ("Ctrl+A",), separator=True, needs="micrograph"),
    Spec("select_none", "edit", T(CONTEXT, "Select &nothing"), ("Ctrl+D",), needs="selection"),
    Spec("delete", "edit", T(CONTEXT, "&Delete selection"), (), ("Delete", "Backspace"), needs="selection",
         tip=T(CONTEXT, "Delete labels and reject picks; rejected picks can be restored")),
    Spec("cancel", "edit", T(CONTEXT, "&Cancel drag or selection"), (), ("Esc",)),
    Spec("tool_pan", "view", T(CONTEXT, "&Pan"), ("1",), icon="pan", checkable=True, group="tool",
         tip=T(CONTEXT, "Drag the micrograph; with any tool, hold Space or the middle button")),
    Spec("tool_box", "view", T(CONTEXT, "&Box"), ("2",), icon="box", checkable=True, group="tool",
         tip=T(CONTEXT, "Click to place a box, drag a box to move it, Ctrl+click to delete it")),
    Spec("tool_select", "view", T(CONTEXT, "&Select"), ("3",), icon="select", checkable=True, group="tool",
         tip=T(CONTEXT, "Draw a rectangle around boxes; Shift adds to the selection")),
    Spec("tool_erase", "view", T(CONTEXT, "&Erase"), ("4",), icon="erase", checkable=True, group="tool",
         tip=T(CONTEXT, "Drag over boxes to delete them")),
    Spec("tool_ruler", "view", T(CONTEXT, "&Ruler"), ("5",), icon="ruler", checkable=True, group="tool",
         tip=T(CONTEXT, "Drag to measure a distance in px and Å")),
    Spec("tool_filament", "view", T(CONTEXT, "Filament"), ("F",), icon="filament", checkable=True, group="tool",
         tip=T(CONTEXT, "Click along a filament; a double-click or Return ends it, Esc takes the last point back")),
    Spec("fit", "view", T(CONTEXT, "Zoom to &fit"), ("0",), icon="fit", separator=True, needs="micrograph"),
    Spec("actual", "view", T(CONTEXT, "One to &one"), ("Ctrl+1",), icon="actual", needs="micrograph",
         tip=T(CONTEXT, "Show one pixel of the micrograph as one pixel of the screen")),
    Spec("zoom_in", "view", T(CONTEXT, "Zoom &in"), ("Ctrl++", "Ctrl+="), needs="micrograph"),
    Spec("zoom_out", "view", T(CONTEXT, "&Zoom out"), ("Ctrl+-",), needs="micrograph"),
    Spec("auto_contrast", "view", T(CONTEXT, "Fit &contrast"), ("C",), separator=True, needs="micrograph"),
    Spec("invert", "view", T(CONTEXT, "In&vert"), ("I",), checkable=True, needs="micrograph"),
    Spec("show_rejected", "view", T(CONTEXT, "Show re&jected boxes"), ("J",), checkable=True),
    Spec("colour_by_confidence", "view", T(CONTEXT, "Colour picks by confi&dence"), ("H",), checkable=True,
         tip=T(CONTEXT, "Draw each pick in a colour that shows its confidence")),
    Spec("next_marker", "view", T(CONTEXT, "Change mar&ker"), ("Shift+M",),
         tip=T(CONTEXT, "Mark boxes by a circle of the particle's diameter, the box, a dot or a cross")),
    Spec("size_circle", "view", T(CONTEXT, "P&article circle"), ("O",), checkable=True, needs="micrograph",
         tip=T(CONTEXT, "Show a circle of the assumed particle diameter; drag it to fit a particle, then pick again")),
    Spec("log_histograms", "view", T(CONTEXT, "Logarithmic &histograms"), checkable=True),
    Spec("threshold_down", "view", T(CONTEXT, "&Lower threshold"), (",",), separator=True, needs="micrograph"),
    Spec("threshold_up", "view", T(CONTEXT, "Raise threshold"), (".",), needs="micrograph"),
    Spec("panel_list", "view", T(CONTEXT, "List of &micrographs"), ("F6",), checkable=True, separator=True),
    Spec("micrograph_table", "view", T(CONTEXT, "&Table of micrographs"), ("F8",), checkable=True,
         tip=T(CONTEXT, "Widen the list to a table with ice, sharpness, CTF and other measures of each micrograph")),
    Spec("panel_side", "view", T(CONTEXT, "Side pa&nels"), ("F7",), checkable=True),
    Spec("panel_gallery", "view", T(CONTEXT, "&Gallery"), ("G",), icon="gallery", checkable=True,
         tip=T(CONTEXT, "Show crops of all boxes of this micrograph")),
    Spec("panel_classes", "view", T(CONTEXT, "Classes"), ("Shift+G",), checkable=True,
         tip=T(CONTEXT, "Show averages of the boxes of all micrographs")),
    Spec("panel_strips", "view", T(CONTEXT, "Straightened filaments"), ("Ctrl+G",), checkable=True,
         tip=T(CONTEXT, "Show the filaments of this micrograph as straight strips")),
    Spec("full_screen", "view", T(CONTEXT, "F&ull screen"), ("F11",), checkable=True),
    Spec("previous", "micrograph", T(CONTEXT, "&Previous"), ("A",), ("Left",), icon="previous", needs="micrograph"),
    Spec("next", "micrograph", T(CONTEXT, "&Next"), ("D",), ("Right",), icon="next", needs="micrograph"),
    Spec("next_unlabelled", "micrograph", T(CONTEXT, "Next without &labels"), ("Ctrl+Right",), needs="micrograph"),
    Spec("go_to", "micrograph", T(CONTEXT, "&Go to…"), ("Ctrl+J",), needs="micrograph"),
    Spec("mark_empty", "micrograph", T(CONTEXT, "Mark as &empty"), ("N",), checkable=True, needs="micrograph",
         tip=T(CONTEXT, "Mark this micrograph as free of particles; a training uses it as background"), separator=True),
    Spec("exclude", "micrograph", T(CONTEXT, "E&xclude"), ("K",), checkable=True, needs="micrograph",
         tip=T(CONTEXT, "Neither train on, pick, count nor export the selected micrographs, or include them again")),
    Spec("import_ctf", "micrograph", T(CONTEXT, "Read &CTF…"), needs="micrograph",
         tip=T(CONTEXT, "Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC")),
    Spec("export_list", "micrograph", T(CONTEXT, "Export list of &micrographs…"), needs="micrograph",
         tip=T(CONTEXT, "Write the list of the micrographs that are kept, for RELION or as text")),
    Spec("pixel_size", "micrograph", T(CONTEXT, "Pixel &size…"), (), needs="micrograph"),
    Spec("facts", "micrograph", T(CONTEXT, "&Facts…"), ("Alt+Return",), needs="micrograph",
         tip=T(CONTEXT, "Show the file, the pixels and the boxes of this micrograph in numbers")),
    Spec("remove_micrograph", "micrograph", T(CONTEXT, "&Remove from project"), needs="micrograph"),
    Spec("smaller", "boxes", T(CONTEXT, "S&maller boxes"), ("[",), needs="micrograph"),
    Spec("larger", "boxes", T(CONTEXT, "&Larger boxes"), ("]",), needs="micrograph"),
    Spec("next_uncertain", "boxes", T(CONTEXT, "Ne&xt uncertain pick"), ("U",), separator=True, needs="micrograph",
         tip=T(CONTEXT, "Select the pick closest to the threshold; Return accepts, Delete rejects, the next follows")),
    Spec("review_back", "boxes", T(CONTEXT, "&Back to the pick before"), ("B",), needs="micrograph",
         tip=T(CONTEXT, "Return to the pick that was reviewed before, and take its judgement back")),
    Spec("uncertain_micrograph", "boxes", T(CONTEXT, "Most uncertain micro&graph"), ("Shift+U",), needs="micrograph",
         tip=T(CONTEXT, "Go to the micrograph with the largest share of picks close to the threshold")),
    Spec("review_all", "boxes", T(CONTEXT, "Re&view all picks"), ("Ctrl+R",), needs="micrograph",
         tip=T(CONTEXT, "Judge the visible picks of all micrographs, least confident first, with two keys")),
    Spec("check_picks", "boxes", T(CONTEXT, "Chec&k these picks"), ("Ctrl+Shift+R",), needs="micrograph",
         tip=T(CONTEXT, "Judge forty picks to estimate the precision and the best threshold")),
    Spec("accept_selected", "boxes", T(CONTEXT, "A&ccept selected picks"), (), ("Return", "Enter"), separator=True,
         needs="selection", tip=T(CONTEXT, "Turn the selected picks into labels")),
    Spec("accept", "boxes", T(CONTEXT, "&Accept visible picks"), ("Ctrl+Return",), needs="micrograph",
         tip=T(CONTEXT, "Turn all visible picks into labels, or only the selected ones if there are any")),
    Spec("restore", "boxes", T(CONTEXT, "Resto&re rejected boxes"), ("Ctrl+B",), needs="micrograph",
         tip=T(CONTEXT, "Restore the selected rejected boxes, or all of this micrograph if none is selected")),
    Spec("compare_with_folder", "boxes", T(CONTEXT, "Com&pare with a folder…"), needs="micrograph", separator=True,
         tip=T(CONTEXT, "Show how the boxes in a folder agree with the visible boxes")),
    Spec("compare_with_files", "boxes", T(CONTEXT, "Compare with &files…"), needs="micrograph",
         tip=T(CONTEXT, "Show how the boxes in files agree with the visible boxes; each file is one result")),
    Spec("take_consensus", "boxes", T(CONTEXT, "Replace picks by consens&us…"), needs="comparison",
         tip=T(CONTEXT, "Replace the picks by the boxes that several results agree on")),
    Spec("leave_comparison", "boxes", T(CONTEXT, "End compar&ison"), needs="comparison"),
    Spec("make_classes", "boxes", T(CONTEXT, "Make cla&sses"), needs="ready", separator=True,
         tip=T(CONTEXT, "Average the visible boxes of all micrographs in classes, without a reference")),
    Spec("reject_classes", "boxes", T(CONTEXT, "Re&ject selected classes"), needs="class",
         tip=T(CONTEXT, "Reject the visible picks of the selected classes; the next training learns from them")),
    Spec("label_classes", "boxes", T(CONTEXT, "Label selec&ted classes"), needs="class",
         tip=T(CONTEXT, "Turn the visible picks of the selected classes into labels")),
    Spec("export_classes", "boxes", T(CONTEXT, "&Export selected classes…"), needs="class",
         tip=T(CONTEXT, "Write only the visible boxes of the selected classes")),
    Spec("recentre_boxes", "boxes", T(CONTEXT, "Recentre b&oxes on their classes"), needs="classes",
         tip=T(CONTEXT, "Move the visible boxes onto the centres of their class averages")),
    Spec("clear", "boxes", T(CONTEXT, "&Delete all boxes and filaments here"), needs="micrograph", separator=True),
    Spec("train_filaments", "filaments", T(CONTEXT, "&Train on filaments"), needs="ready",
         tip=T(CONTEXT, "Train on all labelled filaments, then pick the filaments of this micrograph")),
    Spec("pick_filaments_current", "filaments", T(CONTEXT, "&Pick filaments of current"), ("Ctrl+L",), needs="ready",
         tip=T(CONTEXT, "Pick the filaments of this micrograph")),
    Spec("pick_filaments_all", "filaments", T(CONTEXT, "Pick filaments of &all"), ("Ctrl+Shift+L",), needs="ready",
         tip=T(CONTEXT, "Pick the filaments of all micrographs")),
    Spec("pick_filaments_outdated", "filaments", T(CONTEXT, "Pick &outdated filaments again"), needs="ready",
         tip=T(CONTEXT, "Pick the micrographs again whose filaments come from another model or width")),
    Spec("watch_filaments", "filaments", T(CONTEXT, "&Watch a folder for filaments…"),
         tip=T(CONTEXT, "Pick the filaments of micrographs as they arrive in a folder")),
    Spec("filament_cut", "filaments", T(CONTEXT, "&Cut filament here"), (), ("V",), needs="micrograph", separator=True,
         tip=T(CONTEXT, "Cut the filament under the mouse in two")),
    Spec("filament_join", "filaments", T(CONTEXT, "&Join two filaments"), ("L",), needs="two_filaments",
         tip=T(CONTEXT, "Join the two selected filaments at their nearest ends")),
    Spec("filament_segments", "filaments", T(CONTEXT, "&Show segments"), ("Shift+F",), checkable=True,
         tip=T(CONTEXT, "Show a line across each filament where its segments will be")),
    Spec("import_filaments", "filaments", T(CONTEXT, "&Import filaments…"), needs="micrograph", separator=True,
         tip=T(CONTEXT, "Add the filaments in files of EMAN, crYOLO, RELION and cryoSPARC, starts and ends included")),
    Spec("export_filaments", "filaments", T(CONTEXT, "&Export filaments…"), needs="micrograph",
         tip=T(CONTEXT, "Write the visible filaments for RELION, cryoSPARC or EMAN, and show what to set there")),
    Spec("show_junk", "junk", T(CONTEXT, "&Show junk"), ("M",), checkable=True,
         tip=T(CONTEXT, "Tint carbon film, ice, aggregates, dead borders and painted masks")),
    Spec("grey_junk", "junk", T(CONTEXT, "&Grey out picks in junk"), ("Shift+J",), checkable=True,
         tip=T(CONTEXT, "Neither count nor export picks in junk or near it; click one to keep it as a label")),
    Spec("tool_paint", "junk", T(CONTEXT, "&Paint mask"), ("7",), checkable=True, group="tool", separator=True,
         short=T(CONTEXT, "Paint"),
         tip=T(CONTEXT, "Drag to mask an area; [ and ] or Ctrl and the wheel change the brush, Ctrl+drag erases")),
    Spec("tool_unpaint", "junk", T(CONTEXT, "&Erase mask"), ("8",), checkable=True, group="tool",
         short=T(CONTEXT, "Erase"), tip=T(CONTEXT, "Drag over a mask, or over junk that the model sees, to remove it")),
    Spec("tool_outline", "junk", T(CONTEXT, "Mask &outline"), ("9",), checkable=True, group="tool",
         short=T(CONTEXT, "Outline"),
         tip=T(CONTEXT, "Click the corners of an area to mask, or draw around it; Return or a double click closes it")),
    Spec("propose_mask", "junk", T(CONTEXT, "Propose carbon &film"), needs="micrograph", separator=True,
         tip=T(CONTEXT, "Mask the carbon film that the model sees on this micrograph, as a mask that you can edit")),
    Spec("clear_mask", "junk", T(CONTEXT, "&Clear painted mask"), needs="micrograph",
         tip=T(CONTEXT, "Remove everything that was painted and erased on this micrograph")),
    Spec("import_masks", "junk", T(CONTEXT, "&Import masks…"), needs="micrograph", separator=True,
         tip=T(CONTEXT, "Read masks in MRC, TIFF or PNG files that are named like the micrographs")),
    Spec("export_masks", "junk", T(CONTEXT, "E&xport masks…"), needs="micrograph",
         tip=T(CONTEXT, "Write where micrographs are masked as MRC, TIFF or PNG files")),
    Spec("train", "learn", T(CONTEXT, "&Train"), ("Ctrl+T",), needs="ready", short=T(CONTEXT, "Train"),
         tip=T(CONTEXT, "Train on all labels, then pick this micrograph")),
    Spec("assist", "learn", T(CONTEXT, "&Assist"), ("Ctrl+Shift+A",), checkable=True, needs="micrograph",
         short=T(CONTEXT, "Assist"),
         tip=T(CONTEXT, "Train in the background and propose boxes while you label")),
    Spec("pick_current", "learn", T(CONTEXT, "&Pick current"), ("Ctrl+K",), needs="ready", separator=True),
    Spec("pick_all", "learn", T(CONTEXT, "Pick a&ll micrographs"), ("Ctrl+Shift+K",), needs="ready",
         short=T(CONTEXT, "Pick all")),
    Spec("pick_outdated", "learn", T(CONTEXT, "Pick outdated a&gain"), needs="ready",
         tip=T(CONTEXT, "Pick the micrographs again whose picks come from another model or box size")),
    Spec("watch_folder", "learn", T(CONTEXT, "&Watch a folder…"),
         tip=T(CONTEXT, "Pick micrographs as they arrive in a folder")),
    Spec("stop_watching", "learn", T(CONTEXT, "Stop watch&ing"), needs="watch"),
    Spec("stop_job", "learn", T(CONTEXT, "&Stop and keep best"), separator=True, needs="training"),
    Spec("cancel_job", "learn", T(CONTEXT, "&Cancel"), needs="job"),
    Spec("manual", "help", T(CONTEXT, "&Manual"), ("Shift+F1",)),
    Spec("sheet", "help", T(CONTEXT, "&Shortcuts"), ("F1",)),
    Spec("palette", "help", T(CONTEXT, "&Find an action…"), ("Ctrl+Shift+P",)),
    Spec("sample", "help", T(CONTEXT, "Open the sam&ple"), separator=True),
    Spec("log", "help", T(CONTEXT, "&Log"), separator=True,
         tip=T(CONTEXT, "Show the messages and tasks of this run")),
    Spec("report_problem", "help", T(CONTEXT, "&Report a problem…"),
         tip=T(CONTEXT, "Show versions, device and log, to copy into a report")),
    Spec("about", "help", T(CONTEXT, "&About Iceboxer")),
)  # fmt: skip

TOOLBAR = (
    "open_folder", "|", "tool_pan", "tool_box", "tool_select", "tool_erase", "tool_ruler", "tool_filament",
    "|", "size", "|", "undo", "redo", "|", "pick_all", "assist", "train",
    "|", "previous", "next", "fit", "actual", "|", "panel_gallery", "export",
)  # fmt: skip

# The effects of the mouse and of held keys: they are not actions, but the sheet of shortcuts lists them.
GESTURES: tuple[tuple[str, str], ...] = (
    (T(CONTEXT, "Click"), T(CONTEXT, "place a box (tool 2)")),
    (T(CONTEXT, "Drag on a box"), T(CONTEXT, "move it together with all selected boxes")),
    (T(CONTEXT, "Drag beside boxes"), T(CONTEXT, "draw a box and set the size of all boxes (tool 2)")),
    (T(CONTEXT, "Ctrl+click"), T(CONTEXT, "delete a label or reject a pick")),
    (T(CONTEXT, "Shift+drag"), T(CONTEXT, "select boxes")),
    (T(CONTEXT, "Click along a filament"), T(CONTEXT, "draw it; double-click or Return ends, Esc takes a point back")),
    (T(CONTEXT, "Drag a point or the curve"), T(CONTEXT, "bend the selected filament; double-click inserts a point")),
    (T(CONTEXT, "Wheel"), T(CONTEXT, "zoom at the cursor")),
    (T(CONTEXT, "Right drag"), T(CONTEXT, "brightness (up and down) and contrast (left and right)")),
    (T(CONTEXT, "Shift+wheel"), T(CONTEXT, "brightness")),
    (T(CONTEXT, "Click on a greyed pick"), T(CONTEXT, "keep it as a label (tool 2)")),
    (T(CONTEXT, "Ctrl+wheel"), T(CONTEXT, "size of the mask brush (tools 7 and 8)")),
    (T(CONTEXT, "Space or middle button"), T(CONTEXT, "pan while held")),
    (T(CONTEXT, "X"), T(CONTEXT, "hide the boxes while held")),
    (T(CONTEXT, "Arrows"), T(CONTEXT, "nudge the selected boxes by 1 px, with Shift by 10")),
)


def plain(text: str) -> str:
    """Return the translated text of an action without its access key and the ellipsis."""
    return without_access_key(translated(text))
