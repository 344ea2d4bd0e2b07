"""The language of the window: English, or a translation that the user chose in the preferences."""

from __future__ import annotations

from importlib.resources import as_file, files

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QTranslator

ENGLISH = "en"
# English is not a translation; the others are drafts until a native speaker has reviewed them
LANGUAGES = {ENGLISH: "English", "de": "Deutsch (draft)", "zh": "中文 (draft)"}
OF_QT = {"de": "qtbase_de", "zh": "qtbase_zh_CN"}  # Qt's own translations of its buttons and dialogs


def install(app: QCoreApplication, language: str) -> None:
    """Translate the texts of widgets that are made from now on; texts without a translation stay English."""
    if language not in LANGUAGES or language == ENGLISH:
        return
    of_qt = QTranslator(app)
    of_qt.load(OF_QT[language], QLibraryInfo.location(QLibraryInfo.LibraryLocation.TranslationsPath))
    app.installTranslator(of_qt)
    app.installTranslator(load(language, app))


def load(language: str, parent: QCoreApplication) -> QTranslator:
    """Return the translation into a language."""
    translator = QTranslator(parent)
    with as_file(files("iceboxer.resources") / "translations" / f"iceboxer_{language}.qm") as path:
        translator.load(str(path))
    return translator
