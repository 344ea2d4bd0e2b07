"""The translations: what the window loads is what translators wrote, and fits the texts of the window."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.language import LANGUAGES, load
from iceboxer.boxmanager.core.plain_text import without_access_key
from iceboxer.boxmanager.window.actions import CONTEXT, MENUS, SPECS
from tests.scripts import load_script

update = load_script("translations/update.py")

CODE = """
class Base(QWidget):
    def name(self):
        return self.tr("one " "text")
class Panel(Base):
    pass
def write(session):
    return session.tr("in the session")
"""


@pytest.fixture(scope="module")
def texts() -> dict[tuple[str, str], str]:
    return update.collect()


@pytest.mark.parametrize("language", update.LANGUAGES)
def test_the_window_loads_what_the_translators_wrote(
    qapp: QApplication, texts: dict[tuple[str, str], str], language: str
) -> None:
    translator = load(language, qapp)
    written = update.read(update.FILES / f"iceboxer_{language}.ts")
    assert len(written) >= 0.9 * len(texts)
    for (context, text), (translation, _) in written.items():
        assert translator.translate(context, text.encode()) == translation
        fields = [sorted(re.findall(r"\{[^}]*\}|<[^>]*>", each)) for each in (text, translation)]
        assert fields[0] == fields[1], text
        assert translation.replace("&&", "").count("&") <= 1, text
    assert translator.translate("nowhere", "Never translated") in ("", None)


def test_drafts_are_marked_until_all_is_reviewed() -> None:
    for language in update.LANGUAGES:
        written = update.read(update.FILES / f"iceboxer_{language}.ts").values()
        assert all(finished for _, finished in written) != ("(draft)" in LANGUAGES[language])


def test_a_text_is_collected_in_the_context_in_which_the_window_looks_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(update, "SOURCES", tmp_path)
    monkeypatch.setattr(update, "ROOT", tmp_path)
    assert set(update.collect()) == {
        ("Base", "one text"),
        ("Panel", "one text"),
        ("Session", "in the session"),
    }
    with pytest.raises(ValueError, match="no literal"):
        list(update.texts_of(ast.parse("class A:\n    def f(self): self.tr(text)"), "code.py"))


def test_every_text_of_the_window_can_be_collected(texts: dict[tuple[str, str], str]) -> None:
    assert ("actions", "&File") in texts
    assert ("actions", "Pick all") in texts
    assert ("junk", "Carbon film") in texts
    assert "" not in {context for context, _ in texts}


@pytest.mark.parametrize("text", ["Open &folder…", "&Open folder…", "Open folder(&F)…", "Open folder"])
def test_names_of_actions_have_no_access_key(text: str) -> None:
    assert without_access_key(text) == "Open folder"


@pytest.mark.parametrize("language", ["en", *update.LANGUAGES])
def test_no_letter_opens_two_entries_of_a_menu(language: str) -> None:
    written = {} if language == "en" else update.read(update.FILES / f"iceboxer_{language}.ts")
    menus: dict[str, list[str]] = {"": [title for _, title in MENUS]}
    for spec in SPECS:
        menus.setdefault(spec.menu, []).append(spec.text)
    for menu, entries in menus.items():
        shown = (written[CONTEXT, text][0] if written else text for text in entries)
        letters = Counter(found.lower() for text in shown for found in re.findall("&([^& ])", text))
        assert [letter for letter, count in letters.items() if count > 1] == [], menu
