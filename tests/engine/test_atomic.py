"""A file is written completely or not at all, and the old file stays: kills, full disks, missing permissions."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iceboxer.engine.data import atomic, remains
from iceboxer.engine.data.atomic import flushing_once, make_folder, replacing, write_text
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.notes import FolderNote
from iceboxer.engine.data.remains import remove_remains
from iceboxer.engine.errors import EngineError

OLD = "what was there"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "a.box"
    path.write_text(OLD, encoding="utf-8")
    return path


def only(path: Path) -> str:
    """Return the text of the file, which must be the only one in its folder."""
    assert list(path.parent.iterdir()) == [path]
    return path.read_text(encoding="utf-8")


def test_new_file_replaces_the_old_one(old: Path) -> None:
    write_text(old, "größer\n")
    assert only(old) == "größer\n"
    assert b"\r" not in old.read_bytes()


def test_folders_are_created(tmp_path: Path) -> None:
    write_text(tmp_path / "x/y/a.box", "1\n")
    assert only(tmp_path / "x/y/a.box") == "1\n"


def test_temporary_file_is_in_the_same_folder_with_the_same_suffix(old: Path) -> None:
    """Renaming is atomic only within a file system, and libraries choose a format by the suffix."""
    with replacing(old) as temporary:
        assert (temporary.parent, temporary.suffix) == (old.parent, ".box")
        assert temporary.name.startswith("."), "nobody who lists the folder takes it for a file of boxes"
        assert old.read_text(encoding="utf-8") == OLD
        temporary.write_text("new", encoding="utf-8")
    assert only(old) == "new"


@pytest.mark.parametrize("error", [RuntimeError("in the middle"), KeyboardInterrupt(), EngineError("message")])
def test_failure_in_the_middle(old: Path, error: BaseException) -> None:
    def write() -> None:
        with replacing(old) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(type(error)) as caught:
        write()
    assert caught.value is error
    assert only(old) == OLD


def write_through_a_path(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("write", [write_text, write_through_a_path])
@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_full_disk(
    old: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, str], None], failing: str, number: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(EngineError, match=f"cannot be written: {os.strerror(number)}") as caught:
        write(old, "new")
    assert str(old) in str(caught.value)
    monkeypatch.undo()
    assert only(old) == OLD


def test_disk_that_is_really_full(old: Path) -> None:
    """The temporary file is /dev/full, the system's device that is always full."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")

    def write() -> None:
        with replacing(old) as temporary:
            temporary.unlink()
            temporary.symlink_to("/dev/full")
            temporary.write_text("new", encoding="utf-8")

    with pytest.raises(EngineError, match="cannot be written: No space left"):
        write()
    assert only(old) == OLD


@pytest.mark.parametrize("name", FORMATS)
def test_boxes_on_a_full_disk(old: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic, "_flush", full)
    with pytest.raises(EngineError, match="No space left"):
        write_boxes(old, BoxList("a", make_boxes([1], [2], 3)), name)
    assert only(old) == OLD


def test_file_in_place_of_the_folder(old: Path) -> None:
    with pytest.raises(EngineError, match="cannot be written: "):
        write_text(old / "b.box", "new")
    assert only(old) == OLD


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.box").mkdir()
    with pytest.raises(EngineError, match="cannot be written: Is a directory"):
        write_text(tmp_path / "a.box", "new")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.box"]


def test_a_pipe_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    """Root may replace everything: ``--json /dev/null`` would make a file of it."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/null")
    for name in ("pipe", "device"):
        with pytest.raises(EngineError, match="cannot be written: It is a pipe, a socket or a device"):
            write_text(tmp_path / name, "new")
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "device").is_symlink()


def test_folder_without_write_permission(old: Path, unprivileged: Callable[[], None]) -> None:
    old.parent.chmod(0o555)
    unprivileged()
    with pytest.raises(EngineError, match="cannot be written: Permission denied"):
        write_text(old, "new")
    assert only(old) == OLD


def test_others_can_read_it(old: Path) -> None:
    """Temporary files are private to their owner, but results are shared by a group."""
    umask = os.umask(0o027)
    try:
        write_text(old, "new")
        assert stat.S_IMODE(old.stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027, "and the process keeps its habit"
    finally:
        os.umask(umask)


def test_name_that_is_not_unicode(tmp_path: Path) -> None:
    """A micrograph's name may contain any bytes; saving must not fail."""
    write_text(tmp_path / "a.csv", os.fsdecode(b"caf\xe9,1\n"))
    assert (tmp_path / "a.csv").read_bytes() == b"caf?,1\n"


def test_reader_never_sees_an_incomplete_file(tmp_path: Path) -> None:
    path, seen, done = tmp_path / "a.txt", set[str](), threading.Event()
    texts = [letter * 200_000 for letter in "ab"]
    write_text(path, texts[0])

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text(encoding="utf-8"))

    reader = threading.Thread(target=read)
    reader.start()
    for i in range(40):
        write_text(path, texts[i % 2])
    done.set()
    reader.join()
    assert seen <= set(texts)


def test_killed_while_writing(old: Path) -> None:
    """No cleanup runs after SIGKILL, but the old file stays complete and the remains are hidden."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom iceboxer.engine.data.atomic import replacing\n"
        "with replacing(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_text('half')\n    print('now', flush=True)\n    time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, old], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
    assert old.read_text(encoding="utf-8") == OLD
    (left,) = set(old.parent.iterdir()) - {old}
    assert left.name.startswith(".iceboxer-")
    remove_remains(old.parent)
    assert only(old) == OLD


def left_by(folder: Path, process: int, machine: str, age: float = 0.0, run: str = "00000000") -> Path:
    """A temporary file as a killed process leaves it, which last changed `age` seconds ago."""
    path = folder / f".iceboxer-{process}-{machine}-{run}-{os.urandom(4).hex()}.box"
    path.touch()
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    return path


def test_only_remains_of_killed_programs_are_removed(old: Path) -> None:
    """Files that this program or another machine is writing now stay, and so do files with similar names."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = {left_by(old.parent, gone.pid, "0" * 12), left_by(old.parent, os.getppid(), remains.machine())}
    for name in ("x", f"{'9' * 400}"[:200], f"{10**12}-{remains.machine()}-x", "-"):
        kept.add(old.parent / f".iceboxer-{name}")
        (old.parent / f".iceboxer-{name}").touch()
    left_by(old.parent, gone.pid, remains.machine())
    with replacing(old) as temporary:
        temporary.write_text("new", encoding="utf-8")
        remove_remains(old.parent)
    assert old.read_text(encoding="utf-8") == "new"
    assert set(old.parent.iterdir()) == {old, *kept}
    remove_remains(old.parent / "nowhere")


def test_remains_of_a_container_with_the_same_number(old: Path) -> None:
    """In a container the program is process 1 each time it starts."""
    left_by(old.parent, os.getpid(), remains.machine())
    remove_remains(old.parent)
    assert only(old) == OLD


@pytest.mark.parametrize("process", [1, 999_999_999])
@pytest.mark.parametrize("same_machine", [True, False])
def test_remains_that_nobody_changed_for_an_hour(old: Path, process: int, same_machine: bool) -> None:
    machine = remains.machine() if same_machine else "0" * 12
    left_by(old.parent, process, machine, 2 * remains.ABANDONED)
    remove_remains(old.parent)
    assert only(old) == OLD


def test_age_is_measured_by_the_clock_of_the_file_system(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file server's clock may be days away from ours."""
    young = left_by(old.parent, 1, "0" * 12, 60.0)
    monkeypatch.setattr("time.time", lambda: 4e9)
    remove_remains(old.parent)
    assert young.exists()


def test_every_writer_removes_remains(old: Path) -> None:
    left_by(old.parent, os.getpid(), remains.machine())
    write_text(old, "new")
    assert only(old) == "new"


@pytest.mark.parametrize("what", ["renamed", "removed"])
@pytest.mark.parametrize("written", ["a.box", "b.box", "sub/a.box", "new/deep/a.box"])
def test_folder_that_disappeared_is_not_made_again(tmp_path: Path, what: str, written: str) -> None:
    job = tmp_path / "job"
    write_text(job / "sub/a.box", OLD)
    if what == "renamed":
        job.rename(tmp_path / "elsewhere")
    else:
        shutil.rmtree(job)
    with pytest.raises(EngineError, match=r"job has disappeared: it was renamed, removed or unmounted"):
        write_text(job / written, "new")
    assert not job.exists()


def test_folder_that_disappears_while_a_file_is_written(tmp_path: Path) -> None:
    job = tmp_path / "job"

    def write() -> None:
        with replacing(job / "a.box") as temporary:
            temporary.write_text("new", encoding="utf-8")
            job.rename(tmp_path / "elsewhere")

    with pytest.raises(EngineError, match="cannot be written: No such file"):
        write()
    assert not job.exists()


def test_a_new_job_makes_its_folder(tmp_path: Path) -> None:
    job = tmp_path / "job"
    write_text(job / "a.box", OLD)
    shutil.rmtree(job)
    make_folder(job)
    write_text(job / "a.box", "new")
    assert only(job / "a.box") == "new"


def test_folder_is_flushed_after_the_rename(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a power failure may bring the old file back, after the program has said that it saved."""
    seen, flush, rename = [], os.fsync, os.replace
    monkeypatch.setattr(
        os, "fsync", lambda handle: seen.append(stat.S_ISDIR(os.fstat(handle).st_mode)) or flush(handle)
    )
    monkeypatch.setattr(os, "replace", lambda *paths: seen.append("renamed") or rename(*paths))
    write_text(old, "new")
    assert seen == [False, "renamed", True]


def test_a_folder_of_many_new_files_is_flushed_once_after_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, flush = [], os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: seen.append(stat.S_ISDIR(os.fstat(handle).st_mode)) or flush(handle)
    )
    with flushing_once(tmp_path):
        for name in ("a.box", "b.box"):
            write_text(tmp_path / name, "new")
    assert seen == [False, False, True]
    write_text(tmp_path / "c.box", "new")
    assert seen[3:] == [False, True]


def test_a_text_is_written_by_one_call_of_open(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of files are written by a few threads, which wait for each other at each call."""
    opened, real = [], os.open
    monkeypatch.setattr(os, "open", lambda path, *more: opened.append(Path(path).name) or real(path, *more))
    with flushing_once(old.parent):
        write_text(old, "new")
        assert len(opened) == 1
    assert old.read_text() == "new"


def test_a_folder_that_another_thread_makes_meanwhile_has_not_disappeared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several threads write the first files of a new folder at the same time."""
    make_folder(tmp_path)
    folder, look = tmp_path / "boxes", os.path.lexists

    def look_while_it_is_made(path: str | Path) -> bool:
        found = look(path)
        make_folder(folder)
        return found

    monkeypatch.setattr(os.path, "lexists", look_while_it_is_made)
    write_text(folder / "a.cbox", "new")
    assert (folder / "a.cbox").read_text() == "new"


def test_threads_share_the_umask(tmp_path: Path) -> None:
    """The umask belongs to the process: a thread that sets it to read it opens the files of the others to everybody."""
    changed = []
    umask = os.umask(0o077)
    try:
        watched = os.umask
        os.umask = lambda mask: changed.append(mask) or watched(mask)
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda number: write_text(tmp_path / f"{number}.box", "new"), range(40)))
        os.umask = watched
    finally:
        os.umask(umask)
    assert not changed
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_file_that_need_not_last_waits_for_no_disk(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's thread writes the note that a project is open, and would stand still meanwhile."""
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    write_text(old, "new", lasting=False)
    assert old.read_text() == "new"
    FolderNote(old.parent, ".open-").write(since="now")
    assert not flushed
