<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="de">
  <context>
    <name>AdvancedDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>Advanced training settings</source>
      <translation type="unfinished">Erweiterte Trainingseinstellungen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>Leave empty for the default, which works for most data.</source>
      <translation type="unfinished">Für den Standard leer lassen; er passt für die meisten Daten.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>automatic</source>
      <translation type="unfinished">automatisch</translation>
    </message>
  </context>
  <context>
    <name>Ask</name>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>Replace</source>
      <translation type="unfinished">Ersetzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>Replace files?</source>
      <translation type="unfinished">Dateien ersetzen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>{0:,} file in {1} already exists. Its contents will be lost. Replace it?</source>
      <translation type="unfinished">{0:,} Datei in {1} existiert bereits. Ihr Inhalt geht verloren. Ersetzen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>{0:,} files in {1} already exist. Their contents will be lost. Replace them?</source>
      <translation type="unfinished">{0:,} Dateien in {1} existieren bereits. Ihr Inhalt geht verloren. Ersetzen?</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <location filename="../../boxmanager/panels/notices.py"/>
      <source>Dismiss</source>
      <translation type="unfinished">Schließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/notices.py"/>
      <source>Suggested action</source>
      <translation type="unfinished">Vorgeschlagener Schritt</translation>
    </message>
  </context>
  <context>
    <name>BoxedProject</name>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">Die Datei bleibt unverändert; eine neue Maske dieser Aufnahme wird in eine andere Datei gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of box size to {0:g} px</source>
      <translation type="unfinished">Boxgröße auf {0:g} px ändern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of the diameter to {0:.0f} px</source>
      <translation type="unfinished">Durchmesser auf {0:.0f} px ändern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete box</source>
      <translation type="unfinished">Box löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete {0} boxes</source>
      <translation type="unfinished">{0} Boxen löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>draw box</source>
      <translation type="unfinished">Box zeichnen</translation>
    </message>
  </context>
  <context>
    <name>CheckFigures</name>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>It gives the best balance of precision and recall (F1).</source>
      <translation type="unfinished">Sie ergibt das beste Gleichgewicht von Präzision und Trefferquote (F1).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>No threshold to suggest yet: {0}.</source>
      <translation type="unfinished">Noch kein Vorschlag für die Schwelle: {0}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Precision at threshold {0:.2f}: {1}</source>
      <translation type="unfinished">Präzision bei Schwelle {0:.2f}: {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Set suggested threshold</source>
      <translation type="unfinished">Vorgeschlagene Schwelle setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Set ▼ {0:.2f}</source>
      <translation type="unfinished">▼ {0:.2f} setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Suggested threshold: {0}</source>
      <translation type="unfinished">Vorgeschlagene Schwelle: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>The current threshold is within this range, so there is no reason to change it.</source>
      <translation type="unfinished">Die aktuelle Schwelle liegt in diesem Bereich; es gibt keinen Grund, sie zu ändern.</translation>
    </message>
  </context>
  <context>
    <name>ClassesPanel</name>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>; each picture is {0:.0f} {1} wide</source>
      <translation type="unfinished">; jedes Bild ist {0:.0f} {1} breit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>; {0} no better than random places (≈)</source>
      <translation type="unfinished">; {0} nicht besser als zufällige Stellen (≈)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Average the visible boxes in classes, without a reference</source>
      <translation type="unfinished">Die sichtbaren Boxen ohne Referenz in Klassen mitteln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Best first</source>
      <translation type="unfinished">Beste zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class averages</source>
      <translation type="unfinished">Klassenmittel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class {1}: 1 box</source>
      <translation type="unfinished">Klasse {1}: 1 Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class {1}: {0:,} boxes</source>
      <translation type="unfinished">Klasse {1}: {0:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Classes show which views, ice and contaminants the picks contain.</source>
      <translation type="unfinished">Klassen zeigen, welche Ansichten, welches Eis und welchen Schmutz die Picks enthalten.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Enlarge or shrink the averages</source>
      <translation type="unfinished">Die Mittel größer oder kleiner zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Estimated quality {0:.2f}</source>
      <translation type="unfinished">Geschätzte Qualität {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Export…</source>
      <translation type="unfinished">Exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Label</source>
      <translation type="unfinished">Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Largest first</source>
      <translation type="unfinished">Größte zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Make classes</source>
      <translation type="unfinished">Klassen bilden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Mean confidence {0:.2f}</source>
      <translation type="unfinished">Mittlere Konfidenz {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Members fit no better than random empty places</source>
      <translation type="unfinished">Die Mitglieder passen nicht besser als zufällige leere Stellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Move the visible boxes onto the centres of their averages</source>
      <translation type="unfinished">Die sichtbaren Boxen auf die Mitten ihrer Mittel verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Recentre</source>
      <translation type="unfinished">Zentrieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Reject</source>
      <translation type="unfinished">Verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Reject the visible picks of the selected classes</source>
      <translation type="unfinished">Die sichtbaren Picks der ausgewählten Klassen verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Resolution {0:.0f} {1}</source>
      <translation type="unfinished">Auflösung {0:.0f} {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Sharpest first</source>
      <translation type="unfinished">Schärfste zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Size of the averages</source>
      <translation type="unfinished">Größe der Mittel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Sort order of the classes</source>
      <translation type="unfinished">Reihenfolge der Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Turn the visible picks of the selected classes into labels</source>
      <translation type="unfinished">Die sichtbaren Picks der ausgewählten Klassen zu Labels machen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Write only the boxes of the selected classes</source>
      <translation type="unfinished">Nur die Boxen der ausgewählten Klassen schreiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>px</source>
      <translation type="unfinished">px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:,} of {1:,}</source>
      <translation type="unfinished">{0:,} von {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} greyed by masks</source>
      <translation type="unfinished">{0:.0%} durch Masken ausgegraut</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} overlap a neighbour</source>
      <translation type="unfinished">{0:.0%} überlappen einen Nachbarn</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} still visible</source>
      <translation type="unfinished">{0:.0%} noch sichtbar</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} class</source>
      <translation type="unfinished">{0} Klasse</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} classes</source>
      <translation type="unfinished">{0} Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} of {1:,} boxes</source>
      <translation type="unfinished">{0} von {1:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Å</source>
      <translation type="unfinished">Å</translation>
    </message>
  </context>
  <context>
    <name>ClassificationDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>All classified particles, or the discarded ones: these become rejected.</source>
      <translation type="unfinished">Alle klassifizierten Partikel oder die aussortierten: Diese werden verworfen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>All or discarded</source>
      <translation type="unfinished">Alle oder aussortierte</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Choose the file with all or the discarded particles</source>
      <translation type="unfinished">Datei mit allen oder den aussortierten Partikeln wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Choose the file with the kept particles</source>
      <translation type="unfinished">Datei mit den behaltenen Partikeln wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File with all or the discarded particles</source>
      <translation type="unfinished">Datei mit allen oder den aussortierten Partikeln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File with the kept particles</source>
      <translation type="unfinished">Datei mit den behaltenen Partikeln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File…</source>
      <translation type="unfinished">Datei…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Good classes</source>
      <translation type="unfinished">Gute Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Import</source>
      <translation type="unfinished">Importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Import 2-D classification</source>
      <translation type="unfinished">2-D-Klassifikation importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Kept particles</source>
      <translation type="unfinished">Behaltene Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Move boxes to the particle centres that the classification found</source>
      <translation type="unfinished">Boxen auf die Partikelmitten verschieben, die die Klassifikation gefunden hat</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Numbers of the good classes</source>
      <translation type="unfinished">Nummern der guten Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Picks in good classes become labels; discarded ones are rejected. Ctrl+Z undoes it.</source>
      <translation type="unfinished">Picks in guten Klassen werden Labels, aussortierte werden verworfen. Strg+Z macht es rückgängig.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR- und .cs-Dateien (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>The good classes, if the first file has others too: RELION counts from 1, cryoSPARC from 0.</source>
      <translation type="unfinished">Die guten Klassen, falls die erste Datei auch andere enthält: RELION zählt ab 1, cryoSPARC ab 0.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>all (optional)</source>
      <translation type="unfinished">alle (optional)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>particles.star or particles_selected.cs</source>
      <translation type="unfinished">particles.star oder particles_selected.cs</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>run_it025_data.star or particles_excluded.cs (optional)</source>
      <translation type="unfinished">run_it025_data.star oder particles_excluded.cs (optional)</translation>
    </message>
  </context>
  <context>
    <name>Classifying</name>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box moved onto the centre of its class average.</source>
      <translation type="unfinished">1 Box auf die Mitte ihres Klassenmittels verschoben.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box of the selected classes is a label now.</source>
      <translation type="unfinished">1 Box der ausgewählten Klassen ist jetzt ein Label.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box of the selected classes rejected. The next training learns from it.</source>
      <translation type="unfinished">1 Box der ausgewählten Klassen verworfen. Das nächste Training lernt daraus.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box written to {1}</source>
      <translation type="unfinished">1 Box nach {1} geschrieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>All visible boxes of the classes are on the centres of their averages.</source>
      <translation type="unfinished">Alle sichtbaren Boxen der Klassen liegen auf den Mitten ihrer Mittel.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Export boxes of the selected classes</source>
      <translation type="unfinished">Boxen der ausgewählten Klassen exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Making classes…</source>
      <translation type="unfinished">Bilde Klassen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>No box of this class is visible.</source>
      <translation type="unfinished">Keine Box dieser Klasse ist sichtbar.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>No class is better than classes of random places: the boxes may hold no particles.</source>
      <translation type="unfinished">Keine Klasse ist besser als Klassen zufälliger Stellen: Die Boxen enthalten vielleicht keine Partikel.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>RELION STAR (*.star);;CSV (*.csv)</source>
      <translation type="unfinished">RELION STAR (*.star);;CSV (*.csv)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Round {0} of {1}; not final</source>
      <translation type="unfinished">Runde {0} von {1}; vorläufig</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>The selected classes have no visible picks.</source>
      <translation type="unfinished">Die ausgewählten Klassen haben keine sichtbaren Picks.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>There are no visible boxes to average. Pick or box particles first.</source>
      <translation type="unfinished">Es gibt keine sichtbaren Boxen zum Mitteln. Picken oder boxen Sie zuerst Partikel.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>label a class</source>
      <translation type="unfinished">eine Klasse annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>label {0} classes</source>
      <translation type="unfinished">{0} Klassen annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>recentre boxes</source>
      <translation type="unfinished">Boxen zentrieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>reject a class</source>
      <translation type="unfinished">eine Klasse verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>reject {0} classes</source>
      <translation type="unfinished">{0} Klassen verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes moved onto the centres of their class averages.</source>
      <translation type="unfinished">{0:,} Boxen auf die Mitten ihrer Klassenmittel verschoben.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes of the selected classes are labels now.</source>
      <translation type="unfinished">{0:,} Boxen der ausgewählten Klassen sind jetzt Labels.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes of the selected classes rejected. The next training learns from them.</source>
      <translation type="unfinished">{0:,} Boxen der ausgewählten Klassen verworfen. Das nächste Training lernt daraus.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes written to {1}</source>
      <translation type="unfinished">{0:,} Boxen nach {1} geschrieben</translation>
    </message>
  </context>
  <context>
    <name>Closing</name>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>A folder is being watched. Finished micrographs keep their picks.</source>
      <translation type="unfinished">Ein Ordner wird überwacht. Fertige Aufnahmen behalten ihre Picks.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>A training is running. Closing discards it. Stop it first to keep its best model.</source>
      <translation type="unfinished">Ein Training läuft. Beim Schließen wird es verworfen. Beenden Sie es vorher, um sein bestes Modell zu behalten.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Classes are being made. Closing discards them.</source>
      <translation type="unfinished">Klassen werden gebildet. Beim Schließen werden sie verworfen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Close the window?</source>
      <translation type="unfinished">Fenster schließen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Micrographs are being picked. Finished ones keep their picks.</source>
      <translation type="unfinished">Aufnahmen werden gepickt. Fertige behalten ihre Picks.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Stop and close</source>
      <translation type="unfinished">Beenden und schließen</translation>
    </message>
  </context>
  <context>
    <name>ColumnHeads</name>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Astigm.</source>
      <translation type="unfinished">Astigm.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Astigmatism</source>
      <translation type="unfinished">Astigmatismus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Boxes</source>
      <translation type="unfinished">Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>CTF fit</source>
      <translation type="unfinished">CTF-Fit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>CTF resolution</source>
      <translation type="unfinished">CTF-Auflösung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Columns</source>
      <translation type="unfinished">Spalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Confid.</source>
      <translation type="unfinished">Konfid.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Crystalline ice</source>
      <translation type="unfinished">Kristallines Eis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Crystalline ice: power where ice reflects (3.95–3.4 Å) relative to its neighbours, 1 without</source>
      <translation type="unfinished">Kristallines Eis: Leistung dort, wo Eis reflektiert (3,95–3,4 Å), relativ zur Umgebung; 1 ohne Eis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Dead</source>
      <translation type="unfinished">Tot</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Dead area</source>
      <translation type="unfinished">Tote Fläche</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Defocus</source>
      <translation type="unfinished">Defokus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Difference between the darkest and the brightest regions, in standard deviations</source>
      <translation type="unfinished">Unterschied zwischen den dunkelsten und hellsten Bereichen, in Standardabweichungen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Difference of the two defoci, μm, from the CTF file</source>
      <translation type="unfinished">Differenz der beiden Defokuswerte, μm, aus der CTF-Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Excluded because</source>
      <translation type="unfinished">Ausgeschlossen, weil</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Fraction of the micrograph that junk covers, by the junk map and painted masks</source>
      <translation type="unfinished">Anteil der Aufnahme, den Schmutz bedeckt, nach der Schmutzkarte und gemalten Masken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Fraction of the picture in constant rows and columns at its edges</source>
      <translation type="unfinished">Anteil des Bildes in konstanten Zeilen und Spalten am Rand</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Gradient</source>
      <translation type="unfinished">Gradient</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Ice</source>
      <translation type="unfinished">Eis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Junk</source>
      <translation type="unfinished">Schmutz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean confidence</source>
      <translation type="unfinished">Mittlere Konfidenz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean confidence of the visible picks</source>
      <translation type="unfinished">Mittlere Konfidenz der sichtbaren Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean underfocus, μm, from the CTF file</source>
      <translation type="unfinished">Mittlerer Unterfokus, μm, aus der CTF-Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Name of the micrograph</source>
      <translation type="unfinished">Name der Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Resolution to which the CTF was fitted, Å, from the CTF file</source>
      <translation type="unfinished">Auflösung, bis zu der die CTF angepasst wurde, Å, aus der CTF-Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Share of junk</source>
      <translation type="unfinished">Anteil Schmutz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Sharpness</source>
      <translation type="unfinished">Schärfe</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Sharpness (CTF rings)</source>
      <translation type="unfinished">Schärfe (CTF-Ringe)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Thickness gradient</source>
      <translation type="unfinished">Dickegradient</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visibility of the CTF's rings; near 0 for a blurred or empty picture</source>
      <translation type="unfinished">Sichtbarkeit der CTF-Ringe; nahe 0 bei einem unscharfen oder leeren Bild</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visible boxes</source>
      <translation type="unfinished">Sichtbare Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visible picks and labels</source>
      <translation type="unfinished">Sichtbare Picks und Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Why the micrograph is excluded</source>
      <translation type="unfinished">Warum die Aufnahme ausgeschlossen ist</translation>
    </message>
  </context>
  <context>
    <name>Comparing</name>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>1 pick, on which at least {1} of {2} results agree.</source>
      <translation type="unfinished">1 Pick, in dem mindestens {1} von {2} Ergebnissen übereinstimmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Boxes (*.box *.star *.cbox *.csv *.txt *.cs);;All files (*)</source>
      <translation type="unfinished">Boxen (*.box *.star *.cbox *.csv *.txt *.cs);;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compare with a folder</source>
      <translation type="unfinished">Mit einem Ordner vergleichen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compare with files</source>
      <translation type="unfinished">Mit Dateien vergleichen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compared with &lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">Verglichen mit &lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Comparison</source>
      <translation type="unfinished">Vergleich</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Consensus…</source>
      <translation type="unfinished">Konsens…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>End comparison</source>
      <translation type="unfinished">Vergleich beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Reading boxes…</source>
      <translation type="unfinished">Lese Boxen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Replace picks by the consensus</source>
      <translation type="unfinished">Picks durch den Konsens ersetzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>The picks of all micrographs are replaced by the boxes that at least this many of the {0} results
agree on. Labels and rejected boxes stay, and undo restores the picks.</source>
      <translation type="unfinished">Die Picks aller Aufnahmen werden durch die Boxen ersetzt, in denen mindestens so viele der {0} Ergebnisse
übereinstimmen. Labels und verworfene Boxen bleiben; Rückgängig stellt die Picks wieder her.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>consensus of {0} results</source>
      <translation type="unfinished">Konsens von {0} Ergebnissen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>counting the other micrographs…</source>
      <translation type="unfinished">zähle die anderen Aufnahmen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>in all {0:,} / {1:,} / {2:,}</source>
      <translation type="unfinished">insgesamt {0:,} / {1:,} / {2:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} agreed</source>
      <translation type="unfinished">{0:,} übereinstimmend</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} only here</source>
      <translation type="unfinished">{0:,} nur hier</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} only there</source>
      <translation type="unfinished">{0:,} nur dort</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} picks, on each of which at least {1} of {2} results agree.</source>
      <translation type="unfinished">{0:,} Picks, in denen jeweils mindestens {1} von {2} Ergebnissen übereinstimmen.</translation>
    </message>
  </context>
  <context>
    <name>CropGrid</name>
    <message>
      <location filename="../../boxmanager/panels/crop_grid.py"/>
      <source>Picks under review</source>
      <translation type="unfinished">Picks in der Prüfung</translation>
    </message>
  </context>
  <context>
    <name>Curves</name>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>&lt;br&gt;&lt;b&gt;{0:,} of {1:,}&lt;/b&gt; held-out labels found</source>
      <translation type="unfinished">&lt;br&gt;&lt;b&gt;{0:,} von {1:,}&lt;/b&gt; zurückgehaltenen Labels gefunden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>&lt;br&gt;best AUC &lt;b&gt;{0:.3f}&lt;/b&gt; at epoch {1}</source>
      <translation type="unfinished">&lt;br&gt;beste AUC &lt;b&gt;{0:.3f}&lt;/b&gt; in Epoche {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Epoch {0} · loss {1:.3f}</source>
      <translation type="unfinished">Epoche {0} · Verlust {1:.3f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Loss</source>
      <translation type="unfinished">Verlust</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Loss {0:.3f}</source>
      <translation type="unfinished">Verlust {0:.3f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Share of held-out labels found</source>
      <translation type="unfinished">Anteil der gefundenen zurückgehaltenen Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Training curves</source>
      <translation type="unfinished">Trainingskurven</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Validation AUC</source>
      <translation type="unfinished">Validierungs-AUC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>training</source>
      <translation type="unfinished">Training</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>validation</source>
      <translation type="unfinished">Validierung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>{0}, best: ★</source>
      <translation type="unfinished">{0}, beste: ★</translation>
    </message>
  </context>
  <context>
    <name>DefocusScatter</name>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Confidence of the picks against defocus. Drag a point of the curve, or with Shift all of it</source>
      <translation type="unfinished">Konfidenz der Picks gegen den Defokus. Ziehen Sie einen Punkt der Kurve, oder mit Umschalt die ganze</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Threshold by defocus</source>
      <translation type="unfinished">Schwelle nach Defokus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>defocus, μm</source>
      <translation type="unfinished">Defokus, μm</translation>
    </message>
  </context>
  <context>
    <name>DefocusThreshold</name>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Even out</source>
      <translation type="unfinished">Ausgleichen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Even out the share kept</source>
      <translation type="unfinished">Behaltenen Anteil ausgleichen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Follow the defocus</source>
      <translation type="unfinished">Dem Defokus folgen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Replace the dragged curve by the one that keeps the same share everywhere</source>
      <translation type="unfinished">Die gezogene Kurve durch die ersetzen, die überall denselben Anteil behält</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>The threshold cannot follow the defocus yet: at least 200 picks at two different defoci are needed. Pick more micrographs first.</source>
      <translation type="unfinished">Die Schwelle kann dem Defokus noch nicht folgen: Nötig sind mindestens 200 Picks bei zwei verschiedenen Defokuswerten. Picken Sie zuerst mehr Aufnahmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Threshold follows the defocus</source>
      <translation type="unfinished">Schwelle folgt dem Defokus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Vary the threshold with the defocus, so that the share of picks kept is alike everywhere</source>
      <translation type="unfinished">Die Schwelle mit dem Defokus ändern, sodass überall ein ähnlicher Anteil der Picks bleibt</translation>
    </message>
  </context>
  <context>
    <name>DisplayPanel</name>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Contrast: black and white point</source>
      <translation type="unfinished">Kontrast: Schwarz- und Weißpunkt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Display</source>
      <translation type="unfinished">Anzeige</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit</source>
      <translation type="unfinished">Anpassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit contrast</source>
      <translation type="unfinished">Kontrast anpassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit the contrast to the micrograph  (C)</source>
      <translation type="unfinished">Den Kontrast an die Aufnahme anpassen  (C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Hide details finer than this on screen; picking and training are not affected</source>
      <translation type="unfinished">Feinere Einzelheiten am Bildschirm ausblenden; Picken und Training bleiben unberührt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Invert</source>
      <translation type="unfinished">Invertieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Low-pass</source>
      <translation type="unfinished">Tiefpass</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Swap black and white  (I)</source>
      <translation type="unfinished">Schwarz und Weiß vertauschen  (I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>off</source>
      <translation type="unfinished">aus</translation>
    </message>
  </context>
  <context>
    <name>Editing</name>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>1 micrograph</source>
      <translation type="unfinished">1 Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>All boxes changed from {0:,.0f} to {1:,.0f} px, on {2}.</source>
      <translation type="unfinished">Alle Boxen von {0:,.0f} auf {1:,.0f} px geändert, auf {2}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>Pixel size</source>
      <translation type="unfinished">Pixelgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>The file has none.</source>
      <translation type="unfinished">Die Datei enthält keine.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>The file has {0:.4g}.</source>
      <translation type="unfinished">Die Datei enthält {0:.4g}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept boxes and filaments</source>
      <translation type="unfinished">Boxen und Filamente annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept pick</source>
      <translation type="unfinished">Pick annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept {0} picks</source>
      <translation type="unfinished">{0} Picks annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>delete boxes and filaments</source>
      <translation type="unfinished">Boxen und Filamente löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>nudge</source>
      <translation type="unfinished">verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore box</source>
      <translation type="unfinished">Box wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore boxes and filaments</source>
      <translation type="unfinished">Boxen und Filamente wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore {0} boxes</source>
      <translation type="unfinished">{0} Boxen wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>Å per pixel (0: as in the file). {0}</source>
      <translation type="unfinished">Å pro Pixel (0: wie in der Datei). {0}</translation>
    </message>
  </context>
  <context>
    <name>Enabling</name>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Redo</source>
      <translation type="unfinished">Wiederholen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Redo {0}</source>
      <translation type="unfinished">Wiederholen: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Undo</source>
      <translation type="unfinished">Rückgängig</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Undo {0}</source>
      <translation type="unfinished">Rückgängig: {0}</translation>
    </message>
  </context>
  <context>
    <name>EngineState</name>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Active model: {0}</source>
      <translation type="unfinished">Aktives Modell: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Device: {0}</source>
      <translation type="unfinished">Gerät: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Model: {0}</source>
      <translation type="unfinished">Modell: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Networks run on: {0}
If memory runs out, the job stops with a message and nothing is lost.</source>
      <translation type="unfinished">Netze laufen auf: {0}
Reicht der Speicher nicht, endet die Aufgabe mit einer Meldung, und nichts geht verloren.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>device: {0}</source>
      <translation type="unfinished">Gerät: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>general</source>
      <translation type="unfinished">allgemein</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>the built-in general model</source>
      <translation type="unfinished">das eingebaute allgemeine Modell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>{0} with {1:.0f} GB of memory</source>
      <translation type="unfinished">{0} mit {1:.0f} GB Speicher</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>1 pick of a particle that has a label is left out.</source>
      <translation type="unfinished">1 Pick eines Partikels, das ein Label hat, wird ausgelassen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; box</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; boxes</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; file</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; files</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Dateien</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>All micrographs</source>
      <translation type="unfinished">Alle Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Browse…</source>
      <translation type="unfinished">Wählen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>CBOX – crYOLO, with confidence</source>
      <translation type="unfinished">CBOX – crYOLO, mit Konfidenz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>CSV – table</source>
      <translation type="unfinished">CSV – Tabelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Choose folder</source>
      <translation type="unfinished">Ordner wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Current micrograph only</source>
      <translation type="unfinished">Nur die aktuelle Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>EMAN .box</source>
      <translation type="unfinished">EMAN .box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Export boxes</source>
      <translation type="unfinished">Boxen exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Exported {0} to {1} in {2}.</source>
      <translation type="unfinished">{0} in {1} exportiert, nach {2}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>First lines of the first file</source>
      <translation type="unfinished">Erste Zeilen der ersten Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Folder</source>
      <translation type="unfinished">Ordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Format</source>
      <translation type="unfinished">Format</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Labels are written with a confidence of 1.</source>
      <translation type="unfinished">Labels werden mit Konfidenz 1 geschrieben.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Nothing to export: no boxes pass this threshold.</source>
      <translation type="unfinished">Nichts zu exportieren: Keine Box erreicht diese Schwelle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Output folder</source>
      <translation type="unfinished">Ausgabeordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>STAR – RELION, cryoSPARC</source>
      <translation type="unfinished">STAR – RELION, cryoSPARC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Topaz text</source>
      <translation type="unfinished">Topaz-Text</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} box</source>
      <translation type="unfinished">{0:,} Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Datei wird ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Dateien werden ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} file</source>
      <translation type="unfinished">{0:,} Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} files</source>
      <translation type="unfinished">{0:,} Dateien</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} picks of particles that have a label are left out.</source>
      <translation type="unfinished">{0:,} Picks von Partikeln, die ein Label haben, werden ausgelassen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0} in {1}: all labels, and picks at or above {2:.2f}.</source>
      <translation type="unfinished">{0} in {1}: alle Labels, und Picks ab {2:.2f}.</translation>
    </message>
  </context>
  <context>
    <name>Exporting</name>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>PNG pictures (*.png)</source>
      <translation type="unfinished">PNG-Bilder (*.png)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Picture of the view copied to the clipboard.</source>
      <translation type="unfinished">Bild der Ansicht in die Zwischenablage kopiert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Picture saved as {0}.</source>
      <translation type="unfinished">Bild als {0} gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Save picture of the view</source>
      <translation type="unfinished">Bild der Ansicht speichern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>{0} cannot be written. Check the folder and the free space, or choose another file.</source>
      <translation type="unfinished">{0} kann nicht geschrieben werden. Prüfen Sie den Ordner und den freien Platz, oder wählen Sie eine andere Datei.</translation>
    </message>
  </context>
  <context>
    <name>FactsDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>, boxes of {0:.0f} px</source>
      <translation type="unfinished">, Boxen von {0:.0f} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>, {0:.0f} px wide</source>
      <translation type="unfinished">, {0:.0f} px breit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Black and white</source>
      <translation type="unfinished">Schwarz und Weiß</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Confidences</source>
      <translation type="unfinished">Konfidenzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Copy</source>
      <translation type="unfinished">Kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Extreme pixels</source>
      <translation type="unfinished">Extreme Pixel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Field of view</source>
      <translation type="unfinished">Bildfeld</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Filaments picked with</source>
      <translation type="unfinished">Filamente gepickt mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>File</source>
      <translation type="unfinished">Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>First row in the file</source>
      <translation type="unfinished">Erste Zeile in der Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Folder</source>
      <translation type="unfinished">Ordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Grey values</source>
      <translation type="unfinished">Grauwerte</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Labels</source>
      <translation type="unfinished">Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Marked as</source>
      <translation type="unfinished">Gekennzeichnet als</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>On disk</source>
      <translation type="unfinished">Auf der Platte</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Picked with</source>
      <translation type="unfinished">Gepickt mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Picks</source>
      <translation type="unfinished">Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Pixel size</source>
      <translation type="unfinished">Pixelgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Pixel size set here</source>
      <translation type="unfinished">Hier gesetzte Pixelgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Problem</source>
      <translation type="unfinished">Problem</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Rejected</source>
      <translation type="unfinished">Verworfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Size</source>
      <translation type="unfinished">Größe</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Threshold</source>
      <translation type="unfinished">Schwelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Used by the model for</source>
      <translation type="unfinished">Vom Modell verwendet für</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>bottom</source>
      <translation type="unfinished">unten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>by defocus</source>
      <translation type="unfinished">nach Defokus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>common</source>
      <translation type="unfinished">gemeinsam</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>empty</source>
      <translation type="unfinished">leer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>fitted to {0:,.4g} and {1:,.4g}</source>
      <translation type="unfinished">angepasst auf {0:,.4g} und {1:,.4g}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>mean {0:,.4g}, deviation {1:,.4g}</source>
      <translation type="unfinished">Mittel {0:,.4g}, Abweichung {1:,.4g}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>not in the file</source>
      <translation type="unfinished">nicht in der Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>own</source>
      <translation type="unfinished">eigene</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>top</source>
      <translation type="unfinished">oben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>training</source>
      <translation type="unfinished">Training</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>validation</source>
      <translation type="unfinished">Validierung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,.1f} MB, changed {1}</source>
      <translation type="unfinished">{0:,.1f} MB, geändert {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,} visible of {1:,}</source>
      <translation type="unfinished">{0:,} sichtbar von {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,} × {1:,} px, {2} bits</source>
      <translation type="unfinished">{0:,} × {1:,} px, {2} Bit</translation>
    </message>
  </context>
  <context>
    <name>Feedback</name>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>Reading classified particles…</source>
      <translation type="unfinished">Lese klassifizierte Partikel…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>These files hold no particles of the open micrographs.</source>
      <translation type="unfinished">Diese Dateien enthalten keine Partikel der geöffneten Aufnahmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>import of a classification</source>
      <translation type="unfinished">Import einer Klassifikation</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} rejected box</source>
      <translation type="unfinished">{0:,} verworfene Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} rejected boxes</source>
      <translation type="unfinished">{0:,} verworfene Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0} and {1} more from the classification.</source>
      <translation type="unfinished">{0} und {1} mehr aus der Klassifikation.</translation>
    </message>
  </context>
  <context>
    <name>FilamentEditing</name>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>Not cut: a piece would be shorter than the width of the filament.</source>
      <translation type="unfinished">Nicht geschnitten: Ein Stück wäre kürzer als die Breite des Filaments.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>Point at a filament with the mouse, and press V to cut it there.</source>
      <translation type="unfinished">Zeigen Sie mit der Maus auf ein Filament und drücken Sie V, um es dort zu schneiden.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>cut filament</source>
      <translation type="unfinished">Filament schneiden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>join filaments</source>
      <translation type="unfinished">Filamente verbinden</translation>
    </message>
  </context>
  <context>
    <name>FilamentExportDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; filament</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; filaments</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrograph</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrographs</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Browse…</source>
      <translation type="unfinished">Wählen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>CBOX – crYOLO and Iceboxer, everything kept</source>
      <translation type="unfinished">CBOX – crYOLO und Iceboxer, alles erhalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Choose the file with the names of the micrographs</source>
      <translation type="unfinished">Datei mit den Namen der Aufnahmen wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Choose the output folder</source>
      <translation type="unfinished">Ausgabeordner wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>EMAN2 – helices with segments</source>
      <translation type="unfinished">EMAN2 – Helices mit Segmenten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>EMAN2 – starts and ends</source>
      <translation type="unfinished">EMAN2 – Anfänge und Enden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Export filaments</source>
      <translation type="unfinished">Filamente exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Exported {0} to {1} in {2}.</source>
      <translation type="unfinished">{0} in {1} exportiert, nach {2}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>File with the names of the micrographs</source>
      <translation type="unfinished">Datei mit den Namen der Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>File…</source>
      <translation type="unfinished">Datei…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>For</source>
      <translation type="unfinished">Für</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Match names in</source>
      <translation type="unfinished">Namen abgleichen mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Nothing to export: no filaments pass the filters.</source>
      <translation type="unfinished">Nichts zu exportieren: Kein Filament erfüllt die Filter.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Output folder</source>
      <translation type="unfinished">Ausgabeordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Program and format</source>
      <translation type="unfinished">Programm und Format</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>RELION – segments with priors</source>
      <translation type="unfinished">RELION – Segmente mit Vorwissen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>RELION – starts and ends</source>
      <translation type="unfinished">RELION – Anfänge und Enden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR- und .cs-Dateien (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>The direction of the filaments is known</source>
      <translation type="unfinished">Die Richtung der Filamente ist bekannt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Then, there:</source>
      <translation type="unfinished">Danach dort:</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Write a flip ratio of 0 instead of 0.5, so that RELION does not try both ends</source>
      <translation type="unfinished">Ein Umkehrverhältnis von 0 statt 0,5 schreiben, sodass RELION nicht beide Enden versucht</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Write to</source>
      <translation type="unfinished">Schreiben nach</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>cryoSPARC – particles of filaments</source>
      <translation type="unfinished">cryoSPARC – Partikel von Filamenten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Datei wird ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Dateien werden ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} filament</source>
      <translation type="unfinished">{0:,} Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} file</source>
      <translation type="unfinished">{0:,} Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} files</source>
      <translation type="unfinished">{0:,} Dateien</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:.1f} Å ({1:.1f} px)</source>
      <translation type="unfinished">{0:.1f} Å ({1:.1f} px)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0} from {1}, as shown: all labels, and picks that pass the filters. Segments every {2}.</source>
      <translation type="unfinished">{0} von {1}, wie gezeigt: alle Labels, und Picks, die die Filter erfüllen. Segmente alle {2}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>✕ 1 filament lies on a micrograph without a matching name.</source>
      <translation type="unfinished">✕ 1 Filament liegt auf einer Aufnahme ohne passenden Namen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>✕ {0:,} filaments lie on micrographs without a matching name.</source>
      <translation type="unfinished">✕ {0:,} Filamente liegen auf Aufnahmen ohne passenden Namen.</translation>
    </message>
  </context>
  <context>
    <name>FilamentGallery</name>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">Gerade gezogene Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,.0f} Å</source>
      <translation type="unfinished">{0:,.0f} Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,} filament on this micrograph</source>
      <translation type="unfinished">{0:,} Filament auf dieser Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,} filaments on this micrograph</source>
      <translation type="unfinished">{0:,} Filamente auf dieser Aufnahme</translation>
    </message>
  </context>
  <context>
    <name>FilamentLearning</name>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>All picked filaments come from the active model and width.</source>
      <translation type="unfinished">Alle gepickten Filamente stammen vom aktiven Modell und der aktuellen Breite.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>Filaments of 1 micrograph picked.</source>
      <translation type="unfinished">Filamente von 1 Aufnahme gepickt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>Filaments of {0:,} micrographs picked.</source>
      <translation type="unfinished">Filamente von {0:,} Aufnahmen gepickt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>There are no labelled filaments to train on. Draw some first (F).</source>
      <translation type="unfinished">Es gibt keine gelabelten Filamente zum Trainieren. Zeichnen Sie zuerst welche (F).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>This micrograph is excluded. Include it to pick it.</source>
      <translation type="unfinished">Diese Aufnahme ist ausgeschlossen. Schließen Sie sie ein, um sie zu picken.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>{0} {1:,} could not be read.</source>
      <translation type="unfinished">{0} {1:,} nicht lesbar.</translation>
    </message>
  </context>
  <context>
    <name>FilamentSteps</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Iceboxer and crYOLO's box manager open the files in{0}</source>
      <translation type="unfinished">Iceboxer und der Box-Manager von crYOLO öffnen die Dateien in{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In EMAN2, open the micrograph with &lt;b&gt;e2helixboxer.py&lt;/b&gt; and load its file in{0}</source>
      <translation type="unfinished">Öffnen Sie in EMAN2 die Aufnahme mit &lt;b&gt;e2helixboxer.py&lt;/b&gt; und laden Sie ihre Datei in{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In RELION, open a &lt;b&gt;Particle extraction&lt;/b&gt; job.</source>
      <translation type="unfinished">Öffnen Sie in RELION einen Auftrag &lt;b&gt;Particle extraction&lt;/b&gt;.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In cryoSPARC, create an &lt;b&gt;Import Particle Stack&lt;/b&gt; job with your micrographs as Source Exposures.</source>
      <translation type="unfinished">Legen Sie in cryoSPARC einen Auftrag &lt;b&gt;Import Particle Stack&lt;/b&gt; an, mit Ihren Aufnahmen als Source Exposures.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>No</source>
      <translation type="unfinished">No</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;Extract&lt;/b&gt;, set &lt;b&gt;Particle box size&lt;/b&gt;: at least {0:,} px.</source>
      <translation type="unfinished">Auf der Karte &lt;b&gt;Extract&lt;/b&gt; setzen Sie &lt;b&gt;Particle box size&lt;/b&gt;: mindestens {0:,} px.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;Helix&lt;/b&gt;: &lt;b&gt;Extract helical segments?&lt;/b&gt; Yes. &lt;b&gt;Tube diameter&lt;/b&gt;: {0:,.0f} Å. &lt;b&gt;Use bimodal angular priors?&lt;/b&gt; {1}. &lt;b&gt;Coordinates are start-end only?&lt;/b&gt; {2}.</source>
      <translation type="unfinished">Auf der Karte &lt;b&gt;Helix&lt;/b&gt;: &lt;b&gt;Extract helical segments?&lt;/b&gt; Yes. &lt;b&gt;Tube diameter&lt;/b&gt;: {0:,.0f} Å. &lt;b&gt;Use bimodal angular priors?&lt;/b&gt; {1}. &lt;b&gt;Coordinates are start-end only?&lt;/b&gt; {2}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;I/O&lt;/b&gt;, set &lt;b&gt;micrograph STAR file&lt;/b&gt; to your micrographs_ctf.star and &lt;b&gt;Input coordinates&lt;/b&gt; to{0}</source>
      <translation type="unfinished">Auf der Karte &lt;b&gt;I/O&lt;/b&gt; setzen Sie &lt;b&gt;micrograph STAR file&lt;/b&gt; auf Ihre micrographs_ctf.star und &lt;b&gt;Input coordinates&lt;/b&gt; auf{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Psi, tilt and track lengths come from the files; RELION keeps them.</source>
      <translation type="unfinished">Psi, Tilt und Spurlängen kommen aus den Dateien; RELION behält sie.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Run &lt;b&gt;Extract From Micrographs&lt;/b&gt; with a box of at least {0:,} px.</source>
      <translation type="unfinished">Starten Sie &lt;b&gt;Extract From Micrographs&lt;/b&gt; mit einer Box von mindestens {0:,} px.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Set &lt;b&gt;Particle meta path&lt;/b&gt; to{0}</source>
      <translation type="unfinished">Setzen Sie &lt;b&gt;Particle meta path&lt;/b&gt; auf{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>The filament fields (identity, position, direction) are kept for helical refinement.</source>
      <translation type="unfinished">Die Felder der Filamente (Kennung, Lage, Richtung) bleiben für die helikale Verfeinerung erhalten.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>There too: &lt;b&gt;Cut helical tubes into segments?&lt;/b&gt; Yes. &lt;b&gt;Number of unique asymmetrical units&lt;/b&gt;: {0:,}. &lt;b&gt;Helical rise&lt;/b&gt;: {1:.2f} Å. Each straight piece of a bent filament becomes a tube of its own.</source>
      <translation type="unfinished">Ebenda: &lt;b&gt;Cut helical tubes into segments?&lt;/b&gt; Yes. &lt;b&gt;Number of unique asymmetrical units&lt;/b&gt;: {0:,}. &lt;b&gt;Helical rise&lt;/b&gt;: {1:.2f} Å. Jedes gerade Stück eines gebogenen Filaments wird eine eigene Röhre.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Yes</source>
      <translation type="unfinished">Yes</translation>
    </message>
  </context>
  <context>
    <name>FilamentStepsPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>&lt;b&gt;{0} does not hold the exported filaments of {1}. Export again.&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0} enthält nicht die exportierten Filamente von {1}. Exportieren Sie noch einmal.&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">Pfad kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Each bar is drawn from psi in the file; all lie along their filaments.</source>
      <translation type="unfinished">Jeder Strich ist nach psi in der Datei gezeichnet; alle liegen längs ihrer Filamente.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Read back from {1}, over {2}: 1 segment. </source>
      <translation type="unfinished">Aus {1} zurückgelesen, über {2}: 1 Segment. </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Read back from {1}, over {2}: {0:,} segments. </source>
      <translation type="unfinished">Aus {1} zurückgelesen, über {2}: {0:,} Segmente. </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">Lese {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>The file holds points; the other program computes psi from them as drawn.</source>
      <translation type="unfinished">Die Datei enthält Punkte; das andere Programm berechnet psi daraus wie gezeichnet.</translation>
    </message>
  </context>
  <context>
    <name>FilamentsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> px</source>
      <translation type="unfinished"> px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> · {0:,} rejected</source>
      <translation type="unfinished"> · {0:,} verworfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> Å</source>
      <translation type="unfinished"> Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; here, segments: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; in total</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; hier, Segmente: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; insgesamt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; here, segments: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; of {3:,} shown</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; hier, Segmente: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; von {3:,} gezeigt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Choose another one under Models</source>
      <translation type="unfinished">Unter Modelle ein anderes wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Confidence threshold of filaments</source>
      <translation type="unfinished">Konfidenzschwelle der Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Distance of two segments; 0: a quarter of the width</source>
      <translation type="unfinished">Abstand zweier Segmente; 0: ein Viertel der Breite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Export…</source>
      <translation type="unfinished">Exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Filament width</source>
      <translation type="unfinished">Filamentbreite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Filaments</source>
      <translation type="unfinished">Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Helical rise</source>
      <translation type="unfinished">Helikaler Anstieg</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Helical rise of one subunit</source>
      <translation type="unfinished">Helikaler Anstieg einer Untereinheit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Hide picks that are shorter</source>
      <translation type="unfinished">Kürzere Picks ausblenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Hide picks that bend to a smaller radius; 0: show all</source>
      <translation type="unfinished">Picks ausblenden, die sich enger biegen; 0: alle zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Least length</source>
      <translation type="unfinished">Mindestlänge</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Least length of picked filaments</source>
      <translation type="unfinished">Mindestlänge gepickter Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Length ≥</source>
      <translation type="unfinished">Länge ≥</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Model: {0}</source>
      <translation type="unfinished">Modell: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Number of subunits from one segment to the next</source>
      <translation type="unfinished">Anzahl der Untereinheiten von einem Segment zum nächsten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick 1 outdated again</source>
      <translation type="unfinished">1 veraltete neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick all</source>
      <translation type="unfinished">Alle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick current</source>
      <translation type="unfinished">Aktuelle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick the filaments here  (Ctrl+L)</source>
      <translation type="unfinished">Die Filamente hier picken  (Strg+L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick the filaments of all micrographs</source>
      <translation type="unfinished">Die Filamente aller Aufnahmen picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick {0:,} outdated again</source>
      <translation type="unfinished">{0:,} veraltete neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Radius ≥</source>
      <translation type="unfinished">Radius ≥</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Rise × subunits</source>
      <translation type="unfinished">Anstieg × Untereinheiten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Set the spacing by the helical rise and the number of subunits per segment</source>
      <translation type="unfinished">Den Abstand durch den helikalen Anstieg und die Untereinheiten je Segment setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Smallest radius of bends</source>
      <translation type="unfinished">Kleinster Radius von Biegungen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Spacing</source>
      <translation type="unfinished">Abstand</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Spacing of segments</source>
      <translation type="unfinished">Abstand der Segmente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Subunits per segment</source>
      <translation type="unfinished">Untereinheiten je Segment</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Their picks come from another model or width</source>
      <translation type="unfinished">Ihre Picks stammen von einem anderen Modell oder einer anderen Breite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Threshold</source>
      <translation type="unfinished">Schwelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Threshold of filaments</source>
      <translation type="unfinished">Schwelle der Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Train</source>
      <translation type="unfinished">Trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Train on all labelled filaments</source>
      <translation type="unfinished">Mit allen gelabelten Filamenten trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Width</source>
      <translation type="unfinished">Breite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Width of all filaments</source>
      <translation type="unfinished">Breite aller Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Write the visible filaments for other programs</source>
      <translation type="unfinished">Die sichtbaren Filamente für andere Programme schreiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>built-in filament model</source>
      <translation type="unfinished">eingebautes Filamentmodell</translation>
    </message>
  </context>
  <context>
    <name>Files</name>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>1 micrograph added.</source>
      <translation type="unfinished">1 Aufnahme hinzugefügt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Add micrographs</source>
      <translation type="unfinished">Aufnahmen hinzufügen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Files of micrographs end in {0}.</source>
      <translation type="unfinished">Dateien von Aufnahmen enden auf {0}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Looking for micrographs…</source>
      <translation type="unfinished">Suche Aufnahmen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Making the sample…</source>
      <translation type="unfinished">Erzeuge das Beispiel…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Micrographs ({0});;All files (*)</source>
      <translation type="unfinished">Aufnahmen ({0});;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open folder</source>
      <translation type="unfinished">Ordner öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open micrographs</source>
      <translation type="unfinished">Aufnahmen öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open project</source>
      <translation type="unfinished">Projekt öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Opening…</source>
      <translation type="unfinished">Öffne…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Remove</source>
      <translation type="unfinished">Entfernen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Remove micrograph?</source>
      <translation type="unfinished">Aufnahme entfernen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>The file of the micrograph stays on disk. You cannot undo this.</source>
      <translation type="unfinished">Die Datei der Aufnahme bleibt auf der Platte. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>There are no micrographs in {0}.</source>
      <translation type="unfinished">In {0} sind keine Aufnahmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Your unsaved work was recovered. Save the project to keep it.</source>
      <translation type="unfinished">Ihre nicht gespeicherte Arbeit wurde wiederhergestellt. Speichern Sie das Projekt, um sie zu behalten.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>box</source>
      <translation type="unfinished">Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>filament</source>
      <translation type="unfinished">Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} micrographs added.</source>
      <translation type="unfinished">{0:,} Aufnahmen hinzugefügt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0} and its {1} will be removed from the project. {2}</source>
      <translation type="unfinished">{0} und {1} werden aus dem Projekt entfernt. {2}</translation>
    </message>
  </context>
  <context>
    <name>FirstLook</name>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>&lt;b&gt;1 particle&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;1 Partikel&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>&lt;b&gt;{0:,} particles&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0:,} Partikel&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Adjust size</source>
      <translation type="unfinished">Größe anpassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Box a few</source>
      <translation type="unfinished">Einige boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Click on ten or more particles, then press Train, or switch Assist on.</source>
      <translation type="unfinished">Klicken Sie auf zehn oder mehr Partikel, dann auf Trainieren, oder schalten Sie den Assistenten ein.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Drag the circle until it fits a particle, then pick again.</source>
      <translation type="unfinished">Ziehen Sie den Kreis, bis er auf ein Partikel passt, und picken Sie dann neu.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>First look</source>
      <translation type="unfinished">Erster Blick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Looking for particles…</source>
      <translation type="unfinished">Suche Partikel…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Pick all</source>
      <translation type="unfinished">Alle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Pixel size…</source>
      <translation type="unfinished">Pixelgröße…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>The general model found no particles here</source>
      <translation type="unfinished">Das allgemeine Modell hat hier keine Partikel gefunden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>{0}, about {1} across</source>
      <translation type="unfinished">{0}, etwa {1} groß</translation>
    </message>
  </context>
  <context>
    <name>Floating</name>
    <message>
      <location filename="../../boxmanager/panels/floating.py"/>
      <source>Dismiss</source>
      <translation type="unfinished">Schließen</translation>
    </message>
  </context>
  <context>
    <name>FrameView</name>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Micrograph with the boxes</source>
      <translation type="unfinished">Aufnahme mit den Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Reading the micrograph…</source>
      <translation type="unfinished">Lese die Aufnahme…</translation>
    </message>
  </context>
  <context>
    <name>GalleryModel</name>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>x {0:.0f}, y {1:.0f}</source>
      <translation type="unfinished">x {0:.0f}, y {1:.0f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0}, confidence {1:.2f}</source>
      <translation type="unfinished">{0}, Konfidenz {1:.2f}</translation>
    </message>
  </context>
  <context>
    <name>GalleryPanel</name>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Boxed particles</source>
      <translation type="unfinished">Geboxte Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Highest confidence first</source>
      <translation type="unfinished">Höchste Konfidenz zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Lowest confidence first</source>
      <translation type="unfinished">Geringste Konfidenz zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Sort order of the gallery</source>
      <translation type="unfinished">Reihenfolge der Galerie</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0:,} box on this micrograph</source>
      <translation type="unfinished">{0:,} Box auf dieser Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0:,} boxes on this micrograph</source>
      <translation type="unfinished">{0:,} Boxen auf dieser Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0}, {1:,} rejected</source>
      <translation type="unfinished">{0}, {1:,} verworfen</translation>
    </message>
  </context>
  <context>
    <name>HandoverDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; box</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; boxes</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrograph</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrographs</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Browse…</source>
      <translation type="unfinished">Wählen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the file with the names of the micrographs</source>
      <translation type="unfinished">Datei mit den Namen der Aufnahmen wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the folder with the micrographs</source>
      <translation type="unfinished">Ordner mit den Aufnahmen wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the output folder</source>
      <translation type="unfinished">Ausgabeordner wählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Export for {0}</source>
      <translation type="unfinished">Export für {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Exported {0} from {1} to {2}.</source>
      <translation type="unfinished">{0} von {1} nach {2} exportiert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>File or folder with the names of the micrographs</source>
      <translation type="unfinished">Datei oder Ordner mit den Namen der Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>File…</source>
      <translation type="unfinished">Datei…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Folder…</source>
      <translation type="unfinished">Ordner…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Match names in</source>
      <translation type="unfinished">Namen abgleichen mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Nothing to export: no boxes pass this threshold, or no names match.</source>
      <translation type="unfinished">Nichts zu exportieren: Keine Box erreicht diese Schwelle, oder kein Name passt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Output folder</source>
      <translation type="unfinished">Ausgabeordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR- und .cs-Dateien (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>The folder is not inside a known RELION project, so the file lists absolute paths.</source>
      <translation type="unfinished">Der Ordner liegt in keinem bekannten RELION-Projekt; die Datei enthält daher absolute Pfade.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Write to</source>
      <translation type="unfinished">Schreiben nach</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>exposures.cs</source>
      <translation type="unfinished">exposures.cs</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>micrographs_ctf.star</source>
      <translation type="unfinished">micrographs_ctf.star</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} box</source>
      <translation type="unfinished">{0:,} Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Datei wird ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">{0:,} vorhandene Dateien werden ersetzt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} micrograph</source>
      <translation type="unfinished">{0:,} Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0} from {1}: all labels, and picks at or above {2:.2f}.</source>
      <translation type="unfinished">{0} von {1}: alle Labels, und Picks ab {2:.2f}.</translation>
    </message>
  </context>
  <context>
    <name>HandoverPreview</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>An MRC file stores the bottom row first, and {0} counts from it.</source>
      <translation type="unfinished">Eine MRC-Datei speichert die unterste Zeile zuerst, und {0} zählt ab dort.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>Count y from the top edge</source>
      <translation type="unfinished">y von der Oberkante zählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>Flip y, for boxes that appear mirrored in {0}.</source>
      <translation type="unfinished">y umkehren, für Boxen, die in {0} gespiegelt erscheinen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>RELION flips this file type when reading it, so it counts from the same corner.</source>
      <translation type="unfinished">RELION kehrt diesen Dateityp beim Lesen um und zählt daher ab derselben Ecke.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>This file type stores its top row first: check one micrograph in cryoSPARC, and count y from the top edge if the boxes are mirrored there.</source>
      <translation type="unfinished">Dieser Dateityp speichert die oberste Zeile zuerst: Prüfen Sie eine Aufnahme in cryoSPARC, und zählen Sie y von der Oberkante, falls die Boxen dort gespiegelt sind.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>x and y are box centres in px of the full micrograph, from its lower left corner. </source>
      <translation type="unfinished">x und y sind Mitten der Boxen in px der ganzen Aufnahme, ab ihrer linken unteren Ecke. </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>y counts from the top edge, which is mirrored relative to this window and to RELION.</source>
      <translation type="unfinished">y zählt von der Oberkante, gespiegelt gegenüber diesem Fenster und RELION.</translation>
    </message>
  </context>
  <context>
    <name>Help</name>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>&lt;h3&gt;Iceboxer {0}&lt;/h3&gt;&lt;p&gt;Boxes particles in cryo-EM micrographs.&lt;/p&gt;&lt;p&gt;Apache License 2.0. The networks follow the publication of SPHIRE-crYOLO (Wagner et al., Communications Biology 2, 218, 2019).&lt;/p&gt;</source>
      <translation type="unfinished">&lt;h3&gt;Iceboxer {0}&lt;/h3&gt;&lt;p&gt;Boxt Partikel in Kryo-EM-Aufnahmen.&lt;/p&gt;&lt;p&gt;Apache License 2.0. Die Netze folgen der Veröffentlichung von SPHIRE-crYOLO (Wagner et al., Communications Biology 2, 218, 2019).&lt;/p&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>About Iceboxer</source>
      <translation type="unfinished">Über Iceboxer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>Copy this text into your report, and describe what you did and what happened.</source>
      <translation type="unfinished">Kopieren Sie diesen Text in Ihre Meldung und beschreiben Sie, was Sie getan haben und was geschah.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>Report a problem</source>
      <translation type="unfinished">Problem melden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>The manual was not installed with this program. Read docs/README.md of its source.</source>
      <translation type="unfinished">Das Handbuch wurde nicht mit diesem Programm installiert. Lesen Sie docs/README.md im Quelltext.</translation>
    </message>
  </context>
  <context>
    <name>Importing</name>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 box</source>
      <translation type="unfinished">1 Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 filament</source>
      <translation type="unfinished">1 Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 micrograph</source>
      <translation type="unfinished">1 Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Boxes ({0});;All files (*)</source>
      <translation type="unfinished">Boxen ({0});;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import</source>
      <translation type="unfinished">Importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import boxes</source>
      <translation type="unfinished">Boxen importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import filaments</source>
      <translation type="unfinished">Filamente importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Reading boxes…</source>
      <translation type="unfinished">Lese Boxen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Starts and ends</source>
      <translation type="unfinished">Anfänge und Enden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Starts and ends?</source>
      <translation type="unfinished">Anfänge und Enden?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>These files hold no boxes of the open micrographs.</source>
      <translation type="unfinished">Diese Dateien enthalten keine Boxen der geöffneten Aufnahmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Width of the filaments</source>
      <translation type="unfinished">Breite der Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>import</source>
      <translation type="unfinished">Import</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>import of {0}</source>
      <translation type="unfinished">Import von {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>px</source>
      <translation type="unfinished">px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} does not state how wide its filaments are.
Width in {1}:</source>
      <translation type="unfinished">{0} gibt nicht an, wie breit die Filamente sind.
Breite in {1}:</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} has no numbers of filaments. Are its rows starts and ends in turn, two per filament?</source>
      <translation type="unfinished">{0} enthält keine Nummern der Filamente. Sind die Zeilen abwechselnd Anfänge und Enden, zwei je Filament?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} of {1} imported.</source>
      <translation type="unfinished">{0} von {1} importiert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Å</source>
      <translation type="unfinished">Å</translation>
    </message>
  </context>
  <context>
    <name>Inspecting</name>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source> and {0} more</source>
      <translation type="unfinished"> und {0} weitere</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}.</source>
      <translation type="unfinished">1 Aufnahme in {1} aufgelistet.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}; {2:,} left out (line break in the name).</source>
      <translation type="unfinished">1 Aufnahme in {1} aufgelistet; {2:,} ausgelassen (Zeilenumbruch im Namen).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}; {2:,} left out (no row in {3}).</source>
      <translation type="unfinished">1 Aufnahme in {1} aufgelistet; {2:,} ausgelassen (keine Zeile in {3}).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of 1 micrograph read from {1}.</source>
      <translation type="unfinished">CTF von 1 Aufnahme aus {1} gelesen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of RELION or cryoSPARC (*.star *.cs);;All files (*)</source>
      <translation type="unfinished">CTF von RELION oder cryoSPARC (*.star *.cs);;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of {0:,} micrographs read from {1}.</source>
      <translation type="unfinished">CTF von {0:,} Aufnahmen aus {1} gelesen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Excluded micrograph</source>
      <translation type="unfinished">Ausgeschlossene Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Export list of micrographs</source>
      <translation type="unfinished">Liste der Aufnahmen exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Include</source>
      <translation type="unfinished">Einschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>RELION STAR (*.star);;Text, one path per line (*.txt)</source>
      <translation type="unfinished">RELION STAR (*.star);;Text, ein Pfad je Zeile (*.txt)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Read CTF</source>
      <translation type="unfinished">CTF einlesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>This micrograph is excluded. Include it to edit its boxes  (K).</source>
      <translation type="unfinished">Diese Aufnahme ist ausgeschlossen. Schließen Sie sie ein, um Boxen zu bearbeiten  (K).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>exclude a micrograph</source>
      <translation type="unfinished">Aufnahme ausschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>exclude {0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen ausschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>include a micrograph</source>
      <translation type="unfinished">Aufnahme einschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>include {0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen einschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>range of kept micrographs</source>
      <translation type="unfinished">Bereich behaltener Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}.</source>
      <translation type="unfinished">{0:,} Aufnahmen in {1} aufgelistet.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}; {2:,} left out (line break in the name).</source>
      <translation type="unfinished">{0:,} Aufnahmen in {1} aufgelistet; {2:,} ausgelassen (Zeilenumbruch im Namen).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}; {2:,} left out (no row in {3}).</source>
      <translation type="unfinished">{0:,} Aufnahmen in {1} aufgelistet; {2:,} ausgelassen (keine Zeile in {3}).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>⊘ Excluded by hand</source>
      <translation type="unfinished">⊘ Von Hand ausgeschlossen</translation>
    </message>
  </context>
  <context>
    <name>JobLine</name>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Cancel</source>
      <translation type="unfinished">Abbrechen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Cancel; existing results are kept</source>
      <translation type="unfinished">Abbrechen; bisherige Ergebnisse bleiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Progress</source>
      <translation type="unfinished">Fortschritt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stop</source>
      <translation type="unfinished">Beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stop training early and keep the best model</source>
      <translation type="unfinished">Training früher beenden und das beste Modell behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stopping…</source>
      <translation type="unfinished">Wird beendet …</translation>
    </message>
  </context>
  <context>
    <name>JunkPanel</name>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>1 pick greyed here</source>
      <translation type="unfinished">1 Pick hier ausgegraut</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Also grey out picks that are nearer to junk than this</source>
      <translation type="unfinished">Auch Picks ausgrauen, die dem Schmutz näher sind</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Grey out picks in junk</source>
      <translation type="unfinished">Picks im Schmutz ausgrauen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Greyed picks are neither counted nor exported; click one to keep it as a label  (Shift+J)</source>
      <translation type="unfinished">Ausgegraute Picks werden weder gezählt noch exportiert; ein Klick behält einen als Label  (Umschalt+J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Junk</source>
      <translation type="unfinished">Schmutz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Margin</source>
      <translation type="unfinished">Rand</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Margin around junk</source>
      <translation type="unfinished">Rand um Schmutz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>More</source>
      <translation type="unfinished">Mehr</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>More about masks</source>
      <translation type="unfinished">Mehr zu Masken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>No picks are greyed</source>
      <translation type="unfinished">Keine Picks ausgegraut</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Opacity of the tint</source>
      <translation type="unfinished">Deckkraft der Tönung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Show</source>
      <translation type="unfinished">Zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Show junk</source>
      <translation type="unfinished">Schmutz zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Tint carbon film, ice, aggregates, dead borders and painted masks  (M)</source>
      <translation type="unfinished">Kohlefilm, Eis, Aggregate, tote Ränder und gemalte Masken tönen  (M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>{0:,} picks greyed here</source>
      <translation type="unfinished">{0:,} Picks hier ausgegraut</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>{0:.1f} radii, {1}</source>
      <translation type="unfinished">{0:.1f} Radien, {1}</translation>
    </message>
  </context>
  <context>
    <name>LastPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">Pfad kopieren</translation>
    </message>
  </context>
  <context>
    <name>Learning</name>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>1 micrograph picked.</source>
      <translation type="unfinished">1 Aufnahme gepickt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>All micrographs are excluded. Include some to pick them.</source>
      <translation type="unfinished">Alle Aufnahmen sind ausgeschlossen. Schließen Sie welche ein, um sie zu picken.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>All picks come from the active model and box size.</source>
      <translation type="unfinished">Alle Picks stammen vom aktiven Modell und der aktuellen Boxgröße.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>Copied to the clipboard: {0}</source>
      <translation type="unfinished">In die Zwischenablage kopiert: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>There are no labels to train on. Box some particles first.</source>
      <translation type="unfinished">Es gibt keine Labels zum Trainieren. Boxen Sie zuerst einige Partikel.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>This micrograph is excluded. Include it to pick it.</source>
      <translation type="unfinished">Diese Aufnahme ist ausgeschlossen. Schließen Sie sie ein, um sie zu picken.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>Your threshold of {0:.2f} was kept; the new model recommends {1:.2f} (▼).</source>
      <translation type="unfinished">Ihre Schwelle von {0:.2f} wurde beibehalten; das neue Modell empfiehlt {1:.2f} (▼).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>{0:,} micrographs picked.</source>
      <translation type="unfinished">{0:,} Aufnahmen gepickt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>{0} {1:,} could not be read.</source>
      <translation type="unfinished">{0} {1:,} nicht lesbar.</translation>
    </message>
  </context>
  <context>
    <name>Legend</name>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>Confidence colours</source>
      <translation type="unfinished">Konfidenzfarben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>The colour of each pick shows its confidence</source>
      <translation type="unfinished">Die Farbe jedes Picks zeigt seine Konfidenz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>confidence</source>
      <translation type="unfinished">Konfidenz</translation>
    </message>
  </context>
  <context>
    <name>LengthField</name>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source> px</source>
      <translation type="unfinished"> px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source> Å</source>
      <translation type="unfinished"> Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source>{0:.0f} px</source>
      <translation type="unfinished">{0:.0f} px</translation>
    </message>
  </context>
  <context>
    <name>Limits</name>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>, {0:,} out of range</source>
      <translation type="unfinished">, {0:,} außerhalb des Bereichs</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Column of the histogram</source>
      <translation type="unfinished">Spalte des Histogramms</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Column whose values exclude micrographs</source>
      <translation type="unfinished">Spalte, deren Werte Aufnahmen ausschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Export list</source>
      <translation type="unfinished">Liste exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Export list…</source>
      <translation type="unfinished">Liste exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Keep all</source>
      <translation type="unfinished">Alle behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Keep all values of this column</source>
      <translation type="unfinished">Alle Werte dieser Spalte behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Measure</source>
      <translation type="unfinished">Messen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Measure micrographs</source>
      <translation type="unfinished">Aufnahmen messen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Range of values that are kept</source>
      <translation type="unfinished">Bereich der Werte, die behalten werden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read CTF</source>
      <translation type="unfinished">CTF einlesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read CTF…</source>
      <translation type="unfinished">CTF einlesen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC</source>
      <translation type="unfinished">Defokus, Astigmatismus und Auflösung aus einer Datei von RELION oder cryoSPARC lesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Remove the range of this column; micrographs that only it excluded come back</source>
      <translation type="unfinished">Den Bereich dieser Spalte entfernen; Aufnahmen, die nur er ausschloss, kommen zurück</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Stop</source>
      <translation type="unfinished">Beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Stop measuring</source>
      <translation type="unfinished">Messen beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Write the list of the micrographs that are kept, for RELION or as text</source>
      <translation type="unfinished">Die Liste der behaltenen Aufnahmen schreiben, für RELION oder als Text</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>measuring {0:,} of {1:,}…</source>
      <translation type="unfinished">messe {0:,} von {1:,}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; nothing is measured yet</source>
      <translation type="unfinished">unbekannt; noch nichts gemessen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; nothing is picked yet</source>
      <translation type="unfinished">unbekannt; noch nichts gepickt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; read a CTF file</source>
      <translation type="unfinished">unbekannt; lesen Sie eine CTF-Datei ein</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} micrograph</source>
      <translation type="unfinished">{0:,} Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} of {1} kept</source>
      <translation type="unfinished">{0:,} von {1} behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0} kept</source>
      <translation type="unfinished">{0} behalten</translation>
    </message>
  </context>
  <context>
    <name>LogWindow</name>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Copy</source>
      <translation type="unfinished">Kopieren</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Classes</source>
      <translation type="unfinished">Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Display and boxes</source>
      <translation type="unfinished">Anzeige und Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Gallery</source>
      <translation type="unfinished">Galerie</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Log</source>
      <translation type="unfinished">Protokoll</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Notice</source>
      <translation type="unfinished">Hinweis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">Gerade gezogene Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Task: {0}</source>
      <translation type="unfinished">Aufgabe: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Tools</source>
      <translation type="unfinished">Werkzeuge</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Undo</source>
      <translation type="unfinished">Rückgängig</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>none</source>
      <translation type="unfinished">keine</translation>
    </message>
  </context>
  <context>
    <name>Manual</name>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Manual</source>
      <translation type="unfinished">Handbuch</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Page</source>
      <translation type="unfinished">Seite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Pages</source>
      <translation type="unfinished">Seiten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Search</source>
      <translation type="unfinished">Suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Search the manual</source>
      <translation type="unfinished">Im Handbuch suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Show only pages with these words; Return goes to the next place</source>
      <translation type="unfinished">Nur Seiten mit diesen Wörtern zeigen; die Eingabetaste geht zur nächsten Stelle</translation>
    </message>
  </context>
  <context>
    <name>MaskedProject</name>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">Die Datei bleibt unverändert; eine neue Maske dieser Aufnahme wird in eine andere Datei gespeichert.</translation>
    </message>
  </context>
  <context>
    <name>Masking</name>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>1 is masked in MRC files, 255 in PNG and TIFF files.</source>
      <translation type="unfinished">1 heißt maskiert in MRC-Dateien, 255 in PNG- und TIFF-Dateien.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>1 mask</source>
      <translation type="unfinished">1 Maske</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Are the masks the right way up?</source>
      <translation type="unfinished">Liegen die Masken richtig herum?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Export masks</source>
      <translation type="unfinished">Masken exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Film proposed on {0:.0%} of the micrograph. Edit it with 7 and 8.</source>
      <translation type="unfinished">Kohlefilm auf {0:.0%} der Aufnahme vorgeschlagen. Bearbeiten Sie ihn mit 7 und 8.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import as they are</source>
      <translation type="unfinished">So importieren, wie sie sind</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import masks</source>
      <translation type="unfinished">Masken importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import {0}</source>
      <translation type="unfinished">Import von {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Masks ({0});;All files (*)</source>
      <translation type="unfinished">Masken ({0});;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Some masks have soft edges. Masked from this fraction of the highest value on:</source>
      <translation type="unfinished">Einige Masken haben weiche Ränder. Maskiert ab diesem Anteil des höchsten Werts:</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>The junk map shows no carbon film here.</source>
      <translation type="unfinished">Die Schmutzkarte zeigt hier keinen Kohlefilm.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>The masks fit the micrographs clearly better {0}.</source>
      <translation type="unfinished">Die Masken passen deutlich besser zu den Aufnahmen: {0}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>There is no junk map here. Pick this micrograph first.</source>
      <translation type="unfinished">Hier gibt es keine Schmutzkarte. Picken Sie zuerst diese Aufnahme.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Threshold of soft masks</source>
      <translation type="unfinished">Schwelle weicher Masken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Working on masks…</source>
      <translation type="unfinished">Bearbeite Masken…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>clear mask</source>
      <translation type="unfinished">Maske löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>import of {0}</source>
      <translation type="unfinished">Import von {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>propose film</source>
      <translation type="unfinished">Kohlefilm vorschlagen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0:,} masks</source>
      <translation type="unfinished">{0:,} Masken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0} imported.</source>
      <translation type="unfinished">{0} importiert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0} written to {1}</source>
      <translation type="unfinished">{0} nach {1} geschrieben</translation>
    </message>
  </context>
  <context>
    <name>MicrographDelegate</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>∅ empty</source>
      <translation type="unfinished">∅ leer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>⊘ {0}</source>
      <translation type="unfinished">⊘ {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>● {0}</source>
      <translation type="unfinished">● {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>✕ cannot be read</source>
      <translation type="unfinished">✕ nicht lesbar</translation>
    </message>
  </context>
  <context>
    <name>MicrographList</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_list.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">Aufnahmen</translation>
    </message>
  </context>
  <context>
    <name>MicrographModel</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Cannot be read: {0}</source>
      <translation type="unfinished">Nicht lesbar: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Excluded: {0}</source>
      <translation type="unfinished">Ausgeschlossen: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Filaments picked with another model or width (↻)</source>
      <translation type="unfinished">Filamente mit anderem Modell oder anderer Breite gepickt (↻)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Picked with another model or box size (↻)</source>
      <translation type="unfinished">Mit anderem Modell oder anderer Boxgröße gepickt (↻)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Threshold {0:.2f}, by defocus</source>
      <translation type="unfinished">Schwelle {0:.2f}, nach Defokus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Threshold {0:.2f}, of this micrograph only</source>
      <translation type="unfinished">Schwelle {0:.2f}, nur dieser Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Used to train the active model (◆)</source>
      <translation type="unfinished">Zum Training des aktiven Modells verwendet (◆)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Used to validate the active model (◇)</source>
      <translation type="unfinished">Zur Validierung des aktiven Modells verwendet (◇)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>by hand</source>
      <translation type="unfinished">von Hand</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>excluded</source>
      <translation type="unfinished">ausgeschlossen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} filament</source>
      <translation type="unfinished">{0:,} Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} pick</source>
      <translation type="unfinished">{0:,} Pick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} picks</source>
      <translation type="unfinished">{0:,} Picks</translation>
    </message>
  </context>
  <context>
    <name>MicrographTable</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Rows</source>
      <translation type="unfinished">Zeilen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Select all rows</source>
      <translation type="unfinished">Alle Zeilen auswählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Table of micrographs</source>
      <translation type="unfinished">Tabelle der Aufnahmen</translation>
    </message>
  </context>
  <context>
    <name>MicrographView</name>
    <message>
      <location filename="../../boxmanager/canvas/micrograph_view.py"/>
      <source>A filament needs at least two different points; nothing was added.</source>
      <translation type="unfinished">Ein Filament braucht mindestens zwei verschiedene Punkte; nichts wurde hinzugefügt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/micrograph_view.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">Aufnahme</translation>
    </message>
  </context>
  <context>
    <name>MicrographsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>By name</source>
      <translation type="unfinished">Nach Name</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Fewest boxes</source>
      <translation type="unfinished">Wenigste Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Least confident</source>
      <translation type="unfinished">Geringste Konfidenz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Most boxes</source>
      <translation type="unfinished">Meiste Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Most confident</source>
      <translation type="unfinished">Höchste Konfidenz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Search</source>
      <translation type="unfinished">Suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Search micrographs</source>
      <translation type="unfinished">Aufnahmen suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Sort order of micrographs</source>
      <translation type="unfinished">Reihenfolge der Aufnahmen</translation>
    </message>
  </context>
  <context>
    <name>ModelDelegate</name>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>✓ active</source>
      <translation type="unfinished">✓ aktiv</translation>
    </message>
  </context>
  <context>
    <name>ModelDetail</name>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source> and {0:,} for validation</source>
      <translation type="unfinished"> und {0:,} zur Validierung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>, diameter {0:.4g} px</source>
      <translation type="unfinished">, Durchmesser {0:.4g} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>AUC</source>
      <translation type="unfinished">AUC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>F1</source>
      <translation type="unfinished">F1</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Labels: {0}  ·  micrographs: {1}</source>
      <translation type="unfinished">Labels: {0}  ·  Aufnahmen: {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Precision</source>
      <translation type="unfinished">Präzision</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Recall</source>
      <translation type="unfinished">Trefferquote</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Recommended threshold {0:.2f} (not validated).</source>
      <translation type="unfinished">Empfohlene Schwelle {0:.2f} (nicht validiert).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>The true values are higher: many particles seem to be unlabelled.</source>
      <translation type="unfinished">Die wahren Werte sind höher: Viele Partikel scheinen kein Label zu haben.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>This model cannot be read: it {0}. Replace or delete the file.</source>
      <translation type="unfinished">Dieses Modell ist nicht lesbar: Die Datei {0}. Ersetzen oder löschen Sie sie.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Trained and validated on simulated micrographs</source>
      <translation type="unfinished">Mit simulierten Aufnahmen trainiert und validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated at the recommended threshold {0:.2f}.</source>
      <translation type="unfinished">Bei der empfohlenen Schwelle {0:.2f} validiert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated on 1 micrograph</source>
      <translation type="unfinished">Auf 1 Aufnahme validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated on {0:,} micrographs</source>
      <translation type="unfinished">Auf {0:,} Aufnahmen validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>box size {0:.4g} px</source>
      <translation type="unfinished">Boxgröße {0:.4g} px</translation>
    </message>
  </context>
  <context>
    <name>ModelList</name>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>AUC {0:.2f}</source>
      <translation type="unfinished">AUC {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>Models</source>
      <translation type="unfinished">Modelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>active</source>
      <translation type="unfinished">aktiv</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>built in</source>
      <translation type="unfinished">eingebaut</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>this project</source>
      <translation type="unfinished">dieses Projekt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>yours</source>
      <translation type="unfinished">eigenes</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>✕ cannot be read · {0}</source>
      <translation type="unfinished">✕ nicht lesbar · {0}</translation>
    </message>
  </context>
  <context>
    <name>ModelsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Copy command</source>
      <translation type="unfinished">&amp;Befehl kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Delete…</source>
      <translation type="unfinished">&amp;Löschen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Export…</source>
      <translation type="unfinished">&amp;Exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Import…</source>
      <translation type="unfinished">&amp;Importieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Rename…</source>
      <translation type="unfinished">&amp;Umbenennen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: the built-in general model</source>
      <translation type="unfinished">Aktives Modell: das eingebaute allgemeine Modell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: {0}</source>
      <translation type="unfinished">Aktives Modell: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: {0} (cannot be read)</source>
      <translation type="unfinished">Aktives Modell: {0} (nicht lesbar)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Copy the command line that picks with this model</source>
      <translation type="unfinished">Die Befehlszeile kopieren, die mit diesem Modell pickt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Deactivate the model: picking and the next training use the general model</source>
      <translation type="unfinished">Das Modell abwählen: Picken und das nächste Training verwenden das allgemeine Modell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete</source>
      <translation type="unfinished">Löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete model?</source>
      <translation type="unfinished">Modell löschen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete the model “{0}” and its training history? This cannot be undone.</source>
      <translation type="unfinished">Das Modell „{0}“ und seinen Trainingsverlauf löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Export model</source>
      <translation type="unfinished">Modell exportieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Filaments: {0}</source>
      <translation type="unfinished">Filamente: {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Import model</source>
      <translation type="unfinished">Modell importieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>It is the active model; none will be selected afterwards.</source>
      <translation type="unfinished">Es ist das aktive Modell; danach ist keines ausgewählt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Make this the active model, which picks and from which training starts  (Return in the list)</source>
      <translation type="unfinished">Dieses Modell aktiv machen: Es pickt, und das Training beginnt mit ihm  (Eingabetaste in der Liste)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Models</source>
      <translation type="unfinished">Modelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Models (*{0})</source>
      <translation type="unfinished">Modelle (*{0})</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>More</source>
      <translation type="unfinished">Mehr</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>More model actions</source>
      <translation type="unfinished">Mehr zu Modellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Name</source>
      <translation type="unfinished">Name</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>No models yet. Train one, or import one.</source>
      <translation type="unfinished">Noch keine Modelle. Trainieren oder importieren Sie eines.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Rename model</source>
      <translation type="unfinished">Modell umbenennen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Replace</source>
      <translation type="unfinished">Ersetzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Replace file?</source>
      <translation type="unfinished">Datei ersetzen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Use</source>
      <translation type="unfinished">Verwenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Use &amp;no model</source>
      <translation type="unfinished">&amp;Kein Modell verwenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>{0} already exists. Its contents will be lost. Replace it?</source>
      <translation type="unfinished">{0} existiert bereits. Der Inhalt geht verloren. Ersetzen?</translation>
    </message>
  </context>
  <context>
    <name>NamesTable</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>&lt;b&gt;{1:,}&lt;/b&gt; of {0:,} micrograph has a matching name.</source>
      <translation type="unfinished">&lt;b&gt;{1:,}&lt;/b&gt; von {0:,} Aufnahme hat einen passenden Namen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>&lt;b&gt;{1:,}&lt;/b&gt; of {0:,} micrographs have a matching name.</source>
      <translation type="unfinished">&lt;b&gt;{1:,}&lt;/b&gt; von {0:,} Aufnahmen haben einen passenden Namen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Boxes</source>
      <translation type="unfinished">Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>In {0}</source>
      <translation type="unfinished">In {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Micrographs with their names in {0} and box counts</source>
      <translation type="unfinished">Aufnahmen mit ihren Namen in {0} und der Anzahl der Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Using the file names. To use the names in {0}, choose its file or folder.</source>
      <translation type="unfinished">Die Dateinamen werden verwendet. Für die Namen in {0} wählen Sie dessen Datei oder Ordner.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>{0:,} name there is not open here.</source>
      <translation type="unfinished">{0:,} Name von dort ist hier nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>{0:,} names there are not open here.</source>
      <translation type="unfinished">{0:,} Namen von dort sind hier nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ Boxes of {0:,} micrograph will not be exported: its name does not match.</source>
      <translation type="unfinished">✕ Die Boxen von {0:,} Aufnahme werden nicht exportiert: Ihr Name passt nicht.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ Boxes of {0:,} micrographs will not be exported: their names do not match.</source>
      <translation type="unfinished">✕ Die Boxen von {0:,} Aufnahmen werden nicht exportiert: Ihre Namen passen nicht.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ {0}</source>
      <translation type="unfinished">✕ {0}</translation>
    </message>
  </context>
  <context>
    <name>Navigating</name>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>All other micrographs have labels, are marked as empty or are excluded.</source>
      <translation type="unfinished">Alle anderen Aufnahmen haben Labels, sind als leer gekennzeichnet oder ausgeschlossen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>Go to micrograph</source>
      <translation type="unfinished">Gehe zu Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>Name, part of a name, or number:</source>
      <translation type="unfinished">Name, Teil eines Namens oder Nummer:</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>No micrograph has “{0}” in its name.</source>
      <translation type="unfinished">Keine Aufnahme hat „{0}“ im Namen.</translation>
    </message>
  </context>
  <context>
    <name>OpenElsewhere</name>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Both can work on different micrographs; changes are exchanged. If both change one micrograph, the boxes of the second are saved to a file beside it.</source>
      <translation type="unfinished">Beide können an verschiedenen Aufnahmen arbeiten; Änderungen werden ausgetauscht. Ändern beide dieselbe Aufnahme, werden die Boxen des zweiten in eine Datei daneben gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Look only</source>
      <translation type="unfinished">Nur ansehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Open</source>
      <translation type="unfinished">Öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Project is open elsewhere</source>
      <translation type="unfinished">Projekt ist anderswo geöffnet</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>{0} is open on {1} since {2} (user {3}).</source>
      <translation type="unfinished">{0} ist auf {1} seit {2} geöffnet (Benutzer {3}).</translation>
    </message>
  </context>
  <context>
    <name>OrientationDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Are the boxes the right way up?</source>
      <translation type="unfinished">Liegen die Boxen richtig herum?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Import as in the file</source>
      <translation type="unfinished">Importieren wie in der Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Import {0}</source>
      <translation type="unfinished">Import von {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>The boxes fit their micrographs better &lt;b&gt;{0}&lt;/b&gt;: {1:.0%} of them then have the contrast of a particle, but only {2:.0%} as they are in the file ({3:,} boxes checked). Below is the middle of {4} with both.</source>
      <translation type="unfinished">Die Boxen passen so besser zu ihren Aufnahmen: &lt;b&gt;{0}&lt;/b&gt;. {1:.0%} haben dann den Kontrast eines Partikels, wie in der Datei dagegen nur {2:.0%} ({3:,} Boxen geprüft). Unten ist die Mitte von {4} mit beiden.</translation>
    </message>
  </context>
  <context>
    <name>OwnThresholds</name>
    <message>
      <location filename="../../boxmanager/dialogs/own_thresholds.py"/>
      <source>1 micrograph has another threshold.</source>
      <translation type="unfinished">1 Aufnahme hat eine andere Schwelle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/own_thresholds.py"/>
      <source>{0:,} micrographs have other thresholds.</source>
      <translation type="unfinished">{0:,} Aufnahmen haben andere Schwellen.</translation>
    </message>
  </context>
  <context>
    <name>Palette</name>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Actions</source>
      <translation type="unfinished">Aktionen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Find an action</source>
      <translation type="unfinished">Aktion suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>What do you want to do?</source>
      <translation type="unfinished">Was möchten Sie tun?</translation>
    </message>
  </context>
  <context>
    <name>PicksPanel</name>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; on this micrograph&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; in total</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; auf dieser Aufnahme&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; insgesamt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; on this micrograph&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; of {2:,} shown</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; auf dieser Aufnahme&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; von {2:,} gezeigt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Boxes</source>
      <translation type="unfinished">Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Check these picks</source>
      <translation type="unfinished">Diese Picks bewerten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Check these picks…</source>
      <translation type="unfinished">Diese Picks bewerten…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Colour by confidence</source>
      <translation type="unfinished">Nach Konfidenz färben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Colour each pick by its confidence  (H)</source>
      <translation type="unfinished">Jeden Pick nach seiner Konfidenz färben  (H)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Confidence threshold of picks</source>
      <translation type="unfinished">Konfidenzschwelle der Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Give this micrograph a threshold of its own; the others keep the common one</source>
      <translation type="unfinished">Dieser Aufnahme eine eigene Schwelle geben; die anderen behalten die gemeinsame</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Judge forty picks to estimate the precision and the best threshold  (Ctrl+Shift+R)</source>
      <translation type="unfinished">Vierzig Picks bewerten, um die Präzision und die beste Schwelle zu schätzen  (Strg+Umschalt+R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Only this micrograph</source>
      <translation type="unfinished">Nur diese Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Pick 1 outdated again</source>
      <translation type="unfinished">1 veraltete neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Pick {0:,} outdated again</source>
      <translation type="unfinished">{0:,} veraltete neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Show rejected</source>
      <translation type="unfinished">Verworfene zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Show rejected boxes crossed out; they are never counted or exported  (J)</source>
      <translation type="unfinished">Verworfene Boxen durchgestrichen zeigen; sie werden nie gezählt oder exportiert  (J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Size</source>
      <translation type="unfinished">Größe</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Size range of picks</source>
      <translation type="unfinished">Größenbereich der Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>The model recommends {0:.2f}</source>
      <translation type="unfinished">Das Modell empfiehlt {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Their picks come from another model or box size than the present one</source>
      <translation type="unfinished">Ihre Picks stammen von einem anderen Modell oder einer anderen Boxgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Threshold</source>
      <translation type="unfinished">Schwelle</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Threshold of this micrograph only</source>
      <translation type="unfinished">Schwelle nur dieser Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Your check suggests {0:.2f}</source>
      <translation type="unfinished">Ihre Bewertung schlägt {0:.2f} vor</translation>
    </message>
  </context>
  <context>
    <name>Preferences</name>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Box</source>
      <translation type="unfinished">Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Box opacity</source>
      <translation type="unfinished">Deckkraft der Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Circle</source>
      <translation type="unfinished">Kreis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Cross</source>
      <translation type="unfinished">Kreuz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Dark</source>
      <translation type="unfinished">Dunkel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Dot</source>
      <translation type="unfinished">Punkt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Label colour</source>
      <translation type="unfinished">Farbe der Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Language (from the next start on)</source>
      <translation type="unfinished">Sprache (ab dem nächsten Start)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Language of the window from the next start on; drafts are not reviewed yet</source>
      <translation type="unfinished">Sprache des Fensters ab dem nächsten Start; Entwürfe sind noch nicht geprüft</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Light</source>
      <translation type="unfinished">Hell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Line width</source>
      <translation type="unfinished">Linienbreite</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Marker</source>
      <translation type="unfinished">Marker</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Pick colour</source>
      <translation type="unfinished">Farbe der Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Pick the first micrograph when a folder is opened</source>
      <translation type="unfinished">Beim Öffnen eines Ordners die erste Aufnahme picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Preferences</source>
      <translation type="unfinished">Einstellungen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Rejected colour</source>
      <translation type="unfinished">Farbe der Verworfenen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Same as system</source>
      <translation type="unfinished">Wie das System</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Theme</source>
      <translation type="unfinished">Farben</translation>
    </message>
  </context>
  <context>
    <name>ProblemBox</name>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Copy</source>
      <translation type="unfinished">Kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Details</source>
      <translation type="unfinished">Einzelheiten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Something went wrong</source>
      <translation type="unfinished">Etwas ist schiefgegangen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>… and {0:,} more of the same kind.</source>
      <translation type="unfinished">… und {0:,} weitere dieser Art.</translation>
    </message>
  </context>
  <context>
    <name>Progress</name>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>, {0} left</source>
      <translation type="unfinished">, noch {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: checking the averages</source>
      <translation type="unfinished">Klassen: Mittel werden geprüft</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: round {0} of {1}</source>
      <translation type="unfinished">Klassen: Runde {0} von {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: {0:,} of {1:,} boxes assigned</source>
      <translation type="unfinished">Klassen: {0:,} von {1:,} Boxen zugeordnet</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: {0:,} of {1:,} micrographs cut</source>
      <translation type="unfinished">Klassen: {0:,} von {1:,} Aufnahmen zerschnitten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Making classes…</source>
      <translation type="unfinished">Bilde Klassen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Picking {0:,} of {1:,}</source>
      <translation type="unfinished">Picken: {0:,} von {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Picking…</source>
      <translation type="unfinished">Picken…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Reading micrographs</source>
      <translation type="unfinished">Lese Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Training {0:.0%}</source>
      <translation type="unfinished">Training {0:.0%}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Training…</source>
      <translation type="unfinished">Training…</translation>
    </message>
  </context>
  <context>
    <name>PsiView</name>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Micrograph with the boxes</source>
      <translation type="unfinished">Aufnahme mit den Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/psi_view.py"/>
      <source>Micrograph with the segments read back from the exported file</source>
      <translation type="unfinished">Aufnahme mit den Segmenten, aus der exportierten Datei zurückgelesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Reading the micrograph…</source>
      <translation type="unfinished">Lese die Aufnahme…</translation>
    </message>
  </context>
  <context>
    <name>ReviewBar</name>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Accept</source>
      <translation type="unfinished">Annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Back</source>
      <translation type="unfinished">Zurück</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Delete</source>
      <translation type="unfinished">Löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Label</source>
      <translation type="unfinished">Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Next</source>
      <translation type="unfinished">Weiter</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Next uncertain</source>
      <translation type="unfinished">Nächster unsicherer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Nothing selected</source>
      <translation type="unfinished">Nichts ausgewählt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Pick</source>
      <translation type="unfinished">Pick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Reject</source>
      <translation type="unfinished">Verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Rejected</source>
      <translation type="unfinished">Verworfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Return</source>
      <translation type="unfinished">Eingabetaste</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Review</source>
      <translation type="unfinished">Prüfung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,.0f} Å</source>
      <translation type="unfinished">{0:,.0f} Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,} boxes selected</source>
      <translation type="unfinished">{0:,} Boxen ausgewählt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,} filaments selected</source>
      <translation type="unfinished">{0:,} Filamente ausgewählt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0}, confidence {1:.2f}</source>
      <translation type="unfinished">{0}, Konfidenz {1:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0}, {1} long</source>
      <translation type="unfinished">{0}, {1} lang</translation>
    </message>
  </context>
  <context>
    <name>ReviewMode</name>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>All of these picks are answered.</source>
      <translation type="unfinished">Alle diese Picks sind beantwortet.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Boxes are still loading; the picks of some micrographs are missing.</source>
      <translation type="unfinished">Boxen werden noch geladen; die Picks einiger Aufnahmen fehlen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>No picks are visible. Pick first, or lower the threshold.</source>
      <translation type="unfinished">Keine Picks sichtbar. Picken Sie zuerst, oder senken Sie die Schwelle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Only picks with confidences from 0 to 1 can be checked. Review all of them.</source>
      <translation type="unfinished">Nur Picks mit Konfidenzen von 0 bis 1 lassen sich bewerten. Prüfen Sie alle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>There is no answer to take back.</source>
      <translation type="unfinished">Es gibt keine Antwort zum Zurücknehmen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Too few picks for a sample ({0} have a confidence). Review all of them.</source>
      <translation type="unfinished">Zu wenige Picks für eine Stichprobe ({0} haben eine Konfidenz). Prüfen Sie alle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>accept pick</source>
      <translation type="unfinished">Pick annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>reject pick</source>
      <translation type="unfinished">Pick verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>take back</source>
      <translation type="unfinished">zurücknehmen</translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>All visible picks, least confident first</source>
      <translation type="unfinished">Alle sichtbaren Picks, geringste Konfidenz zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Back</source>
      <translation type="unfinished">Zurück</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Check a sample of picks</source>
      <translation type="unfinished">Eine Stichprobe der Picks bewerten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Leave</source>
      <translation type="unfinished">Verlassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>No particle</source>
      <translation type="unfinished">Kein Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Particle</source>
      <translation type="unfinished">Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Picks to review</source>
      <translation type="unfinished">Zu prüfende Picks</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Show on micrograph</source>
      <translation type="unfinished">Auf der Aufnahme zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Space</source>
      <translation type="unfinished">Leertaste</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Unsure</source>
      <translation type="unfinished">Unsicher</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>confidence {0:.2f}</source>
      <translation type="unfinished">Konfidenz {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>no answer yet</source>
      <translation type="unfinished">noch keine Antwort</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>no particle</source>
      <translation type="unfinished">kein Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>particle</source>
      <translation type="unfinished">Partikel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>unsure</source>
      <translation type="unfinished">unsicher</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>x {0:.0f}, y {1:.0f}</source>
      <translation type="unfinished">x {0:.0f}, y {1:.0f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>{0:,} of {1:,} answered</source>
      <translation type="unfinished">{0:,} von {1:,} beantwortet</translation>
    </message>
  </context>
  <context>
    <name>Reviewing</name>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>No more picks close to the threshold; boxes are still loading.</source>
      <translation type="unfinished">Keine weiteren Picks nahe der Schwelle; Boxen werden noch geladen.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>No picks are close to the threshold.</source>
      <translation type="unfinished">Keine Picks nahe der Schwelle.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>There is no pick to go back to.</source>
      <translation type="unfinished">Es gibt keinen Pick, zu dem zurückgekehrt werden kann.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>You have seen all picks close to the threshold. Press {0} again to start over.</source>
      <translation type="unfinished">Sie haben alle Picks nahe der Schwelle gesehen. {0} beginnt von vorn.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>{0}: {1:,} of {2:,} picks are close to the threshold.</source>
      <translation type="unfinished">{0}: {1:,} von {2:,} Picks liegen nahe der Schwelle.</translation>
    </message>
  </context>
  <context>
    <name>Saver</name>
    <message>
      <location filename="../../boxmanager/jobs/saver.py"/>
      <source>The project was opened to look only. Save it under another name.</source>
      <translation type="unfinished">Das Projekt wurde nur zum Ansehen geöffnet. Speichern Sie es unter einem anderen Namen.</translation>
    </message>
  </context>
  <context>
    <name>Saving</name>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Iceboxer projects (*{0})</source>
      <translation type="unfinished">Iceboxer-Projekte (*{0})</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>If you discard them, they are deleted.</source>
      <translation type="unfinished">Wenn Sie sie verwerfen, werden sie gelöscht.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Replace</source>
      <translation type="unfinished">Ersetzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Replace project?</source>
      <translation type="unfinished">Projekt ersetzen?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save project</source>
      <translation type="unfinished">Projekt speichern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save project?</source>
      <translation type="unfinished">Projekt speichern?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save the boxes before closing this project?</source>
      <translation type="unfinished">Die Boxen vor dem Schließen dieses Projekts speichern?</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Saving…</source>
      <translation type="unfinished">Speichere…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>{0} already exists. Its boxes of the same micrographs will be replaced.</source>
      <translation type="unfinished">{0} existiert bereits. Seine Boxen derselben Aufnahmen werden ersetzt.</translation>
    </message>
  </context>
  <context>
    <name>Session</name>
    <message>
      <location filename="../../boxmanager/canvas/size_circle.py"/>
      <source>Particle {0:.0f} px, {1:.0f} Å: drag the circle to fit</source>
      <translation type="unfinished">Partikel {0:.0f} px, {1:.0f} Å: Kreis ziehen, bis er passt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/size_circle.py"/>
      <source>Particle {0:.0f} px: drag the circle to fit</source>
      <translation type="unfinished">Partikel {0:.0f} px: Kreis ziehen, bis er passt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">Die Datei bleibt unverändert; eine neue Maske dieser Aufnahme wird in eine andere Datei gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>The file is kept unchanged; new boxes of this micrograph are saved to another file.</source>
      <translation type="unfinished">Die Datei bleibt unverändert; neue Boxen dieser Aufnahme werden in eine andere Datei gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>add box</source>
      <translation type="unfinished">Box hinzufügen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of box size to {0:g} px</source>
      <translation type="unfinished">Boxgröße auf {0:g} px ändern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of the diameter to {0:.0f} px</source>
      <translation type="unfinished">Durchmesser auf {0:.0f} px ändern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete box</source>
      <translation type="unfinished">Box löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>delete point</source>
      <translation type="unfinished">Punkt löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete {0} boxes</source>
      <translation type="unfinished">{0} Boxen löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>draw box</source>
      <translation type="unfinished">Box zeichnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>draw filament</source>
      <translation type="unfinished">Filament zeichnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>erase mask</source>
      <translation type="unfinished">Maske radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>erase outline</source>
      <translation type="unfinished">Umriss radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>erase {0:,} box</source>
      <translation type="unfinished">{0:,} Box radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>erase {0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>insert point</source>
      <translation type="unfinished">Punkt einfügen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/greyed.py"/>
      <source>keep greyed pick</source>
      <translation type="unfinished">ausgegrauten Pick behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>mark as empty</source>
      <translation type="unfinished">als leer kennzeichnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>mark as not empty</source>
      <translation type="unfinished">als nicht leer kennzeichnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>mask outline</source>
      <translation type="unfinished">Maskenumriss</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>move box</source>
      <translation type="unfinished">Box verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>move point</source>
      <translation type="unfinished">Punkt verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>move {0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>paint mask</source>
      <translation type="unfinished">Maske malen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>take back</source>
      <translation type="unfinished">zurücknehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>the same micrograph as {0}</source>
      <translation type="unfinished">dieselbe Aufnahme wie {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>trim filaments</source>
      <translation type="unfinished">Filamente kürzen</translation>
    </message>
  </context>
  <context>
    <name>SessionFilaments</name>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>The file is kept unchanged; new filaments of this micrograph are saved to another file.</source>
      <translation type="unfinished">Die Datei bleibt unverändert; neue Filamente dieser Aufnahme werden in eine andere Datei gespeichert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>accept filament</source>
      <translation type="unfinished">Filament annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>accept {0} filaments</source>
      <translation type="unfinished">{0} Filamente annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>change of the filament width to {0:g} px</source>
      <translation type="unfinished">Filamentbreite auf {0:g} px ändern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>delete filament</source>
      <translation type="unfinished">Filament löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>delete {0} filaments</source>
      <translation type="unfinished">{0} Filamente löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>restore filament</source>
      <translation type="unfinished">Filament wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>restore {0} filaments</source>
      <translation type="unfinished">{0} Filamente wiederherstellen</translation>
    </message>
  </context>
  <context>
    <name>SharedIndex</name>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else added 1 micrograph.</source>
      <translation type="unfinished">Jemand anders hat 1 Aufnahme hinzugefügt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else added {0:,} micrographs.</source>
      <translation type="unfinished">Jemand anders hat {0:,} Aufnahmen hinzugefügt.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else also changed {0}. Yours is kept.</source>
      <translation type="unfinished">Jemand anders hat auch {0} geändert. Ihre Fassung bleibt.</translation>
    </message>
  </context>
  <context>
    <name>Sharing</name>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the boxes of {0} too. Your boxes are saved beside theirs, in {1}.</source>
      <translation type="unfinished">Jemand anders hat die Boxen von {0} auch geändert. Ihre Boxen sind daneben gespeichert, in {1}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the boxes of {0}.</source>
      <translation type="unfinished">Jemand anders hat die Boxen von {0} geändert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the filaments of {0}.</source>
      <translation type="unfinished">Jemand anders hat die Filamente von {0} geändert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the mask of {0} too. Your mask is saved beside theirs, in {1}.</source>
      <translation type="unfinished">Jemand anders hat die Maske von {0} auch geändert. Ihre Maske ist daneben gespeichert, in {1}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the mask of {0}.</source>
      <translation type="unfinished">Jemand anders hat die Maske von {0} geändert.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>{0} changed a micrograph that you changed too. That version is saved beside yours, in {1}.</source>
      <translation type="unfinished">{0} hat eine Aufnahme geändert, die Sie auch geändert haben. Jene Fassung ist neben Ihrer gespeichert, in {1}.</translation>
    </message>
  </context>
  <context>
    <name>ShortcutEditor</name>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Action</source>
      <translation type="unfinished">Aktion</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Actions</source>
      <translation type="unfinished">Aktionen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>All defaults</source>
      <translation type="unfinished">Alle Standards</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Default</source>
      <translation type="unfinished">Standard</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Edit shortcuts</source>
      <translation type="unfinished">Tastenkürzel bearbeiten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>New shortcut</source>
      <translation type="unfinished">Neues Tastenkürzel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Remove</source>
      <translation type="unfinished">Entfernen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Search</source>
      <translation type="unfinished">Suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Search actions</source>
      <translation type="unfinished">Aktionen suchen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Set</source>
      <translation type="unfinished">Setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Shortcut</source>
      <translation type="unfinished">Tastenkürzel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>a key that acts while it is held</source>
      <translation type="unfinished">eine Taste, die wirkt, solange sie gehalten wird</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>{0} is used by “{1}”. Change that one first.</source>
      <translation type="unfinished">{0} gehört zu „{1}“. Ändern Sie das zuerst.</translation>
    </message>
  </context>
  <context>
    <name>ShortcutSheet</name>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Mouse and held keys</source>
      <translation type="unfinished">Maus und gehaltene Tasten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Shortcuts</source>
      <translation type="unfinished">Tastenkürzel</translation>
    </message>
  </context>
  <context>
    <name>SizeControl</name>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Box size</source>
      <translation type="unfinished">Boxgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Box size in Å</source>
      <translation type="unfinished">Boxgröße in Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Side of all boxes in px of the micrograph  ([ and ])</source>
      <translation type="unfinished">Seite aller Boxen in px der Aufnahme  ([ und ])</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Side of all boxes in Å</source>
      <translation type="unfinished">Seite aller Boxen in Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Unknown, since the pixel size is</source>
      <translation type="unfinished">Unbekannt, weil die Pixelgröße es ist</translation>
    </message>
  </context>
  <context>
    <name>StatusLine</name>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>1 box</source>
      <translation type="unfinished">1 Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>Click to set the pixel size</source>
      <translation type="unfinished">Klicken, um die Pixelgröße zu setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>pixel size unknown</source>
      <translation type="unfinished">Pixelgröße unbekannt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} Boxen</translation>
    </message>
  </context>
  <context>
    <name>StepsPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">Pfad kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>In RELION, open a &lt;b&gt;Particle extraction&lt;/b&gt; job.</source>
      <translation type="unfinished">Öffnen Sie in RELION einen Auftrag &lt;b&gt;Particle extraction&lt;/b&gt;.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>In cryoSPARC, create an &lt;b&gt;Import Particle Stack&lt;/b&gt; job with your micrographs as &lt;b&gt;Source Exposures&lt;/b&gt;.</source>
      <translation type="unfinished">Legen Sie in cryoSPARC einen Auftrag &lt;b&gt;Import Particle Stack&lt;/b&gt; an, mit Ihren Aufnahmen als &lt;b&gt;Source Exposures&lt;/b&gt;.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>On the &lt;b&gt;Extract&lt;/b&gt; tab, set &lt;b&gt;Particle box size&lt;/b&gt; (here {0:g} px), and run the job.</source>
      <translation type="unfinished">Auf der Karte &lt;b&gt;Extract&lt;/b&gt; setzen Sie &lt;b&gt;Particle box size&lt;/b&gt; (hier {0:g} px) und starten den Auftrag.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>On the &lt;b&gt;I/O&lt;/b&gt; tab, set &lt;b&gt;micrograph STAR file&lt;/b&gt; to your micrographs_ctf.star and &lt;b&gt;Input coordinates&lt;/b&gt; to&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">Auf der Karte &lt;b&gt;I/O&lt;/b&gt; setzen Sie &lt;b&gt;micrograph STAR file&lt;/b&gt; auf Ihre micrographs_ctf.star und &lt;b&gt;Input coordinates&lt;/b&gt; auf&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>Run the job, check one micrograph with &lt;b&gt;Inspect Particle Picks&lt;/b&gt;, then run &lt;b&gt;Extract From Micrographs&lt;/b&gt; (the box size here is {0:g} px).</source>
      <translation type="unfinished">Starten Sie den Auftrag, prüfen Sie eine Aufnahme mit &lt;b&gt;Inspect Particle Picks&lt;/b&gt;, und starten Sie dann &lt;b&gt;Extract From Micrographs&lt;/b&gt; (die Boxgröße ist hier {0:g} px).</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>Set &lt;b&gt;Particle meta path&lt;/b&gt; to&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">Setzen Sie &lt;b&gt;Particle meta path&lt;/b&gt; auf&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
  </context>
  <context>
    <name>Surroundings</name>
    <message>
      <location filename="../../boxmanager/panels/surroundings.py"/>
      <source>Surroundings of the pick</source>
      <translation type="unfinished">Umgebung des Picks</translation>
    </message>
  </context>
  <context>
    <name>Tasks</name>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Another task is running. Wait until it ends, or cancel it.</source>
      <translation type="unfinished">Eine andere Aufgabe läuft. Warten Sie, bis sie endet, oder brechen Sie sie ab.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Bring it back, or save the project elsewhere, then try again.</source>
      <translation type="unfinished">Bringen Sie ihn zurück, oder speichern Sie das Projekt anderswo, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Cancelled.</source>
      <translation type="unfinished">Abgebrochen.</translation>
    </message>
  </context>
  <context>
    <name>TextWindow</name>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Copy</source>
      <translation type="unfinished">Kopieren</translation>
    </message>
  </context>
  <context>
    <name>Title</name>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Not saved: {0} Iceboxer keeps trying.</source>
      <translation type="unfinished">Nicht gespeichert: {0} Iceboxer versucht es weiter.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Not saved: {0} Your work is kept for recovery, and Iceboxer keeps trying.</source>
      <translation type="unfinished">Nicht gespeichert: {0} Ihre Arbeit ist zur Wiederherstellung gesichert, und Iceboxer versucht es weiter.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Save elsewhere…</source>
      <translation type="unfinished">Anderswo speichern…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>no project yet</source>
      <translation type="unfinished">noch kein Projekt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>not saved</source>
      <translation type="unfinished">nicht gespeichert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>saved</source>
      <translation type="unfinished">gespeichert</translation>
    </message>
  </context>
  <context>
    <name>TrainForm</name>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source> min</source>
      <translation type="unfinished"> min</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Advanced ({0} changed)…</source>
      <translation type="unfinished">Erweitert ({0} geändert)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Advanced…</source>
      <translation type="unfinished">Erweitert…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>All other training settings; the defaults suit most data</source>
      <translation type="unfinished">Alle anderen Trainingseinstellungen; die Standards passen für die meisten Daten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Box size</source>
      <translation type="unfinished">Boxgröße</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Device</source>
      <translation type="unfinished">Gerät</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Device that networks run on; auto uses a GPU if there is one, a named device is never replaced</source>
      <translation type="unfinished">Gerät, auf dem Netze laufen; auto nimmt eine GPU, wenn es eine gibt, ein genanntes Gerät wird nie ersetzt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Length of a training in minutes on an idle machine; a busy one takes longer for the same result</source>
      <translation type="unfinished">Dauer eines Trainings in Minuten auf einem freien Rechner; ein ausgelasteter braucht für dasselbe Ergebnis länger</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Maximum minutes of training</source>
      <translation type="unfinished">Höchste Trainingsdauer in Minuten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Network</source>
      <translation type="unfinished">Netz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Network to train: compact trains in seconds on any computer, yolo is the large one of the crYOLO paper</source>
      <translation type="unfinished">Netz für das Training: compact trainiert in Sekunden auf jedem Rechner, yolo ist das große der crYOLO-Veröffentlichung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Start from</source>
      <translation type="unfinished">Start mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Start training from</source>
      <translation type="unfinished">Training beginnen mit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Time</source>
      <translation type="unfinished">Zeit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Weights to start training from: the active model if there is one, the built-in general model, or random weights</source>
      <translation type="unfinished">Gewichte, mit denen das Training beginnt: das aktive Modell, falls es eines gibt, das eingebaute allgemeine Modell, oder zufällige</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>active model</source>
      <translation type="unfinished">aktives Modell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>compact</source>
      <translation type="unfinished">kompakt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>general model</source>
      <translation type="unfinished">allgemeines Modell</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>scratch</source>
      <translation type="unfinished">von Grund auf</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>yolo (slow)</source>
      <translation type="unfinished">yolo (langsam)</translation>
    </message>
  </context>
  <context>
    <name>TrainPanel</name>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist</source>
      <translation type="unfinished">Assistent</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist starts at {1} labels; there are {0:,}.</source>
      <translation type="unfinished">Der Assistent beginnt ab {1} Labels; es gibt {0:,}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist starts at {1} labels; there is {0:,}.</source>
      <translation type="unfinished">Der Assistent beginnt ab {1} Labels; es gibt {0:,}.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assistant paused</source>
      <translation type="unfinished">Assistent wartet</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assistant training</source>
      <translation type="unfinished">Assistent trainiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick all</source>
      <translation type="unfinished">Alle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick all micrographs  (Ctrl+Shift+K)</source>
      <translation type="unfinished">Alle Aufnahmen picken  (Strg+Umschalt+K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick current</source>
      <translation type="unfinished">Aktuelle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick the current micrograph  (Ctrl+K)</source>
      <translation type="unfinished">Die aktuelle Aufnahme picken  (Strg+K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>The assistant is training…</source>
      <translation type="unfinished">Der Assistent trainiert…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train</source>
      <translation type="unfinished">Trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train and pick</source>
      <translation type="unfinished">Training und Picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train in the background from {0} labels on, and propose boxes while you label  (Ctrl+Shift+A)</source>
      <translation type="unfinished">Ab {0} Labels im Hintergrund trainieren und beim Labeln Boxen vorschlagen  (Strg+Umschalt+A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train on the labels, then pick the current micrograph  (Ctrl+T)</source>
      <translation type="unfinished">Mit den Labels trainieren, dann die aktuelle Aufnahme picken  (Strg+T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0} · {1}, {2:.0f} s</source>
      <translation type="unfinished">{0} · {1}, {2:.0f} s</translation>
    </message>
  </context>
  <context>
    <name>Validation</name>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>F1</source>
      <translation type="unfinished">F1</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, on simulated micrographs; your data will differ</source>
      <translation type="unfinished">Allgemeines Modell, auf simulierten Aufnahmen; Ihre Daten werden abweichen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, validated on 1 data set</source>
      <translation type="unfinished">Allgemeines Modell, auf 1 Datensatz validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, validated on {0:,} data sets</source>
      <translation type="unfinished">Allgemeines Modell, auf {0:,} Datensätzen validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Precision</source>
      <translation type="unfinished">Präzision</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Recall</source>
      <translation type="unfinished">Trefferquote</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set recommended threshold</source>
      <translation type="unfinished">Empfohlene Schwelle setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set the threshold to {0:.2f}, the best on the validation micrographs of the model</source>
      <translation type="unfinished">Die Schwelle auf {0:.2f} setzen, die beste auf den Validierungsaufnahmen des Modells</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set ▼ {0:.2f}</source>
      <translation type="unfinished">▼ {0:.2f} setzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>The true precision is higher: many particles are unlabelled, and their picks count as false.</source>
      <translation type="unfinished">Die wahre Präzision ist höher: Viele Partikel haben kein Label, und ihre Picks zählen als falsch.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated in the training</source>
      <translation type="unfinished">Im Training validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated on 1 micrograph</source>
      <translation type="unfinished">Auf 1 Aufnahme validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated on {0:,} micrographs</source>
      <translation type="unfinished">Auf {0:,} Aufnahmen validiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>{0} on the validation micrographs at this threshold</source>
      <translation type="unfinished">{0} auf den Validierungsaufnahmen bei dieser Schwelle</translation>
    </message>
  </context>
  <context>
    <name>Viewing</name>
    <message>
      <location filename="../../boxmanager/features/viewing.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">Lese {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/viewing.py"/>
      <source>This micrograph cannot be read.

{0}</source>
      <translation type="unfinished">Diese Aufnahme ist nicht lesbar.

{0}</translation>
    </message>
  </context>
  <context>
    <name>Watching</name>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Stop watching</source>
      <translation type="unfinished">Überwachung beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watch a folder</source>
      <translation type="unfinished">Ordner überwachen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watched folder</source>
      <translation type="unfinished">Überwachter Ordner</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watching &lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">Überwache &lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watching &lt;b&gt;{0}&lt;/b&gt; for filaments</source>
      <translation type="unfinished">Überwache &lt;b&gt;{0}&lt;/b&gt; auf Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waiting for new micrographs</source>
      <translation type="unfinished">wartet auf neue Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waits until the assistant is switched off</source>
      <translation type="unfinished">wartet, bis der Assistent ausgeschaltet wird</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waits until the running task ends</source>
      <translation type="unfinished">wartet, bis die laufende Aufgabe endet</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} arriving</source>
      <translation type="unfinished">{0:,} treffen ein</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} picked</source>
      <translation type="unfinished">{0:,} gepickt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} queued</source>
      <translation type="unfinished">{0:,} in der Warteschlange</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>✕ {0:,} cannot be read</source>
      <translation type="unfinished">✕ {0:,} nicht lesbar</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Continue with saved boxes</source>
      <translation type="unfinished">Mit gespeicherten Boxen fortfahren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Drop micrographs or a folder here, or choose one of these.</source>
      <translation type="unfinished">Ziehen Sie Aufnahmen oder einen Ordner hierher, oder wählen Sie:</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Iceboxer</source>
      <translation type="unfinished">Iceboxer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>MRC, TIFF, JPEG or PNG files, including subfolders</source>
      <translation type="unfinished">MRC-, TIFF-, JPEG- oder PNG-Dateien, mit Unterordnern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open a folder of micrographs</source>
      <translation type="unfinished">Ordner mit Aufnahmen öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open a project</source>
      <translation type="unfinished">Projekt öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open {0}</source>
      <translation type="unfinished">{0} öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Recent</source>
      <translation type="unfinished">Zuletzt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Simulate a few micrographs in seconds</source>
      <translation type="unfinished">Ein paar Aufnahmen in Sekunden simulieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Try a sample</source>
      <translation type="unfinished">Beispiel ausprobieren</translation>
    </message>
  </context>
  <context>
    <name>WrittenDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Exported boxes</source>
      <translation type="unfinished">Exportierte Boxen</translation>
    </message>
  </context>
  <context>
    <name>WrittenView</name>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>&lt;b&gt;They fit the micrograph better {0}&lt;/b&gt;: {1:.0%} then have the contrast of a particle, but only {2:.0%} as exported. Check the boxes in the window, and export again.</source>
      <translation type="unfinished">&lt;b&gt;So passen sie besser zur Aufnahme: {0}&lt;/b&gt;. {1:.0%} haben dann den Kontrast eines Partikels, wie exportiert nur {2:.0%}. Prüfen Sie die Boxen im Fenster, und exportieren Sie noch einmal.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>&lt;b&gt;{0} does not hold the exported boxes of {1}. Export again.&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0} enthält nicht die exportierten Boxen von {1}. Exportieren Sie noch einmal.&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Micrograph with the boxes read back from the exported file</source>
      <translation type="unfinished">Aufnahme mit den Boxen, aus der exportierten Datei zurückgelesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">Lese {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Their contrast does not show whether they are the right way up; look at the boxes.</source>
      <translation type="unfinished">Ihr Kontrast zeigt nicht, ob sie richtig herum liegen; sehen Sie sich die Boxen an.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>They are the right way up: {0:.0%} have the contrast of a particle.</source>
      <translation type="unfinished">Sie liegen richtig herum: {0:.0%} haben den Kontrast eines Partikels.</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>{1} as {2} will draw it over {3}: 1 box, as exported. </source>
      <translation type="unfinished">{1}, wie {2} sie über {3} zeichnen wird: 1 Box, wie exportiert. </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>{1} as {2} will draw it over {3}: {0:,} boxes, as exported. </source>
      <translation type="unfinished">{1}, wie {2} sie über {3} zeichnen wird: {0:,} Boxen, wie exportiert. </translation>
    </message>
  </context>
  <context>
    <name>actions</name>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;About Iceboxer</source>
      <translation type="unfinished">Über &amp;Iceboxer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Accept visible picks</source>
      <translation type="unfinished">&amp;Sichtbare Picks annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Assist</source>
      <translation type="unfinished">&amp;Assistent</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Back to the pick before</source>
      <translation type="unfinished">&amp;Zurück zum vorigen Pick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Box</source>
      <translation type="unfinished">&amp;Box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Boxes</source>
      <translation type="unfinished">B&amp;oxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cancel</source>
      <translation type="unfinished">Abbre&amp;chen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cancel drag or selection</source>
      <translation type="unfinished">Ziehen oder Auswahl a&amp;bbrechen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Clear painted mask</source>
      <translation type="unfinished">Gemalte Maske &amp;löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cut filament here</source>
      <translation type="unfinished">Filament hier s&amp;chneiden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Delete all boxes and filaments here</source>
      <translation type="unfinished">Hier alle Boxen und Filamente &amp;löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Delete selection</source>
      <translation type="unfinished">Auswahl &amp;löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Edit</source>
      <translation type="unfinished">&amp;Bearbeiten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Erase</source>
      <translation type="unfinished">&amp;Radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Erase mask</source>
      <translation type="unfinished">Maske &amp;radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export boxes…</source>
      <translation type="unfinished">Boxen &amp;exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export filaments…</source>
      <translation type="unfinished">Filamente &amp;exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export selected classes…</source>
      <translation type="unfinished">Ausgewählte Klassen e&amp;xportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Facts…</source>
      <translation type="unfinished">&amp;Fakten…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;File</source>
      <translation type="unfinished">&amp;Datei</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Find an action…</source>
      <translation type="unfinished">&amp;Aktion suchen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Gallery</source>
      <translation type="unfinished">Galerie</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Go to…</source>
      <translation type="unfinished">&amp;Gehe zu…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Grey out picks in junk</source>
      <translation type="unfinished">Picks im Schmutz aus&amp;grauen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Help</source>
      <translation type="unfinished">&amp;Hilfe</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import boxes…</source>
      <translation type="unfinished">Boxen &amp;importieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import filaments…</source>
      <translation type="unfinished">Filamente &amp;importieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import masks…</source>
      <translation type="unfinished">Masken &amp;importieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Join two filaments</source>
      <translation type="unfinished">Zwei &amp;Filamente verbinden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Junk</source>
      <translation type="unfinished">&amp;Schmutz</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Larger boxes</source>
      <translation type="unfinished">&amp;Größere Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Log</source>
      <translation type="unfinished">&amp;Protokoll</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Lower threshold</source>
      <translation type="unfinished">Sch&amp;welle senken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Manual</source>
      <translation type="unfinished">&amp;Handbuch</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Micrograph</source>
      <translation type="unfinished">A&amp;ufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Next</source>
      <translation type="unfinished">&amp;Nächste</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Paint mask</source>
      <translation type="unfinished">Maske &amp;malen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pan</source>
      <translation type="unfinished">&amp;Verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pick current</source>
      <translation type="unfinished">Aktuelle &amp;picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pick filaments of current</source>
      <translation type="unfinished">Filamente der a&amp;ktuellen picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Previous</source>
      <translation type="unfinished">&amp;Vorige</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Quit</source>
      <translation type="unfinished">&amp;Beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Redo</source>
      <translation type="unfinished">&amp;Wiederholen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Remove from project</source>
      <translation type="unfinished">Aus dem Projekt &amp;entfernen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Report a problem…</source>
      <translation type="unfinished">Problem &amp;melden…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Ruler</source>
      <translation type="unfinished">&amp;Lineal</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Save project</source>
      <translation type="unfinished">Projekt &amp;speichern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Select</source>
      <translation type="unfinished">&amp;Auswählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Shortcuts</source>
      <translation type="unfinished">&amp;Tastenkürzel</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Show junk</source>
      <translation type="unfinished">&amp;Schmutz zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Show segments</source>
      <translation type="unfinished">&amp;Segmente zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Stop and keep best</source>
      <translation type="unfinished">Beenden und &amp;bestes behalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Table of micrographs</source>
      <translation type="unfinished">&amp;Tabelle der Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train</source>
      <translation type="unfinished">&amp;Trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train and pick</source>
      <translation type="unfinished">&amp;Training und Picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train on filaments</source>
      <translation type="unfinished">Mit Filamenten &amp;trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Undo</source>
      <translation type="unfinished">&amp;Rückgängig</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;View</source>
      <translation type="unfinished">&amp;Ansicht</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Watch a folder for filaments…</source>
      <translation type="unfinished">&amp;Ordner auf Filamente überwachen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Watch a folder…</source>
      <translation type="unfinished">&amp;Ordner überwachen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Zoom out</source>
      <translation type="unfinished">Ver&amp;kleinern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>A&amp;ccept selected picks</source>
      <translation type="unfinished">&amp;Ausgewählte Picks annehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add micro&amp;graphs…</source>
      <translation type="unfinished">Aufnahmen &amp;hinzufügen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add the boxes in files of EMAN, RELION, cryoSPARC, crYOLO, Topaz and other programs</source>
      <translation type="unfinished">Die Boxen in Dateien von EMAN, RELION, cryoSPARC, crYOLO, Topaz und anderen Programmen hinzufügen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add the filaments in files of EMAN, crYOLO, RELION and cryoSPARC, starts and ends included</source>
      <translation type="unfinished">Die Filamente in Dateien von EMAN, crYOLO, RELION und cryoSPARC hinzufügen, auch Anfänge und Enden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Arrows</source>
      <translation type="unfinished">Pfeiltasten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Assist</source>
      <translation type="unfinished">Assistent</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Average the visible boxes of all micrographs in classes, without a reference</source>
      <translation type="unfinished">Die sichtbaren Boxen aller Aufnahmen ohne Referenz in Klassen mitteln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Change mar&amp;ker</source>
      <translation type="unfinished">&amp;Marker wechseln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Chec&amp;k these picks</source>
      <translation type="unfinished">&amp;Diese Picks bewerten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Classes</source>
      <translation type="unfinished">Klassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click</source>
      <translation type="unfinished">Klick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click along a filament</source>
      <translation type="unfinished">Klicks entlang eines Filaments</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click along a filament; a double-click or Return ends it, Esc takes the last point back</source>
      <translation type="unfinished">Entlang eines Filaments klicken; Doppelklick oder Eingabetaste beendet, Esc nimmt den letzten Punkt zurück</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click on a greyed pick</source>
      <translation type="unfinished">Klick auf einen ausgegrauten Pick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click the corners of an area to mask, or draw around it; Return or a double click closes it</source>
      <translation type="unfinished">Die Ecken einer Fläche anklicken oder sie umfahren, um sie zu maskieren; Eingabetaste oder Doppelklick schließt sie</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click to place a box, drag a box to move it, Ctrl+click to delete it</source>
      <translation type="unfinished">Klicken setzt eine Box, Ziehen bewegt sie, Strg+Klick löscht sie</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Colour picks by confi&amp;dence</source>
      <translation type="unfinished">Picks nach Konfi&amp;denz färben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Com&amp;pare with a folder…</source>
      <translation type="unfinished">Mit &amp;Ordner vergleichen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Compare with &amp;files…</source>
      <translation type="unfinished">&amp;Mit Dateien vergleichen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Cop&amp;y picture of the view</source>
      <translation type="unfinished">Bil&amp;d der Ansicht kopieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ctrl+click</source>
      <translation type="unfinished">Strg+Klick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ctrl+wheel</source>
      <translation type="unfinished">Strg+Mausrad</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Cut the filament under the mouse in two</source>
      <translation type="unfinished">Das Filament unter der Maus in zwei schneiden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Delete labels and reject picks; rejected picks can be restored</source>
      <translation type="unfinished">Labels löschen und Picks verwerfen; verworfene Picks lassen sich wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag a point or the curve</source>
      <translation type="unfinished">Einen Punkt oder die Kurve ziehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag beside boxes</source>
      <translation type="unfinished">Neben Boxen ziehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag on a box</source>
      <translation type="unfinished">Auf einer Box ziehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag over a mask, or over junk that the model sees, to remove it</source>
      <translation type="unfinished">Über eine Maske ziehen, oder über Schmutz, den das Modell sieht, um sie zu entfernen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag over boxes to delete them</source>
      <translation type="unfinished">Über Boxen ziehen, um sie zu löschen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag the micrograph; with any tool, hold Space or the middle button</source>
      <translation type="unfinished">Die Aufnahme verschieben; mit jedem Werkzeug: Leertaste oder mittlere Taste halten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag to mask an area; [ and ] or Ctrl and the wheel change the brush, Ctrl+drag erases</source>
      <translation type="unfinished">Ziehen maskiert eine Fläche; [ und ] oder Strg und das Mausrad ändern den Pinsel, Strg+Ziehen radiert</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag to measure a distance in px and Å</source>
      <translation type="unfinished">Ziehen misst einen Abstand in px und Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Draw a rectangle around boxes; Shift adds to the selection</source>
      <translation type="unfinished">Ein Rechteck um Boxen ziehen; Umschalt erweitert die Auswahl</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Draw each pick in a colour that shows its confidence</source>
      <translation type="unfinished">Jeden Pick in einer Farbe zeichnen, die seine Konfidenz zeigt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;dit shortcuts…</source>
      <translation type="unfinished">Tastenkü&amp;rzel bearbeiten…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;xclude</source>
      <translation type="unfinished">A&amp;usschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;xport masks…</source>
      <translation type="unfinished">Masken e&amp;xportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>End compar&amp;ison</source>
      <translation type="unfinished">Vergleich &amp;beenden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Erase</source>
      <translation type="unfinished">Radieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Exp&amp;ort STAR (RELION)…</source>
      <translation type="unfinished">S&amp;TAR exportieren (RELION)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Expor&amp;t for cryoSPARC…</source>
      <translation type="unfinished">Export &amp;für cryoSPARC…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export CBO&amp;X…</source>
      <translation type="unfinished">&amp;CBOX exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export CS&amp;V…</source>
      <translation type="unfinished">CS&amp;V exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export EMAN .&amp;box…</source>
      <translation type="unfinished">EMAN .bo&amp;x exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export for RELIO&amp;N…</source>
      <translation type="unfinished">Export für RELIO&amp;N…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export list of &amp;micrographs…</source>
      <translation type="unfinished">Liste der &amp;Aufnahmen exportieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>F&amp;ilaments</source>
      <translation type="unfinished">&amp;Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>F&amp;ull screen</source>
      <translation type="unfinished">V&amp;ollbild</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Filament</source>
      <translation type="unfinished">&amp;Filament</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Fit &amp;contrast</source>
      <translation type="unfinished">Ko&amp;ntrast anpassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Go to the micrograph with the largest share of picks close to the threshold</source>
      <translation type="unfinished">Zur Aufnahme mit dem größten Anteil an Picks nahe der Schwelle gehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Import 2-D c&amp;lassification…</source>
      <translation type="unfinished">2-D-&amp;Klassifikation importieren…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>In&amp;vert</source>
      <translation type="unfinished">&amp;Invertieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Join the two selected filaments at their nearest ends</source>
      <translation type="unfinished">Die zwei ausgewählten Filamente an ihren nächsten Enden verbinden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Judge forty picks to estimate the precision and the best threshold</source>
      <translation type="unfinished">Vierzig Picks bewerten, um die Präzision und die beste Schwelle zu schätzen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Judge the visible picks of all micrographs, least confident first, with two keys</source>
      <translation type="unfinished">Die sichtbaren Picks aller Aufnahmen mit zwei Tasten prüfen, geringste Konfidenz zuerst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Label selec&amp;ted classes</source>
      <translation type="unfinished">Ausgewählte Klassen an&amp;nehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>List of &amp;micrographs</source>
      <translation type="unfinished">Liste der A&amp;ufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Logarithmic &amp;histograms</source>
      <translation type="unfinished">Logarithmische &amp;Histogramme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Make cla&amp;sses</source>
      <translation type="unfinished">&amp;Klassen bilden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark as &amp;empty</source>
      <translation type="unfinished">Als leer &amp;kennzeichnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark boxes by a circle of the particle's diameter, the box, a dot or a cross</source>
      <translation type="unfinished">Boxen durch einen Kreis vom Durchmesser des Partikels, die Box, einen Punkt oder ein Kreuz markieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark this micrograph as free of particles; a training uses it as background</source>
      <translation type="unfinished">Diese Aufnahme als frei von Partikeln kennzeichnen; ein Training nutzt sie als Hintergrund</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mask &amp;outline</source>
      <translation type="unfinished">Masken&amp;umriss</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mask the carbon film that the model sees on this micrograph, as a mask that you can edit</source>
      <translation type="unfinished">Den Kohlefilm, den das Modell auf dieser Aufnahme sieht, als bearbeitbare Maske übernehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Most uncertain micro&amp;graph</source>
      <translation type="unfinished">Unsicherste Au&amp;fnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Move the visible boxes onto the centres of their class averages</source>
      <translation type="unfinished">Die sichtbaren Boxen auf die Mitten ihrer Klassenmittel verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ne&amp;xt uncertain pick</source>
      <translation type="unfinished">Nächster &amp;unsicherer Pick</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Neither count nor export picks in junk or near it; click one to keep it as a label</source>
      <translation type="unfinished">Picks im Schmutz oder nahe dabei weder zählen noch exportieren; ein Klick behält einen als Label</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Neither train on, pick, count nor export the selected micrographs, or include them again</source>
      <translation type="unfinished">Die ausgewählten Aufnahmen von Training, Picken, Zählung und Export ausschließen, oder wieder einschließen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Next without &amp;labels</source>
      <translation type="unfinished">Nächste ohne &amp;Labels</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>One to &amp;one</source>
      <translation type="unfinished">Eins &amp;zu eins</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;folder…</source>
      <translation type="unfinished">&amp;Ordner öffnen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;micrographs…</source>
      <translation type="unfinished">&amp;Aufnahmen öffnen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;project…</source>
      <translation type="unfinished">&amp;Projekt öffnen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;recent</source>
      <translation type="unfinished">&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open all micrographs in a folder and its subfolders</source>
      <translation type="unfinished">Alle Aufnahmen eines Ordners und seiner Unterordner öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open the sam&amp;ple</source>
      <translation type="unfinished">&amp;Beispiel öffnen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Outline</source>
      <translation type="unfinished">Umriss</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>P&amp;article circle</source>
      <translation type="unfinished">&amp;Partikelkreis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Paint</source>
      <translation type="unfinished">Malen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick &amp;outdated filaments again</source>
      <translation type="unfinished">&amp;Veraltete Filamente neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick a&amp;ll micrographs</source>
      <translation type="unfinished">A&amp;lle Aufnahmen picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick all</source>
      <translation type="unfinished">Alle picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick filaments of &amp;all</source>
      <translation type="unfinished">Filamente &amp;aller picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick micrographs as they arrive in a folder</source>
      <translation type="unfinished">Aufnahmen picken, sobald sie in einem Ordner eintreffen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick outdated a&amp;gain</source>
      <translation type="unfinished">&amp;Veraltete neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of all micrographs</source>
      <translation type="unfinished">Die Filamente aller Aufnahmen picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of micrographs as they arrive in a folder</source>
      <translation type="unfinished">Die Filamente von Aufnahmen picken, sobald sie in einem Ordner eintreffen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of this micrograph</source>
      <translation type="unfinished">Die Filamente dieser Aufnahme picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the micrographs again whose filaments come from another model or width</source>
      <translation type="unfinished">Die Aufnahmen neu picken, deren Filamente von einem anderen Modell oder einer anderen Breite stammen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the micrographs again whose picks come from another model or box size</source>
      <translation type="unfinished">Die Aufnahmen neu picken, deren Picks von einem anderen Modell oder einer anderen Boxgröße stammen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pixel &amp;size…</source>
      <translation type="unfinished">&amp;Pixelgröße…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Preferen&amp;ces…</source>
      <translation type="unfinished">Einstellun&amp;gen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Propose carbon &amp;film</source>
      <translation type="unfinished">&amp;Kohlefilm vorschlagen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Raise threshold</source>
      <translation type="unfinished">S&amp;chwelle heben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Re&amp;ject selected classes</source>
      <translation type="unfinished">Ausgewählte Klassen ver&amp;werfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Re&amp;view all picks</source>
      <translation type="unfinished">Alle Picks &amp;prüfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read &amp;CTF…</source>
      <translation type="unfinished">&amp;CTF einlesen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC</source>
      <translation type="unfinished">Defokus, Astigmatismus und Auflösung aus einer Datei von RELION oder cryoSPARC lesen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read masks in MRC, TIFF or PNG files that are named like the micrographs</source>
      <translation type="unfinished">Masken aus MRC-, TIFF- oder PNG-Dateien lesen, die wie die Aufnahmen heißen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Recentre b&amp;oxes on their classes</source>
      <translation type="unfinished">Boxen auf &amp;ihre Klassen zentrieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Reject the visible picks of the selected classes; the next training learns from them</source>
      <translation type="unfinished">Die sichtbaren Picks der ausgewählten Klassen verwerfen; das nächste Training lernt daraus</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Remove everything that was painted and erased on this micrograph</source>
      <translation type="unfinished">Alles entfernen, was auf dieser Aufnahme gemalt und radiert wurde</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Replace picks by consens&amp;us…</source>
      <translation type="unfinished">Picks durch Konsens &amp;ersetzen…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Replace the picks by the boxes that several results agree on</source>
      <translation type="unfinished">Die Picks durch die Boxen ersetzen, in denen mehrere Ergebnisse übereinstimmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Resto&amp;re rejected boxes</source>
      <translation type="unfinished">&amp;Verworfene Boxen wiederherstellen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Restore the selected rejected boxes, or all of this micrograph if none is selected</source>
      <translation type="unfinished">Die ausgewählten verworfenen Boxen wiederherstellen, oder alle dieser Aufnahme, wenn keine ausgewählt ist</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Return to the pick that was reviewed before, and take its judgement back</source>
      <translation type="unfinished">Zum zuvor geprüften Pick zurückkehren und das Urteil darüber zurücknehmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Right drag</source>
      <translation type="unfinished">Ziehen mit rechts</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>S&amp;maller boxes</source>
      <translation type="unfinished">Kleine&amp;re Boxen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save now; a project that has a folder also saves itself after every edit</source>
      <translation type="unfinished">Jetzt speichern; ein Projekt mit Ordner speichert sich auch nach jeder Änderung selbst</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save pict&amp;ure of the view…</source>
      <translation type="unfinished">Bi&amp;ld der Ansicht speichern…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save project &amp;as…</source>
      <translation type="unfinished">Projekt speichern &amp;unter…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select &amp;all</source>
      <translation type="unfinished">&amp;Alles auswählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select &amp;nothing</source>
      <translation type="unfinished">&amp;Nichts auswählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select the pick closest to the threshold; Return accepts, Delete rejects, the next follows</source>
      <translation type="unfinished">Den Pick auswählen, der der Schwelle am nächsten ist; Eingabetaste nimmt an, Entf verwirft, und weiter</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Shift+drag</source>
      <translation type="unfinished">Umschalt+Ziehen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Shift+wheel</source>
      <translation type="unfinished">Umschalt+Mausrad</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show a circle of the assumed particle diameter; drag it to fit a particle, then pick again</source>
      <translation type="unfinished">Einen Kreis vom angenommenen Partikeldurchmesser zeigen; auf ein Partikel ziehen, dann neu picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show a line across each filament where its segments will be</source>
      <translation type="unfinished">Auf jedem Filament Striche zeigen, wo seine Segmente liegen werden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show averages of the boxes of all micrographs</source>
      <translation type="unfinished">Mittel der Boxen aller Aufnahmen zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show crops of all boxes of this micrograph</source>
      <translation type="unfinished">Ausschnitte aller Boxen dieser Aufnahme zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show how the boxes in a folder agree with the visible boxes</source>
      <translation type="unfinished">Zeigen, wie die Boxen in einem Ordner mit den sichtbaren übereinstimmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show how the boxes in files agree with the visible boxes; each file is one result</source>
      <translation type="unfinished">Zeigen, wie die Boxen in Dateien mit den sichtbaren übereinstimmen; jede Datei ist ein Ergebnis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show one pixel of the micrograph as one pixel of the screen</source>
      <translation type="unfinished">Ein Pixel der Aufnahme als ein Pixel des Bildschirms zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show re&amp;jected boxes</source>
      <translation type="unfinished">Verworfene Bo&amp;xen zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the filaments of this micrograph as straight strips</source>
      <translation type="unfinished">Die Filamente dieser Aufnahme als gerade Streifen zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the file, the pixels and the boxes of this micrograph in numbers</source>
      <translation type="unfinished">Datei, Pixel und Boxen dieser Aufnahme in Zahlen zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the messages and tasks of this run</source>
      <translation type="unfinished">Meldungen und Aufgaben dieses Laufs zeigen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show versions, device and log, to copy into a report</source>
      <translation type="unfinished">Versionen, Gerät und Protokoll zeigen, zum Kopieren in eine Meldung</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Side pa&amp;nels</source>
      <translation type="unfinished">Seitenlei&amp;ste</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Space or middle button</source>
      <translation type="unfinished">Leertaste oder mittlere Taste</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Stop watch&amp;ing</source>
      <translation type="unfinished">Überwachung be&amp;enden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">Gerade gezogene Filamente</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Tint carbon film, ice, aggregates, dead borders and painted masks</source>
      <translation type="unfinished">Kohlefilm, Eis, Aggregate, tote Ränder und gemalte Masken tönen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train</source>
      <translation type="unfinished">Trainieren</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train in the background and propose boxes while you label</source>
      <translation type="unfinished">Im Hintergrund trainieren und beim Labeln Boxen vorschlagen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train on all labelled filaments, then pick the filaments of this micrograph</source>
      <translation type="unfinished">Mit allen gelabelten Filamenten trainieren, dann die Filamente dieser Aufnahme picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train on all labels, then pick this micrograph</source>
      <translation type="unfinished">Mit allen Labels trainieren, dann diese Aufnahme picken</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn all visible picks into labels, or only the selected ones if there are any</source>
      <translation type="unfinished">Alle sichtbaren Picks in Labels umwandeln, oder nur die ausgewählten, wenn es welche gibt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn picks in good classes of RELION or cryoSPARC into labels and reject discarded ones</source>
      <translation type="unfinished">Picks in guten Klassen von RELION oder cryoSPARC in Labels umwandeln und aussortierte verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn the selected picks into labels</source>
      <translation type="unfinished">Die ausgewählten Picks in Labels umwandeln</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn the visible picks of the selected classes into labels</source>
      <translation type="unfinished">Die sichtbaren Picks der ausgewählten Klassen zu Labels machen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Wheel</source>
      <translation type="unfinished">Mausrad</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Widen the list to a table with ice, sharpness, CTF and other measures of each micrograph</source>
      <translation type="unfinished">Die Liste zu einer Tabelle mit Eis, Schärfe, CTF und anderen Maßen jeder Aufnahme verbreitern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write a picking job for RELION 4 and 5, with the micrograph names of the RELION project</source>
      <translation type="unfinished">Einen Pick-Auftrag für RELION 4 und 5 schreiben, mit den Namen der Aufnahmen im RELION-Projekt</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write one file for cryoSPARC to import, with its micrograph names</source>
      <translation type="unfinished">Eine Datei zum Import in cryoSPARC schreiben, mit dessen Namen der Aufnahmen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write only the visible boxes of the selected classes</source>
      <translation type="unfinished">Nur die sichtbaren Boxen der ausgewählten Klassen schreiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the list of the micrographs that are kept, for RELION or as text</source>
      <translation type="unfinished">Die Liste der behaltenen Aufnahmen schreiben, für RELION oder als Text</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the visible boxes for RELION, EMAN, cryoSPARC or crYOLO, or as a table</source>
      <translation type="unfinished">Die sichtbaren Boxen für RELION, EMAN, cryoSPARC oder crYOLO oder als Tabelle schreiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the visible filaments for RELION, cryoSPARC or EMAN, and show what to set there</source>
      <translation type="unfinished">Die sichtbaren Filamente für RELION, cryoSPARC oder EMAN schreiben und zeigen, was dort einzustellen ist</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write where micrographs are masked as MRC, TIFF or PNG files</source>
      <translation type="unfinished">Die Masken der Aufnahmen als MRC-, TIFF- oder PNG-Dateien schreiben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>X</source>
      <translation type="unfinished">X</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Zoom &amp;in</source>
      <translation type="unfinished">Ver&amp;größern</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Zoom to &amp;fit</source>
      <translation type="unfinished">&amp;Einpassen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>bend the selected filament; double-click inserts a point</source>
      <translation type="unfinished">das ausgewählte Filament biegen; Doppelklick fügt einen Punkt ein</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>brightness</source>
      <translation type="unfinished">Helligkeit</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>brightness (up and down) and contrast (left and right)</source>
      <translation type="unfinished">Helligkeit (auf und ab) und Kontrast (links und rechts)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>delete a label or reject a pick</source>
      <translation type="unfinished">ein Label löschen oder einen Pick verwerfen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>draw a box and set the size of all boxes (tool 2)</source>
      <translation type="unfinished">eine Box zeichnen und die Größe aller Boxen setzen (Werkzeug 2)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>draw it; double-click or Return ends, Esc takes a point back</source>
      <translation type="unfinished">es zeichnen; Doppelklick oder Eingabetaste beendet, Esc nimmt einen Punkt zurück</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>hide the boxes while held</source>
      <translation type="unfinished">die Boxen ausblenden, solange gehalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>keep it as a label (tool 2)</source>
      <translation type="unfinished">ihn als Label behalten (Werkzeug 2)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>move it together with all selected boxes</source>
      <translation type="unfinished">sie mit allen ausgewählten Boxen verschieben</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>nudge the selected boxes by 1 px, with Shift by 10</source>
      <translation type="unfinished">die ausgewählten Boxen um 1 px verschieben, mit Umschalt um 10</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>pan while held</source>
      <translation type="unfinished">verschieben, solange gehalten</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>place a box (tool 2)</source>
      <translation type="unfinished">eine Box setzen (Werkzeug 2)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>select boxes</source>
      <translation type="unfinished">Boxen auswählen</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>size of the mask brush (tools 7 and 8)</source>
      <translation type="unfinished">Größe des Maskenpinsels (Werkzeuge 7 und 8)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>zoom at the cursor</source>
      <translation type="unfinished">am Mauszeiger vergrößern</translation>
    </message>
  </context>
  <context>
    <name>junk</name>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Aggregate</source>
      <translation type="unfinished">Aggregat</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Carbon film</source>
      <translation type="unfinished">Kohlefilm</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Dead border</source>
      <translation type="unfinished">Toter Rand</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Empty hole</source>
      <translation type="unfinished">Leeres Loch</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Ice</source>
      <translation type="unfinished">Eis</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/layers.py"/>
      <source>No junk found here</source>
      <translation type="unfinished">Hier kein Schmutz gefunden</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/layers.py"/>
      <source>No junk map: pick this micrograph</source>
      <translation type="unfinished">Keine Schmutzkarte: Picken Sie diese Aufnahme</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Painted</source>
      <translation type="unfinished">Gemalt</translation>
    </message>
  </context>
</TS>
