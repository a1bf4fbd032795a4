"""Settings: the nearest `eformc.toml`, or `[tool.eformc]` of the nearest `pyproject.toml`; never merged.

`KEYS` says what there is; the reference (docs/settings.md), `eformc config --show` and the checks are made from it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.safe_files import is_inside, read_inside


class SettingsError(Exception):
    """A settings file that cannot be used; the message says where and why."""


class FileTerms(Struct, frozen=True):
    """Suppressions for whole files: glob patterns counted from the project's folder, selectors, and why."""

    match: tuple[str, ...]
    ignore: tuple[str, ...]
    reason: str


class Settings(Struct, frozen=True):
    """`root`: the project's folder. Paths in the file are counted from it. `given`: the keys the file sets."""

    root: Path
    file: Path | None = None
    specs: tuple[str, ...] = ("specs",)
    catalogues: Mapping[str, str] = field(default_factory=dict)
    catalogue: str | None = None
    output: str = "build"
    lang: str | None = None
    fail_on: str = "error"
    rules: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FileTerms, ...] = ()
    rule: tuple[Mapping[str, Any], ...] = ()
    plugins: tuple[str, ...] = ()
    baseline: str | None = None
    rule_pages: str | None = None
    theme: str | None = None
    also: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    """Plug-ins that the command line names: code runs only by it."""
    own_theme: str | None = None
    """The theme that the command line names: the only one whose templates are used."""


Check = Callable[[Any], "str | None"]
"""The fault of a value, in words that follow "`key` …"; None if nothing is."""


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "must be a text"


def _address(value: Any) -> str | None:
    fine = isinstance(value, str) and re.fullmatch(r"https?://[^\s\x00-\x20\x7f]+", value)
    return None if fine else "must be an address that begins with https:// or http://"


def _texts(value: Any) -> str | None:
    fine = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return None if fine else 'must be a list of texts, each in quotation marks: ["a", "b"]'


def _table(value: Any) -> str | None:
    fine = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return None if fine else 'must be a table of texts, each in quotation marks: name = "text"'


def _tables(value: Any) -> str | None:
    fine = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return None if fine else "must be tables, each under its own heading in double brackets"


def _path(value: Any) -> str | None:
    return _text(value) or (None if _stays_inside(value) else f"leads out of the project's folder ({value}); name one below it")


def _paths(value: Any) -> str | None:
    return _texts(value) or next((problem for one in value if (problem := _path(one))), None)


def _path_table(value: Any) -> str | None:
    return _table(value) or next((problem for one in value.values() if (problem := _path(one))), None)


def _stays_inside(path: str) -> bool:
    """True if a path as it is written stays below the folder that it is counted from, on any system."""
    windows = PureWindowsPath(path)
    rooted = path.startswith("/") or windows.drive or windows.root or "\0" in path
    return not rooted and os.path.normpath(path.replace("\\", "/")).split("/")[0] != ".."


def _one_of(*options: str) -> Check:
    return lambda value: None if value in options else f"is one of {', '.join(options)}"


def _severities(value: Any) -> str | None:
    wrong = _table(value)
    levels = ("error", "warning", "info")
    return wrong or (None if set(value.values()) <= set(levels) else f"gives each rule one of {', '.join(levels)}")


def _file_terms(value: Any) -> str | None:
    wrong = _tables(value)
    if wrong:
        return wrong
    for one in value:
        for key, check in (("match", _texts), ("ignore", _texts), ("reason", _text)):
            if key not in one:
                return f"needs `{key}` in each [[files]] table"
            problem = check(one[key])
            if problem:
                return f"{problem} (`{key}`)"
        extra = sorted(set(one) - {"match", "ignore", "reason"})
        if extra:
            return f"does not know `{extra[0]}`; known: match, ignore, reason"
    return None


class Key(Struct, frozen=True):
    """`shape` and `default` are for people; `example` is TOML that can stand in a file as it is."""

    name: str
    check: Check
    shape: str
    default: str
    en: str
    vi: str
    example: str


KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        Key("specs", _paths, "list of paths", '["specs"]', "Files and folders with specs, for verbs called without paths.", "Tệp và thư mục chứa bản mô tả, dùng khi lệnh không nêu đường dẫn.", 'specs = ["specs/procedures"]'),
        Key("catalogues", _path_table, "table: id → folder", "none", "The project's own catalogues. Those that ship with eformc need not be named.", "Danh mục riêng của dự án. Danh mục đi kèm eformc không cần khai.", '[catalogues]\nvn = "specs/catalogue/vn"'),
        Key("catalogue", _text, "id", "the only one there is", "The catalogue of specs that name none.", "Danh mục dùng cho bản mô tả không nêu danh mục.", 'catalogue = "vn"'),
        Key("output", _path, "path", '"build"', "Where `eformc build` writes: a folder of the project. Elsewhere only by `-o`.", "Nơi `eformc build` ghi kết quả: một thư mục trong dự án. Nơi khác thì chỉ dùng `-o`.", 'output = "build"'),
        Key("lang", _text, "language", "the locale's", "Language of messages: `vi` or `en`.", "Ngôn ngữ của thông báo: `vi` hoặc `en`.", 'lang = "vi"'),
        Key("fail_on", _one_of("error", "warning", "info", "never"), "severity", '"error"', "The least severity of a finding that makes `lint` exit with 1.", "Mức thấp nhất khiến `lint` kết thúc với mã 1.", 'fail_on = "warning"'),
        Key("rules", _text, "edition", "the newest", "The edition of the rules. A later eformc knows more rules; a project that names its edition is not asked to keep them until it says so.", "Ấn bản quy tắc. Bản eformc sau có thêm quy tắc; dự án đã ghi ấn bản thì chưa phải theo cho đến khi tự đổi.", 'rules = "2026"'),
        Key("select", _texts, "list of selectors", "all rules", "Only these rules count: codes (`EF201`), beginnings of codes (`EF2`), names (`held-data`), families (`held`), presets (`once-only`). Errors of the language (EF0, EF1, EF6) always count.", "Chỉ tính các quy tắc này: mã (`EF201`), phần đầu của mã (`EF2`), tên (`held-data`), nhóm (`held`), bộ (`once-only`). Lỗi ngôn ngữ (EF0, EF1, EF6) luôn được tính.", 'select = ["once-only", "privacy"]'),
        Key("ignore", _texts, "list of selectors", "none", "These rules do not count, anywhere. `eformc suppressions` lists them.", "Các quy tắc này không tính ở đâu cả. `eformc suppressions` liệt kê chúng.", 'ignore = ["unsure-match"]'),
        Key("severity", _severities, "table: selector → severity", "the rules' own", "Other severities. What the law makes an error cannot be made less.", "Đổi mức độ. Điều luật định là lỗi thì không hạ được.", '[severity]\nEF401 = "error"'),
        Key("files", _file_terms, "tables: match, ignore, reason", "none", "Rules that do not count in some files, and why. Patterns are counted from the project's folder; `**` stands for any folders.", "Quy tắc không tính trong một số tệp, và lý do. Mẫu đường dẫn tính từ thư mục dự án; `**` là mọi thư mục con.", '[[files]]\nmatch = ["specs/old/**"]\nignore = ["people"]\nreason = "Replaced in 2027"'),
        Key("rule", _tables, "tables", "none", "Rules of the project's own, see docs/own-rules.md.", "Quy tắc riêng của dự án, xem docs/own-rules.md.", '[[rule]]\ncode = "HN001"\nname = "unexplained-upload"\neach = "attachment"\nholds = "fetched || present(help)"\nmessage = {vi = "Giấy tờ {id} chưa có hướng dẫn.", en = "Nothing explains {id}."}'),
        Key("plugins", _texts, "list of names", "none", "Installed packages whose rules the project needs (entry points of the group `eformc.rules`). They are code: whoever runs eformc names them too, by `--plugin NAME`.", "Gói đã cài có quy tắc mà dự án cần (entry point nhóm `eformc.rules`). Đó là mã lệnh: người chạy eformc phải tự nêu tên bằng `--plugin TÊN`.", "plugins = []"),
        Key("baseline", _path, "path", "none", "Findings that were there before and do not count (`eformc lint --write-baseline`).", "Những phát hiện đã có từ trước, không tính (`eformc lint --write-baseline`).", 'baseline = "eformc-findings.json"'),
        Key("theme", _path, "path", "none", "The theme of the pages that `eformc build` writes and `eformc serve` shows: a file, or a folder with `theme.toml` (docs/pages.md). One with templates only by `--theme DIR`.", "Giao diện của các trang do `eformc build` ghi và `eformc serve` hiện: một tệp, hoặc thư mục có `theme.toml` (docs/pages.md). Giao diện có mẫu trang thì chỉ dùng `--theme THƯ_MỤC`.", 'theme = "theme.toml"'),
        Key("also", _texts, "list of names", "none", "Outputs for other systems that `eformc build` writes beside the rest, see docs/outputs.md; `--also` adds to them.", "Kết quả cho hệ thống khác mà `eformc build` ghi thêm, xem docs/outputs.md; `--also` thêm vào danh sách này.", 'also = ["typescript", "openapi"]'),
        Key("rule_pages", _address, "address with `{code}`", "none", "Where the pages of the rules are published, for links in SARIF and reviewdog.", "Nơi đăng trang giải thích quy tắc, cho liên kết trong SARIF và reviewdog.", 'rule_pages = "https://forms.example.gov.vn/rules/{code}.html"'),
    )
}  # fmt: skip


def load_settings(start: Path) -> Settings:
    """The settings that hold for a folder: of the project that it is in by its name, links and all, else by where it
    really lies. Raises `SettingsError`.
    """
    real = start.resolve()
    for path in dict.fromkeys((Path(os.path.abspath(start)), real)):  # noqa: PTH100 - as it was written
        for folder in (path, *path.parents):
            own = folder / "eformc.toml"
            if os.path.lexists(own):  # whatever it is, it is not passed over
                return _settings(folder.resolve(), own, _read(own))
            project = folder / "pyproject.toml"
            if project.is_file():
                section = _read(project).get("tool", {}).get("eformc")
                if section is not None:
                    return _settings(folder.resolve(), project, section)
    return Settings(real)


def data_only(settings: Settings, trusted: tuple[str, ...] = ()) -> Settings:
    """The settings without the code they want, but for that which whoever runs eformc trusts."""
    return replace(settings, plugins=tuple(name for name in settings.plugins if name in trusted), trusted=trusted)


def inside_project(settings: Settings, key: str, path: str) -> Path:
    """The path that a key of the settings names, which lies in the project once links are resolved. Raises
    `SettingsError`.
    """
    found = settings.root / path
    if not is_inside(settings.root, found):
        message = f"{settings.file or settings.root}: `{key}`: {path} is a link that leads out of the project's folder; name a folder that lies in it"
        raise SettingsError(message)
    return found


def output_folder(settings: Settings) -> Path:
    """The folder for outputs if the command line does not say. Raises `SettingsError`."""
    return inside_project(settings, "output", settings.output)


def settings_from(path: Path) -> Settings:
    """The settings of one file, named by the user. Raises `SettingsError`."""
    values = _read(path)
    if path.name == "pyproject.toml":
        values = values.get("tool", {}).get("eformc", {})
    return _settings(path.resolve().parent, path, values)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_inside(path.parent, path).decode("utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise SettingsError(message) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: cannot be read as TOML: {error}"
        raise SettingsError(message) from error


def _settings(root: Path, path: Path, values: Mapping[str, Any]) -> Settings:
    for name, value in values.items():
        if name not in KEYS:
            from eformc.diagnostics import closest

            near = closest(name, KEYS)
            hint = f"; did you mean `{near}`?" if near else f"; known: {', '.join(KEYS)}"
            message = f"{_place(path, name)}: unknown key `{name}`{hint}"
            raise SettingsError(message)
        problem = KEYS[name].check(value)
        if problem:
            message = f"{_place(path, name)}: `{name}` {problem}"
            raise SettingsError(message)
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if "files" in known:
        known["files"] = tuple(
            FileTerms(tuple(one["match"]), tuple(one["ignore"]), one["reason"]) for one in values["files"]
        )
    return Settings(root=root, file=path, given=tuple(values), **known)


def _place(path: Path, key: str) -> str:
    """`path:line` of a key, as far as a search can tell (TOML's reader keeps no places)."""
    pattern = re.compile(rf"[ \t]*(?:\[{{0,2}}(?:tool\.eformc\.)?)?[\"']?{re.escape(key)}[\"']?[ \t]*(?:=|\]|\.)")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return str(path)
    found = next((number for number, line in enumerate(lines, 1) if pattern.match(line)), None)
    return f"{path}:{found}" if found else str(path)
