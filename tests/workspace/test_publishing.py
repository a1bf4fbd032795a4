"""Publishing step by step: what is staged, linked, exchanged, kept, told, made durable, and in which order."""

import errno
import hashlib
import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from eformc.build import publishing
from eformc.build.publishing import MANIFEST, OutputProblem, outputs_of, publish, stage, staging, strangers
from eformc.contract import bundles
from eformc.contract.bundles import BundleError, read_bundle
from eformc.project import atomic_files
from eformc.project.atomic_files import FEW, durable, exchange, replace_file, replace_files, same, write_new
from eformc.safe_files import Outside, is_inside, read_inside, read_regular


def manifest(files):
    return json.dumps({"outputs": [{"path": path, "sha256": hashlib.sha256(data).hexdigest()} for path, data in files.items()]}).encode()


def whole(**texts):
    files = {name.replace("__", "/").replace("_json", ".json"): text.encode() for name, text in texts.items()}
    return {**files, MANIFEST: manifest(files)}


def built(out, files, name="a", top=None, kept=lambda path: None):
    """Publish one bundle; gives the number of files written."""
    with staging(out) as folder:
        staged = stage(folder / "worker", out, name, files.items())
        return publish(out, folder, {name: staged}, top or {}, kept)


def there(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hidden(out):
    return [path.name for path in out.iterdir() if path.name.startswith(".")]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def synced(monkeypatch):
    """Each call of `durable`, as a list of paths; nothing is synced."""
    calls = []
    monkeypatch.setattr(publishing, "durable", lambda paths: calls.append([str(path) for path in paths]))
    return calls


# --- a bundle ----------------------------------------------------------------------------------------------------------


def test_a_new_bundle_a_changed_one_and_one_that_stays(out):
    one, two = whole(form_json="1", schema_json="s", page="p"), whole(form_json="2", schema_json="s", other="o")
    assert built(out, one) == 4
    assert there(out / "a") == one
    assert built(out, one) == 0
    kept = (out / "a" / "schema.json").stat().st_ino
    assert built(out, two) == 3
    assert there(out / "a") == two  # `page` is gone
    assert (out / "a" / "schema.json").stat().st_ino == kept
    assert hidden(out) == []


def test_files_in_folders_of_a_bundle(out):
    assert built(out, whole(form_json="1", sub__x="x", sub__y="y")) == 4
    assert built(out, whole(form_json="2", sub__x="x", sub__y="z")) == 3
    assert there(out / "a") == whole(form_json="2", sub__x="x", sub__y="z")
    assert built(out, whole(form_json="2", sub__x="x")) == 1
    assert there(out / "a") == whole(form_json="2", sub__x="x")


def test_one_file_takes_the_place_of_one_and_of_none_else(out, synced):
    built(out, whole(form_json="1", page="p"))
    (out / "a" / "form.json").write_bytes(b"edited")
    (out / "a" / "mine").write_bytes(b"mine")
    folder = (out / "a").stat().st_ino
    synced.clear()
    told = []
    assert built(out, whole(form_json="1", page="p"), kept=told.append) == 1
    assert (out / "a").stat().st_ino == folder
    assert told == []
    assert [len(call) for call in synced] == [1, 2]
    assert synced[0][0].endswith("/a/form.json")
    assert synced[1] == [str(out), str(out / "a")]


def test_what_is_staged_is_durable_before_a_name_changes_and_the_names_after(out, synced, monkeypatch):
    top = {"index.html": b"1", "assets/x.mjs": b"1"}
    built(out, whole(form_json="1", page="p"), top=top)
    synced.clear()
    seen = []
    real = publishing.exchange
    monkeypatch.setattr(publishing, "exchange", lambda one, other: seen.append((len(synced), other.name)) or real(one, other))
    built(out, whole(form_json="2", page="q"), top={"index.html": b"2", "assets/x.mjs": b"2", "assets/y.mjs": b"2"})
    assert seen == [(1, "assets"), (1, "a")]  # what bundles share first; all of it after the first sync
    names = {path.rpartition("/")[2] for path in synced[0]}
    assert {"form.json", "page", MANIFEST, "x.mjs", "y.mjs", "index.html", "a", "assets"} <= names
    assert len(synced[0]) == len(set(synced[0]))
    assert synced[1] == [str(out)]
    assert len(synced) == 2


def test_many_folders_are_made_durable_by_one_sync(out, synced):
    names = [f"p{number}" for number in range(FEW + 2)]

    def all_of(mark):
        with staging(out) as folder:
            staged = {name: stage(folder / "worker", out, name, whole(form_json="1", page=mark).items()) for name in names}
            return publish(out, folder, staged, {})

    assert all_of("1") == 3 * len(names)
    for name in names:
        (out / name / "page").write_bytes(b"edited")
    synced.clear()
    assert all_of("1") == len(names)  # each a rename of one file
    assert synced[1] == [str(out)] * (FEW + 1)


def test_nothing_to_do_syncs_no_folder(out, synced):
    built(out, whole(form_json="1"), top={"index.html": b"1"})
    synced.clear()
    assert built(out, whole(form_json="1"), top={"index.html": b"1"}) == 0
    assert synced == [[]]


def test_modes_of_folders_and_files_stay(out):
    built(out, whole(form_json="1", page="p"), top={"assets/x": b"1", "assets/z": b"1"})
    (out / "a").chmod(0o750)
    (out / "assets").chmod(0o750)
    built(out, whole(form_json="2", page="q"), top={"assets/x": b"2", "assets/y": b"2", "assets/z": b"1"})
    assert [stat.S_IMODE((out / name).stat().st_mode) for name in ("a", "assets")] == [0o750, 0o750]


def test_what_is_not_eformcs_is_kept_whatever_it_is_and_told(out):
    built(out, whole(form_json="1", page="p"))
    bundle = out / "a"
    (bundle / "mine").mkdir()
    (bundle / "mine" / "deep").mkdir()
    (bundle / "mine" / "deep" / "x").write_bytes(b"x")
    (bundle / "mine").chmod(0o700)
    (bundle / "link").symlink_to("/nowhere")
    (bundle / "to").symlink_to("mine")
    os.mkfifo(bundle / "pipe")
    (bundle / "file").write_bytes(b"f")
    number = (bundle / "file").stat().st_ino
    told = []
    built(out, whole(form_json="2", page="q"), kept=told.append)
    assert told == [bundle / name for name in ("file", "link", "mine", "pipe", "to")]
    assert (bundle / "file").stat().st_ino == number
    assert (bundle / "link").readlink().as_posix() == "/nowhere"
    assert (bundle / "to").is_symlink()
    assert stat.S_ISFIFO((bundle / "pipe").lstat().st_mode)
    assert (bundle / "mine" / "deep" / "x").read_bytes() == b"x"
    assert stat.S_IMODE((bundle / "mine").stat().st_mode) == 0o700


def test_what_cannot_be_kept_is_told_and_nothing_changes(out, monkeypatch):
    built(out, whole(form_json="1", page="p"))
    os.mkfifo(out / "a" / "pipe")
    before = there(out / "a")

    def refused(*given, **more):
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(OutputProblem) as raised:
        built(out, whole(form_json="2", page="q"))
    assert raised.value.filename == str(out / "a" / "pipe")
    assert raised.value.strerror == "is not eformc's and cannot be kept where it is; move it out of the bundle's folder"
    assert raised.value.errno == errno.EEXIST
    assert there(out / "a") == before
    assert hidden(out) == []


def test_without_second_names_what_stays_is_copied_with_its_mode(out, monkeypatch):
    built(out, whole(form_json="1", same="s", page="p"))
    (out / "a" / "same").chmod(0o640)

    def refused(*given, **more):
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", refused)
    built(out, whole(form_json="2", same="s", page="q"))
    assert there(out / "a") == whole(form_json="2", same="s", page="q")
    assert stat.S_IMODE((out / "a" / "same").stat().st_mode) == 0o640


def test_a_file_that_the_manifest_names_and_that_is_gone_is_told(out):
    one = whole(form_json="1", page="p", more="m")
    built(out, one)
    (out / "a" / "page").unlink()
    changed = {"form.json": b"2", "more": b"m", "page": b"p"}
    with staging(out) as folder:
        staged = stage(folder / "worker", out, "a", [("form.json", b"2"), (MANIFEST, manifest(changed))])
        with pytest.raises(FileNotFoundError):
            publish(out, folder, {"a": staged}, {})
    assert there(out / "a") == {name: data for name, data in one.items() if name != "page"}


@pytest.mark.parametrize("kind", ["file", "link", "pipe"])
def test_what_stands_where_a_bundle_must_go_is_told(out, kind):
    out.mkdir()
    path = out / "a"
    {"file": lambda: path.write_bytes(b"x"), "link": lambda: path.symlink_to("/tmp"), "pipe": lambda: os.mkfifo(path)}[kind]()
    with pytest.raises(OutputProblem) as raised:
        built(out, whole(form_json="1"))
    said = "is a link, and nothing is written through links" if kind == "link" else "is no folder"
    assert raised.value.strerror == f"{said}; take it away, or build elsewhere (-o)"
    assert raised.value.filename == str(path)


@pytest.mark.parametrize(("top", "place"), [({"index.html": b"1"}, "index.html"), ({"assets/x": b"1"}, "assets/x")])
def test_a_folder_where_a_file_must_go_is_told(out, top, place):
    (out / place).mkdir(parents=True)
    with pytest.raises(OutputProblem) as raised:
        built(out, whole(form_json="1"), top=top)
    assert raised.value.strerror == "is a folder where a file must go; take it away, or build elsewhere (-o)"
    assert raised.value.filename == str(out / place)
    assert not (out / "a").exists()
    built(out, whole(form_json="1"))
    (out / "a" / "page").mkdir()
    with pytest.raises(OutputProblem) as raised:
        built(out, whole(form_json="2", page="p"))
    assert raised.value.filename == str(out / "a" / "page")


@pytest.mark.parametrize("at", ["assets", "assets/codes"])
def test_a_link_on_the_way_to_a_shared_file_is_told(out, tmp_path, at):
    (out / at).parent.mkdir(parents=True)
    (out / at).symlink_to(tmp_path)
    with pytest.raises(OutputProblem, match="nothing is written through links"):
        built(out, whole(form_json="1"), top={"assets/codes/x.json": b"1"})


# --- staging -------------------------------------------------------------------------------------------------------------


def test_folders_made_for_nothing_are_taken_away(tmp_path):
    with pytest.raises(ZeroDivisionError), staging(tmp_path / "x" / "y"):
        assert (tmp_path / "x" / "y").is_dir()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with staging(tmp_path / "x" / "y") as folder:
        folder.mkdir()
        (tmp_path / "x" / "y" / "file").write_bytes(b"")
    assert [path.name for path in (tmp_path / "x" / "y").iterdir()] == ["file"]


def test_two_that_stage_alike_get_a_folder_each(tmp_path, out):
    out.mkdir()
    made = [stage(tmp_path / "worker", out, "a", whole(form_json=str(number)).items()) for number in range(3)]
    assert [folder.rpartition("/")[2] for folder, _ in made] == ["a", "a~1", "a~2"]
    assert all(paths == ["form.json", MANIFEST] for _, paths in made)
    (out / "a").mkdir()
    (out / "a" / "form.json").write_bytes(b"1")
    _, paths = stage(tmp_path / "worker", out, "a", [("form.json", b"1"), ("x", b"2")])
    assert (there(tmp_path / "worker" / "a~3"), paths) == ({"x": b"2"}, ["x"])
    assert stage(tmp_path / "worker", out, "a", [("form.json", b"1")]) == ("", [])


def test_what_a_killed_build_moved_aside_is_put_back(out, tmp_path):
    built(out, whole(form_json="1"))
    left = out / ".eformc-dead"
    (left / ".old").mkdir(parents=True)
    (out / "a").rename(left / ".old" / "a")
    (left / ".old" / "b").mkdir()
    (out / "b").mkdir()
    (out / "b" / "new").write_bytes(b"new")
    (out / ".eformc-link").symlink_to(tmp_path)
    (out / ".eformc-half").mkdir()
    (out / ".eformc-half" / ".old").symlink_to(tmp_path)
    (out / ".other").mkdir()
    with staging(out):
        assert there(out / "a") == whole(form_json="1")
        assert there(out / "b") == {"new": b"new"}
    assert tmp_path.is_dir()
    assert sorted(hidden(out)) == [".eformc-link", ".other"]


def test_two_steps_put_the_old_one_back_where_the_new_one_cannot_come(out, monkeypatch):
    one, two = whole(form_json="1", page="p"), whole(form_json="2", page="q")
    built(out, one)
    monkeypatch.setattr(publishing, "exchange", lambda one, other: False)
    with staging(out) as folder:
        staged = stage(folder / "worker", out, "a", two.items())
        change = publishing._Change(folder / "nothing", out / "a", staged[1])
        with pytest.raises(FileNotFoundError):
            change.make(folder / ".old")
    assert there(out / "a") == one
    built(out, two)
    assert there(out / "a") == two
    assert hidden(out) == []


def test_only_one_publishes_at_a_time(out):
    import fcntl

    with staging(out) as folder:
        folder.mkdir()
        (out / "x").write_bytes(b"")
        handle = os.open(out, os.O_RDONLY)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


# --- what a manifest and a folder say -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        (b'{"outputs": [{"path": "a"}, {"path": "b/c"}, {"path": "/x"}, {"path": "\\\\x"}, {"path": "../x"}, {"path": "a/../x"}, {"path": ""}, {"path": "a..b"}]}', {"a", "b/c", "a..b"}),
        (b"x", set()), (b"[]", set()), (b"{}", set()), (b'{"outputs": 5}', set()), (b'{"outputs": [{}]}', set()), (b"\xff", set()),
    ],
)  # fmt: skip
def test_outputs_of_a_manifest(tmp_path, data, paths):
    (tmp_path / MANIFEST).write_bytes(data)
    assert outputs_of(tmp_path) == paths


def test_a_manifest_that_is_no_file_names_nothing_and_one_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    assert outputs_of(tmp_path) == set()
    for make in (lambda path: path.mkdir(), lambda path: path.symlink_to("/etc/passwd"), os.mkfifo):
        path = tmp_path / MANIFEST
        make(path)
        assert outputs_of(tmp_path) == set()
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for number in (errno.EIO, errno.EACCES):
        def fails(path, number=number):
            raise OSError(number, "no")

        monkeypatch.setattr(publishing, "read_regular", fails)
        with pytest.raises(OSError, match="no"):
            outputs_of(tmp_path)


def test_what_stands_beside_the_bundles(out):
    built(out, whole(form_json="1"))
    built(out, whole(form_json="1"), name="old")
    (out / "folder").mkdir()
    (out / "zfile").write_bytes(b"")
    (out / "link").symlink_to("old")
    (out / ".hidden").mkdir()
    for name in publishing.SHARED:
        (out / name).write_bytes(b"")
    assert strangers(out, ["a"]) == (["old"], ["folder", "link", "zfile"])
    assert {"assets", "index.html", MANIFEST, "shard.json", "demo"} == publishing.SHARED


def test_code_lists_of_other_bundles_are_known(out):
    for name, lists in (("a", ["x-1"]), ("b", ["y-1"]), ("c", 5)):
        built(out, whole(form_json=json.dumps({"lists": lists}), prefill_json=json.dumps({"lists": [f"{name}-2"]})), name=name)
    (out / "empty").mkdir()
    (out / "link").symlink_to("a")
    assert sorted(publishing._lists_of_others(out, ["a"])) == ["codes/b-2.json", "codes/c-2.json", "codes/y-1.json"]


def test_one_shared_file_that_changes_leaves_the_others(out):
    """One rename does it; the folder is not exchanged for one that holds that file alone."""
    built(out, whole(form_json="1"), top={"assets/x": b"1", "assets/y": b"1"})
    folder = (out / "assets").stat().st_ino
    assert built(out, whole(form_json="1"), top={"assets/x": b"2", "assets/y": b"1"}) == 1
    assert there(out / "assets") == {"x": b"2", "y": b"1"}
    assert (out / "assets").stat().st_ino == folder


def test_lists_that_nobody_names_go_after_one_build_more(out):
    """The lists of the build before stay for one build; what is not eformc's stays for ever."""

    def build(*lists, bundle="1"):
        names = [f"assets/codes/{name}.json" for name in lists]
        top = {**dict.fromkeys(names, b"x"), "assets/e.mjs": bundle.encode(), "assets/f.mjs": b"f"}
        top[MANIFEST] = manifest(top)
        return built(out, whole(form_json=bundle), top=top)

    def names():
        return sorted(path.name for path in (out / "assets" / "codes").iterdir())

    one, two, three = (f"{mark}.0123456789abcdef" for mark in "abc")
    build(one)
    (out / "assets" / "codes" / "mine.txt").write_bytes(b"mine")
    (out / "assets" / "mine").mkdir()
    (out / "assets" / "mine" / "x").write_bytes(b"x")
    build(two, bundle="2")
    assert names() == sorted([f"{one}.json", f"{two}.json", "mine.txt"])
    build(three, bundle="3")
    assert names() == sorted([f"{two}.json", f"{three}.json", "mine.txt"])
    assert (out / "assets" / "mine" / "x").read_bytes() == b"x"
    assert (out / "assets" / "f.mjs").read_bytes() == b"f"
    (out / "b").mkdir()
    (out / "b" / "form.json").write_text(json.dumps({"lists": [two]}))
    build(one, bundle="4")
    assert names() == sorted([f"{one}.json", f"{two}.json", f"{three}.json", "mine.txt"])


# --- files -----------------------------------------------------------------------------------------------------------------


def test_a_new_file_is_new(tmp_path):
    data = os.urandom(300_000)
    write_new(tmp_path / "x", data)
    assert (tmp_path / "x").read_bytes() == data
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "x", b"")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"exists|symbolic"):
        write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_is_written_whole_though_the_system_takes_less(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:7])))
    write_new(tmp_path / "x", b"0123456789" * 3)
    assert (tmp_path / "x").read_bytes() == b"0123456789" * 3


def test_the_same_bytes_in_a_regular_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert same(path, b"abc") is True
    for other in (b"ab", b"abcd", b"abd", b""):
        assert same(path, other) is False
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("link", "pipe", "folder", "nothing"):
        assert same(tmp_path / name, b"abc" if name == "link" else b"") is False
    path.write_bytes(b"")
    assert same(path, b"") is True


def test_files_are_replaced_all_or_none(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "deep" / "two"
    assert replace_files({one: b"1", two: b"2"}) == 2
    assert replace_files({one: b"1", two: b"3"}) == 1
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"3")
    number = one.stat().st_ino
    replace_file(one, b"1")
    assert one.stat().st_ino == number
    replace_file(tmp_path / "very" / "deep" / "new", b"n")
    assert (tmp_path / "very" / "deep" / "new").read_bytes() == b"n"
    shutil.rmtree(tmp_path / "very")
    calls = []
    monkeypatch.setattr(atomic_files, "durable", lambda paths: calls.append(list(paths)))
    replace_files({one: b"4", two: b"4"})
    assert [path.parent for path in calls[0]] == [tmp_path, tmp_path / "deep"]
    assert all(path.name.startswith(".") and path.name.endswith(".tmp") for path in calls[0])
    assert calls[1] == sorted([tmp_path, tmp_path / "deep"])

    def full(paths):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(atomic_files, "durable", full)
    with pytest.raises(OSError, match="full"):
        replace_files({one: b"5", two: b"5"})
    assert (one.read_bytes(), two.read_bytes()) == (b"4", b"4")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "one", "two"]


def test_few_files_are_synced_one_by_one_and_many_together(tmp_path, monkeypatch):
    paths = [tmp_path / str(number) for number in range(FEW + 3)]
    for path in paths:
        path.write_bytes(b"")
    count, together = [], []
    monkeypatch.setattr(os, "fsync", lambda handle: count.append(str(Path(f"/proc/self/fd/{handle}").readlink())))
    monkeypatch.setattr(atomic_files, "_sync_file_system", lambda path: together.append(path) or True)
    durable(paths[:FEW])
    assert (count, together) == ([str(path) for path in paths[:FEW]], [])
    count.clear()
    durable(iter(paths))
    assert (count, together) == ([], [paths[0]])
    monkeypatch.setattr(atomic_files, "_sync_file_system", lambda path: False)
    durable(iter(paths))
    assert count == [str(path) for path in paths]
    handles = len(list(Path("/proc/self/fd").iterdir()))
    durable(paths[:3])
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


def test_the_file_system_is_synced_and_its_error_told(tmp_path, monkeypatch):
    import ctypes

    assert atomic_files._sync_file_system(tmp_path) is True
    made = []

    class Library:
        def __init__(self, *given, use_errno=False):
            made.append((given, use_errno))

        def syncfs(self, handle):
            os.fstat(handle)
            ctypes.set_errno(errno.EIO)
            return -1

    monkeypatch.setattr(ctypes, "CDLL", Library)
    with pytest.raises(OSError) as raised:
        atomic_files._sync_file_system(tmp_path)
    assert (raised.value.errno, raised.value.filename, raised.value.strerror) == (errno.EIO, str(tmp_path), os.strerror(errno.EIO))
    assert made == [((None,), True)]
    monkeypatch.setattr(ctypes, "CDLL", lambda *given, **more: object())
    assert atomic_files._sync_file_system(tmp_path) is False


@pytest.mark.parametrize(("number", "done"), [(0, True), (errno.ENOSYS, False), (errno.EXDEV, False), (errno.EPERM, False)])
def test_an_exchange_says_whether_it_was_done(tmp_path, monkeypatch, number, done):
    given = []
    monkeypatch.setattr(atomic_files, "_exchanging", lambda: lambda one, other: given.append((one, other)) or number)
    assert exchange(tmp_path / "one", tmp_path / "other") is done
    assert given == [(os.fsencode(tmp_path / "one"), os.fsencode(tmp_path / "other"))]


def test_an_exchange_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic_files, "_exchanging", lambda: lambda one, other: errno.EIO)
    with pytest.raises(OSError) as raised:
        exchange(tmp_path / "one", tmp_path / "other")
    assert (raised.value.errno, raised.value.strerror, raised.value.filename) == (errno.EIO, os.strerror(errno.EIO), str(tmp_path / "other"))
    monkeypatch.setattr(atomic_files, "_exchanging", lambda: None)
    assert exchange(tmp_path / "one", tmp_path / "other") is False


@pytest.mark.parametrize(("platform", "call", "given"), [("linux", "renameat2", (-100, b"a", -100, b"b", 2)), ("darwin", "renamex_np", (b"a", b"b", 2))])
def test_the_call_of_each_system(monkeypatch, platform, call, given):
    import ctypes

    said = []

    class Library:
        def __init__(self, name, *, use_errno):
            assert (name, use_errno) == (None, True)

        def __getattr__(self, name):
            if name != call:
                raise AttributeError
            return lambda *words: said.append(words) or (0 if len(said) == 1 else ctypes.set_errno(errno.EBUSY) or -1)

    monkeypatch.setattr(ctypes, "CDLL", Library)
    monkeypatch.setattr(atomic_files.sys, "platform", platform)
    change = atomic_files._exchanging.__wrapped__()
    assert (change(b"a", b"b"), change(b"a", b"b")) == (0, errno.EBUSY)
    assert said == [given, given]
    monkeypatch.setattr(ctypes, "CDLL", lambda *words, **more: object())
    assert atomic_files._exchanging.__wrapped__() is None


# --- reading what others brought ------------------------------------------------------------------------------------------


def test_a_file_is_read_where_it_lies_inside(tmp_path):
    root, beside = tmp_path / "p", tmp_path / "p-beside"
    (root / "sub").mkdir(parents=True)
    beside.mkdir()
    (root / "x").write_bytes(b"x")
    (beside / "y").write_bytes(b"y")
    (root / "to-x").symlink_to("x")
    (root / "to-y").symlink_to("../p-beside/y")
    (root / "to-sub").symlink_to("sub")
    (root / "sub" / "z").write_bytes(b"z")
    (root / "out").symlink_to(beside)
    os.mkfifo(root / "pipe")
    for path, data in (("x", b"x"), ("to-x", b"x"), ("to-sub/z", b"z"), ("sub/../x", b"x")):
        assert read_inside(root, root / path) == data
    for path in ("to-y", "out/y", "../p-beside/y"):
        with pytest.raises(Outside) as raised:
            read_inside(root, root / path)
        assert raised.value.filename == str(root / path)
        assert raised.value.strerror == f"leads out of {root}, and nothing outside is read"
        assert raised.value.errno == errno.EACCES
    with pytest.raises(Outside):
        read_inside(root, root / "to-y", folder_known=True)
    assert read_inside(root, root / "out" / "y", folder_known=True) == b"y"  # the caller's word
    for path in ("pipe", "sub", "nothing"):
        with pytest.raises(OSError):
            read_inside(root, root / path)
    with pytest.raises(OSError) as raised:
        read_regular(root / "pipe")
    assert (raised.value.errno, raised.value.strerror, raised.value.filename) == (errno.EINVAL, "is no file that can be read", str(root / "pipe"))
    with pytest.raises(OSError):
        read_regular(root / "to-x")
    handle = os.open(root / "sub", os.O_RDONLY)
    assert read_regular("z", dir_fd=handle) == b"z"
    os.close(handle)


def test_what_lies_inside(tmp_path, monkeypatch):
    assert is_inside(tmp_path, tmp_path) is True
    assert is_inside(tmp_path, tmp_path / "x" / "y") is True
    assert is_inside(tmp_path / "x", tmp_path / "xy") is False
    assert is_inside(tmp_path / "x", tmp_path) is False
    assert is_inside("/", "/etc") is True
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").write_bytes(b"x")
    assert read_inside(tmp_path, "x") == b"x"


# --- reading a bundle -----------------------------------------------------------------------------------------------------


def test_a_bundle_is_read_whole_or_told(tmp_path, monkeypatch):
    files = whole(form_json="1", page="p")
    waits = []
    monkeypatch.setattr(bundles.time, "sleep", waits.append)

    def put():
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)

    put()
    handles = len(list(Path("/proc/self/fd").iterdir()))
    assert read_bundle(tmp_path) == files
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    assert waits == []
    with monkeypatch.context() as patch:
        patch.setattr(os, "supports_dir_fd", set())  # a system without handles of folders
        assert read_bundle(tmp_path) == files
    (tmp_path / "page").write_bytes(b"q")
    with pytest.raises(BundleError) as raised:
        read_bundle(tmp_path)
    assert str(raised.value) == f"{tmp_path / 'page'}: is not the file that was built (its digest is not the manifest's); build it again"
    assert waits == [bundles.PAUSE] * (bundles.TRIES - 1)
    (tmp_path / "page").unlink()
    with pytest.raises(BundleError) as raised:
        read_bundle(tmp_path)
    assert str(raised.value) == f"{tmp_path / 'page'}: {os.strerror(errno.ENOENT)}"
    monkeypatch.setattr(bundles.time, "sleep", lambda seconds: put())
    assert read_bundle(tmp_path) == files  # it was being replaced
    (tmp_path / MANIFEST).write_bytes(b"{}")
    monkeypatch.setattr(bundles.time, "sleep", waits.append)
    with pytest.raises(BundleError, match=r"manifest.json: not a manifest that eformc wrote \(KeyError: 'outputs'\)"):
        read_bundle(tmp_path)
    with pytest.raises(BundleError) as raised:
        read_bundle(tmp_path / "nothing")
    assert str(raised.value) == f"{tmp_path / 'nothing' / str(tmp_path / 'nothing')}: {os.strerror(errno.ENOENT)}"


@pytest.mark.parametrize("path", ["/etc/hostname", "\\x", "../x", "a/../../x", ".."])
def test_a_bundle_names_no_file_elsewhere(tmp_path, monkeypatch, path):
    monkeypatch.setattr(bundles.time, "sleep", lambda seconds: None)
    (tmp_path / MANIFEST).write_text(json.dumps({"outputs": [{"path": path, "sha256": ""}]}))
    with pytest.raises(BundleError) as raised:
        read_bundle(tmp_path)
    assert str(raised.value) == f"{tmp_path / MANIFEST}: names `{path}`, which is no file of the bundle"
