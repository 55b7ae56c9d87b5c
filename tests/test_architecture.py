"""The house keeps its plan: layers, no cycles, no private doors, two homes for Chinese, one sentence per key."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from toolkit.findings import SEVERITIES
from toolkit.messages import FOLDER, load_catalogue, read_sentences
from toolkit.summary.merged_lists import SOURCE

PACKAGE = Path(__file__).parents[1] / "toolkit"
# Lowest first; a room imports only rooms of earlier lines.
LAYERS = [
    {"deferred_imports", "messages", "stages", "text"},
    {"errors", "excel"},
    {"execution", "ooxml", "rules", "storage"},
    {"definition"},
    {"formats", "unit_token"},
    {"cleaning", "findings", "layout", "bulletin"},
    {"records", "campaign"},
    {"followup"},
    {"template", "reading", "validation", "reporting", "reviews", "summary", "docket", "damage", "leaks"},
    {"pipeline"},
    {"web"},
    {"cli"},
    {"__init__", "__main__"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
FILES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def name_of(path):
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def room_of(path):
    return name_of(path).split("/")[0]


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def own_imports(path):
    """Yield every import of this package as its dotted parts behind `toolkit`; of our own room, down to the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "toolkit":
            parts = node.module.split(".")[1:]
            for alias in node.names:
                inner = parts in ([], [room_of(path)]) and name_exists([*parts, alias.name])
                yield [*parts, alias.name] if inner else parts
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1:] for alias in node.names if alias.name.split(".")[0] == "toolkit")


def name_exists(parts):
    path = PACKAGE.joinpath(*parts)
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_every_file__imports_only_lower_rooms_or_its_own():
    for path in FILES:
        for parts in own_imports(path):
            there = parts[0] if parts else "__init__"
            assert there == room_of(path) or LEVEL[there] < LEVEL[room_of(path)], f"{name_of(path)} imports {there}"


def test_every_file__enters_another_room_by_its_door():
    for path in FILES:
        for parts in own_imports(path):
            if parts and parts[0] not in (room_of(path), "rules"):
                assert len(parts) == 1, f"{name_of(path)} imports {'.'.join(parts)}"


def test_rooms__have_no_cycle_of_files():
    graph = {name_of(p): {"/".join(parts) for parts in own_imports(p)} for p in FILES}
    done, open_ = set(), []

    def visit(name):
        assert name not in open_, f"cycle: {open_[open_.index(name) :]}"
        if name in done or name not in graph:
            return
        open_.append(name)
        for other in graph[name]:
            visit(other if other in graph else f"{other}/__init__")
        open_.pop()
        done.add(name)

    for name in graph:
        visit(name)


def test_no_function__imports():
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [found for found in ast.walk(node) if isinstance(found, ast.Import | ast.ImportFrom)]
                assert inner == [], f"{name_of(path)}:{node.lineno}"


def test_modules__are_imported_late_by_named_files_alone():
    late = {"deferred_imports"}  # what a command needs, and the public names of doors
    late |= {"bulletin/charts", "bulletin/fonts"}  # matplotlib, when the first chart is drawn
    late |= {"execution/worker"}  # what its functions need, before its limits hold
    late |= {"summary/export"}  # pyarrow, which need not be installed
    callers = {
        name_of(path)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id in {"import_module", "__import__"}
    }
    assert callers == late


def test_deferred_modules__are_declared_to_the_type_checker():
    for path in FILES:
        calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        deferred = [node.args[0].value for node in calls if getattr(node.func, "id", "") == "DeferredModule"]
        declared = {".".join(["toolkit", *parts]) for parts in own_imports(path)}
        assert set(deferred) <= declared, name_of(path)


def test_deferred_names__are_declared_to_the_type_checker_and_called_like_no_module():
    for path in FILES:
        for call in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") == "defer_names":
                package = path.parent.relative_to(PACKAGE.parent).as_posix().replace("/", ".")
                deferred = {
                    (f"{package}.{module}", name)
                    for module, names in ast.literal_eval(call.args[1]).items()
                    for name in names
                }
                assert deferred == names_for_type_checker(path), name_of(path)
                assert [name for _, name in deferred if path.with_name(f"{name}.py").exists()] == []


def names_for_type_checker(path):
    """Return the modules and names that a door imports under `if TYPE_CHECKING`."""
    blocks = [node for node in tree_of(path).body if isinstance(node, ast.If)]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    return {(node.module, alias.name) for node in imports for alias in node.names}


def test_chinese__stands_only_in_docstrings_and_comments():
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for path in FILES:
        tree = tree_of(path)
        docstrings = {id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not CHINESE.search(node.value), f"{name_of(path)}:{node.lineno} {node.value!r}"


def test_chinese__stands_in_no_page():
    pages = [*TEMPLATES, *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.svg")]
    assert [path.name for path in pages if CHINESE.search(path.read_text(encoding="utf-8"))] == []


def test_every_file__stays_small():
    assert [name_of(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


# How the parts of a key's sentences are called; a function that takes `key` and `**facts`, and a rule's Problem,
# make a mistake of them.
MISTAKE_PARTS = ("found", "way_out", "nearest")
PLAIN = {"say", "has_message", "build_sentence_formula"}


@cache
def mistake_makers():
    """Return the names of the functions that build a mistake from a message key."""
    functions = (node for path in FILES for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef))
    with_facts = (node for node in functions if node.args.kwarg and node.args.kwarg.arg == "facts")
    keyed = {node.name for node in with_facts if "key" in {a.arg for a in [*node.args.posonlyargs, *node.args.args]}}
    return (keyed | {"Problem"}) - PLAIN - {"print_next_step"}


def used_patterns():
    """Yield a regular expression per message key used in the code; computed parts match anything."""
    yield from template_patterns()
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr | ast.Constant):
                keys = [key for key in texts_of(node.value) if re.match(r"[a-z]+\\\.", key)]
                yield from (rf"{key}\..+" for key in keys)
                yield from (key for key in keys if ".+" in key)
            if isinstance(node, ast.Call) and node.args:
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield from key_patterns(called, node.args)


def template_patterns():
    """Yield the same for the keys that templates of pages name; one that ends with a dot goes on."""
    for path in TEMPLATES:
        for key in re.findall(r"""["']([a-z_]+(?:\.\w+)+\.?)["']""", path.read_text(encoding="utf-8")):
            if not key.endswith(".html"):
                yield re.escape(key) + (".+" if key.endswith(".") else "")


def key_patterns(called, arguments):
    """Yield the patterns of the keys that one call names."""
    if called in PLAIN:
        yield from texts_of(arguments[0])
    elif called == "make_finding" and len(arguments) > 1:
        yield from (rf"finding\.{rule}\.{part}" for rule in texts_of(arguments[1]) for part in MISTAKE_PARTS)
    elif called == "print_next_step":
        yield from (rf"next\.{step}" for step in texts_of(arguments[1]))
    elif called in mistake_makers():
        yield from (rf"{key}\.{part}" for key in texts_of(arguments[0]) for part in MISTAKE_PARTS)


def texts_of(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)


def test_every_message__is_used_somewhere():
    patterns = [re.compile(pattern) for pattern in set(used_patterns()) if not pattern.startswith(".+")]
    named = {"marks.faults", "marks.fault_words", *SOURCE}  # columns whose headings go by their own name
    unused = [
        key for key in load_catalogue() if key not in named and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_every_key_used__has_its_message():
    plain = {p.replace("\\", "") for p in used_patterns() if ".+" not in p and not p.endswith("nearest")}
    missing = sorted(key for key in plain if "." in key and key not in load_catalogue())
    assert missing == []


def test_every_key__stands_in_one_file():
    counts = Counter(key for file in FOLDER.glob("*.toml") for key, _ in read_sentences(file))
    assert [key for key, count in counts.items() if count > 1] == []
    assert len(counts) == len(load_catalogue())


def test_severities__have_words():
    assert all(f"severity.{grade}" in load_catalogue() for grade in SEVERITIES)
