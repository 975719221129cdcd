"""The command line: what it says, where it says it, and how it ends, for good input and for bad."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.terminal import inert
from kg.errors import KgError

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command in a folder of its own; every argument is one text."""
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str | Path, **options: Any) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False, **options)

    return running


def kg(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "kg", *arguments], capture_output=True, check=False, **options)


STOPPED = """
import sys
from kg.__main__ import run
stopped = sys.argv.pop(1)
class Stop:
    def find_spec(self, name, *_):
        if name == stopped:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
run()
"""


@pytest.mark.parametrize("module", ["kg.cli", "click", "kg.build"])
def test_an_interruption_while_modules_load_shows_no_traceback(module: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STOPPED, module, "build", "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (130, "kg: interrupted\n")
    assert not (tmp_path / "out").exists()


def test_an_interruption_before_a_command_begins_is_told_like_any_other(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "parse_args", interrupted)
    result = run("build")
    assert (result.exit_code, result.stderr) == (130, "kg: interrupted\n")


# Showing what the graph holds ---------------------------------------------------------------------------------------


def test_show_tells_all_of_an_entity_with_its_sentences(run: Run, graph_file: Path) -> None:
    result = run("show", "zbn", "--data", graph_file)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "ZibboNet (Method, named) method/zibbonet",
        "  also ZBN (acronym)",
        "",
        "papers that introduce it",
        "  ZibboNet",
        "    «ZibboNet» beats WobbleNet on the Q90. (0.90)",
        "",
        "relations",
        "  ZibboNet outperforms WobbleNet",
        "    ZibboNet beats WobbleNet on the Q90. (0.80, ZibboNet)",
        "",
        "results",
        "  ZibboNet: speedup 1.7x on Q90 versus WobbleNet",
        "    ZibboNet beats WobbleNet on the Q90. (0.80, ZibboNet)",
    ]


def test_show_tells_all_of_a_paper(run: Run, graph_file: Path) -> None:
    lines = run("show", "p1", "--data", graph_file).stdout.splitlines()
    assert lines[:3] == ["ZibboNet (Paper) p1", "  of 2025-03-11", "  read from a.txt, 3"]
    assert [line for line in lines if line and not line.startswith(" ")][1:] == ["introduces", "relations", "results"]


def test_path_goes_fact_by_fact(run: Run, graph_file: Path) -> None:
    result = run("path", "q90", "ZBN", "--data", graph_file)
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if not line.startswith(" ")] == [
        "WobbleNet runs on Q90",
        "WobbleNet uses WobbleNet",
        "ZibboNet outperforms WobbleNet",
    ]


def test_path_to_itself_is_empty(run: Run, graph_file: Path) -> None:
    result = run("path", "Q90", "q90", "--data", graph_file)
    assert (result.exit_code, result.stdout) == (0, "")


# Asking -------------------------------------------------------------------------------------------------------------

QUERY = (
    "SELECT ?name ?maker { ?thing skos:prefLabel ?name OPTIONAL { ?thing schema:manufacturer ?maker } } ORDER BY ?name"
)


def test_query_gives_a_table_that_a_pipe_gets_whole(run: Run, graph_file: Path) -> None:
    result = run("query", QUERY, "--data", graph_file)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["name       maker", "Lonely", "Q90        Quux", "WobbleNet", "ZibboNet"]


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        ("json", '{"head":{"vars":["name","maker"]}'),
        ("csv", "name,maker\r\nLonely,\r\nQ90,Quux\r\n"),
        ("tsv", '?name\t?maker\n"Lonely"\t\n"Q90"\t"Quux"\n'),
        ("xml", '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'),
    ],
)
def test_query_speaks_the_standard_formats(run: Run, graph_file: Path, form: str, starts: str) -> None:
    result = run("query", QUERY, "--data", graph_file, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes.decode().startswith(starts)


def test_query_takes_a_file_or_a_stock_name(run: Run, graph_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(QUERY, encoding="utf-8")
    assert "Q90        Quux" in run("query", "mine.rq", "--data", graph_file).stdout
    assert "ZibboNet" in run("query", "methods-introduced", "--data", graph_file).stdout


def test_query_lists_the_stock_queries_with_their_questions(run: Run) -> None:
    lines = run("query", "--list").stdout.splitlines()
    assert len(lines) >= 10
    assert lines == sorted(lines)
    assert all(line.split(maxsplit=1)[1].endswith(("?", ".")) for line in lines)


def test_validate_says_that_a_good_graph_conforms(run: Run, graph_file: Path) -> None:
    result = run("validate", graph_file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "conforms" in result.stdout.lower()


def test_validate_tells_what_is_wrong_with_a_bad_one(run: Run, graph_file: Path) -> None:
    text = graph_file.read_text(encoding="utf-8").replace("dcterms:title", "dcterms:subject")
    graph_file.write_text(text, encoding="utf-8")
    result = run("validate", graph_file)
    assert result.exit_code == 1
    assert "title" in result.stdout


# Scoring ------------------------------------------------------------------------------------------------------------


def record(title: str, *names: str) -> str:
    entities = [{"name": name, "type": "Method", "kind": "named", "role": "uses", "mentions": []} for name in names]
    return json.dumps({"id": title, "title": title, "entities": entities, "relations": [], "results": []})


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "some_gold.jsonl"
    path.write_text(f"{record('One', 'Zibbo', 'Wobble')}\n{record('Two', 'Zibbo')}\n", encoding="utf-8")
    return path


def test_evaluate_gives_a_table_and_notes_missing_papers(run: Run, gold: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(record("one", "zibbo"), encoding="utf-8")
    result = run("evaluate", gold, predicted, "--misses", "1")
    assert result.exit_code == 0
    assert result.stderr == "kg: 1 of 2 annotated papers have no prediction\n"
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert rows["group"] == ["precision", "recall", "F1", "95", "%", "interval", "gold", "predicted"]
    assert rows["named"] == ["1.000", "0.333", "0.500", "0.000", "to", "0.667", "3", "1"]
    assert rows["1"] == ["missed", "Method", "named", "Wobble"]


def test_evaluate_gives_the_figures_as_json(run: Run, gold: Path) -> None:
    figures = json.loads(run("evaluate", gold, gold, "--format", "json").stdout)
    assert figures["named+class"]["f1"] == 1.0
    assert list(figures["named"]) == ["precision", "recall", "f1", "low", "high", "gold", "predicted"]


# What papers may hold and terminals must not obey -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("left\u202eright\u2066", "left\\u202eright\\u2066"),
        ("[bold red]markup[/]", "[bold red]markup[/]"),
        ("naïve 模型 👩\u200d🔬", "naïve 模型 👩\u200d🔬"),
    ],
)
def test_texts_are_shown_inert(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_tables_show_names_inert_and_whole(run: Run, gold: Path, tmp_path: Path) -> None:
    name = "\x1b[31m[bold]模型[/bold]" + "x" * 300
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(record("One", name), encoding="utf-8")
    result = run("evaluate", gold, predicted, "--misses", "9")
    assert "\x1b" not in result.stdout
    assert "\\x1b[31m[bold]模型[/bold]" + "x" * 300 in result.stdout


def test_errors_are_shown_inert(run: Run) -> None:
    result = run("evaluate", "\x1b[31mabsent\n.jsonl")
    assert result.exit_code == 1
    assert result.stderr == "kg: \\x1b[31mabsent .jsonl: no such file; give a file of annotation records\n"


def test_output_survives_a_terminal_of_few_letters(graph_file: Path) -> None:
    done = kg("show", "ZBN", "--data", str(graph_file), env={"PYTHONIOENCODING": "iso-8859-5", "PATH": ""})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\xabZibboNet\\xbb beats" in done.stdout


# How commands end ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "line", "status"),
    [
        (KgError("is broken", where="here:3", cure="mend it"), "kg: here:3: is broken; mend it\n", 1),
        (PermissionError(13, "Permission denied", "sealed.ttl"), "kg: sealed.ttl: permission denied\n", 1),
        (
            OSError(28, "No space left on device"),
            "kg: no space left on device; free some space, or write elsewhere\n",
            1,
        ),
        (MemoryError(), "kg: the memory does not suffice; read fewer papers at a time, or build with --no-graph\n", 1),
        (KeyboardInterrupt(), "kg: interrupted\n", 130),
    ],
)
def test_a_failure_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, line: str, status: int
) -> None:
    def failing(_: Path) -> None:
        raise error

    monkeypatch.setattr("kg.evaluation.read_annotations", failing)
    result = run("evaluate", "gold.jsonl")
    assert (result.stdout, result.stderr, result.exit_code) == ("", line, status)


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("show",),
        ("path", "one"),
        ("nonsense",),
        ("build", "--format", "docx"),
        ("evaluate",),
        ("evaluate", "gold.jsonl", "--misses", "-1"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr


@pytest.mark.parametrize(
    "command", ["add", "build", "diff", "evaluate", "extract", "path", "query", "remove", "show", "trends", "validate"]
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_a_reader_that_stops_early_is_no_failure(graph_file: Path) -> None:
    program = (
        "import os, subprocess, sys; read, write = os.pipe(); os.close(read);"
        "done = subprocess.run([sys.executable, '-m', 'kg', *sys.argv[1:]], stdout=write, stderr=subprocess.PIPE);"
        "sys.stderr.buffer.write(done.stderr); sys.exit(done.returncode)"
    )
    arguments = [sys.executable, "-c", program, "show", "ZBN", "--data", str(graph_file)]
    done = subprocess.run(arguments, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_answers_before_anything_heavy_is_loaded() -> None:
    program = "import sys, kg.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "rdflib", "networkx", "numpy", "rich.console", "pyoxigraph"} & set(loaded)


def test_a_command_ends_at_once_with_all_that_it_said() -> None:
    """Taking a graph apart in memory takes long, so nothing may run once a command has ended."""
    script = "import atexit, sys; atexit.register(print, 'late'); sys.argv[1:] = {}; from kg.cli import run; run()"
    for arguments, status in ((["--version"], 0), (["nonsense"], 2), (["show", "x", "--data", "none.ttl"], 1)):
        found = subprocess.run([sys.executable, "-c", script.format(arguments)], capture_output=True, check=False)
        assert found.returncode == status
        assert found.stdout + found.stderr
        assert b"late" not in found.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_terminal_shows_what_goes_on_once_all_is_read_and_keeps_none_of_it(papers_file: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "kg",
        "build",
        str(papers_file),
        "-o",
        str(tmp_path),
        "--recogniser",
        "rules",
    ]
    shown, seen = b"", os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=seen) as process:
        os.close(theirs)
        with suppress(OSError):  # how a terminal ends
            while piece := os.read(ours, 1 << 16):
                shown += piece
        data = process.communicate()[0]
    os.close(ours)
    assert process.returncode == 0
    told = [shown.find(words) for words in (b"Reading papers", b"Resolving names", b"Writing exports")]
    assert sorted(told) == told
    assert told[0] >= 0
    assert b"\x1b[2K" in shown[told[2] :]  # the line is taken away
    assert shown.count(b"\x1b[?25h") == shown.count(b"\x1b[?25l")  # the cursor is back
    assert b"Writing" not in data


def test_where_nobody_looks_nothing_is_shown(run: Run, papers_file: Path) -> None:
    assert run("build", papers_file, "--recogniser", "rules").stderr == ""
