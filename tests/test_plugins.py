"""What another package adds is loaded when it is asked for, and whatever is wrong with it is told with its name."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from kg.build import build, build_graph
from kg.errors import DocumentError, PluginError
from kg.extraction.pipeline import extract, load_pipeline
from kg.extraction.processes import CHUNK, extract_lines
from kg.extraction.settings import Settings, fingerprint
from kg.plugins import plugins
from kg.records import Paper
from kg.vocabulary import vocabulary_files

Install = Callable[..., None]

READER = """
from kg import DocumentError
from kg.documents import RawRecord, Reader
def recognises(head):
    return head.startswith(b"ZIBBO")
def read(source):
    yield RawRecord({"title": "ZibboNet", "abstract": "ZibboNet folds widgets."}, 1)
    yield source.error("half a record", line=2)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put a package with one module and one entry point where Python finds it."""

    def add(group: str, entry: str, source: str = "", package: str = "kg-zibbo") -> None:
        module = entry.partition("= ")[2].partition(":")[0]
        site = tmp_path / "site" / package
        metadata = site / f"{package.replace('-', '_')}-1.5.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.5\n", encoding="utf-8")
        (metadata / "entry_points.txt").write_text(f"[{group}]\n{entry}\n", encoding="utf-8")
        if source:
            (site / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.delitem(__import__("sys").modules, module, raising=False)
        monkeypatch.syspath_prepend(str(site))
        plugins.cache_clear()

    yield add
    monkeypatch.undo()
    plugins.cache_clear()


@pytest.fixture
def odd_file(tmp_path: Path) -> Path:
    """A document that only the installed reader knows."""
    path = tmp_path / "odd.bin"
    path.write_bytes(b"ZIBBO\x00\x01")
    return path


def test_an_installed_reader_takes_what_would_be_refused(install: Install, odd_file: Path) -> None:
    with pytest.raises(DocumentError, match="binary data of unknown kind"):
        build_graph(odd_file)
    install("kg.readers", "zibbo = zibbo_reader:READER", f"{READER}\nREADER = Reader(recognises, read)")
    skipped: list[DocumentError] = []
    (paper,) = build_graph(odd_file, on_skip=skipped.append).papers()
    assert paper.title == "ZibboNet"
    assert [str(error) for error in skipped] == [f"{odd_file}:2: half a record"]


def test_other_files_are_read_as_ever(install: Install, papers_file: Path) -> None:
    install("kg.readers", "zibbo = zibbo_reader:READER", f"{READER}\nREADER = Reader(recognises, read)")
    assert len(list(build_graph(papers_file).papers())) == 2


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "cannot be loaded .ModuleNotFoundError: No module named 'zibbo_reader'.*; mend or uninstall kg-zibbo"),
        ("import absent_widget", "cannot be loaded .*absent_widget.*zibbo_reader.py:1"),
        ("READERS = 1", "cannot be loaded .AttributeError"),
        ("1 / 0", "cannot be loaded .ZeroDivisionError: division by zero, zibbo_reader.py:1"),
        ("READER = print", "is a builtin_function_or_method and no kg.documents.Reader"),
        (f"{READER}\nREADER = Reader(lambda head: head.no_such, read)", "failed .AttributeError"),
        (f"{READER}\nREADER = Reader(recognises, lambda source: 1 / 0)", "failed .ZeroDivisionError"),
        (f"{READER}\nREADER = Reader(recognises, lambda source: [{{}}])", "yielded a dict and no RawRecord"),
    ],
)
def test_a_broken_reader_is_told_by_its_name(install: Install, odd_file: Path, source: str, problem: str) -> None:
    install("kg.readers", "zibbo = zibbo_reader:READER", source)
    with pytest.raises(PluginError, match=rf"^kg\.readers zibbo of kg-zibbo 1\.5: {problem}"):
        build_graph(odd_file)


def test_two_packages_cannot_use_one_name(install: Install, odd_file: Path) -> None:
    install("kg.readers", "zibbo = zibbo_reader:READER", READER)
    install("kg.readers", "zibbo = wobble_reader:READER", READER, package="kg-wobble")
    with pytest.raises(
        PluginError, match=r"zibbo of kg-zibbo 1\.5: kg-wobble 1\.5 has one of this name too; uninstall"
    ):
        build_graph(odd_file)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("export = 3", "is a int and no function"),
        ("def export(built, folder): 1 / 0", "failed .ZeroDivisionError"),
        ("def export(built, folder): (folder / 'graph.ttl').touch()", "wrote graph.ttl, which another format writes"),
        ("def export(built, folder): (folder / 'deep').mkdir()", "made deep, which is no file"),
    ],
)
def test_a_broken_exporter_leaves_the_last_good_exports(
    install: Install, papers_file: Path, tmp_path: Path, source: str, problem: str
) -> None:
    out = tmp_path / "exports"
    build(papers_file, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    install("kg.exporters", "zib = zibbo_exporter:export", source)
    with pytest.raises(PluginError, match=rf"^kg\.exporters zib of kg-zibbo 1\.5: {problem}"):
        build(papers_file, out, formats=["zib"])
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_exporter_writes_and_its_file_is_described(install: Install, papers_file: Path, tmp_path: Path) -> None:
    source = "def export(built, folder): (folder / 'count.txt').write_text(str(len(built.contents.papers)))"
    install("kg.exporters", "count = zibbo_exporter:export", source)
    report = build(papers_file, tmp_path / "out", formats=["count"])
    assert tmp_path / "out" / "count.txt" in report.files
    assert (tmp_path / "out" / "count.txt").read_text(encoding="utf-8") == "2"
    assert "count.txt" in (tmp_path / "out" / "ro-crate-metadata.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["'" * 6, "raise ImportError", "import sys; sys.modules[__name__] = 3"])
def test_a_vocabulary_is_a_package(install: Install, source: str) -> None:
    install("kg.vocabularies", "zibbo = zibbo_names", source)
    problem = "is a module|cannot be loaded|is a int"
    with pytest.raises(PluginError, match=rf"^kg\.vocabularies zibbo of kg-zibbo 1\.5: ({problem})"):
        vocabulary_files(["zibbo"])


def test_a_vocabulary_is_every_turtle_file_of_its_package(install: Install, tmp_path: Path) -> None:
    install("kg.vocabularies", "zibbo = zibbo_names")
    folder = tmp_path / "site" / "kg-zibbo" / "zibbo_names"
    folder.mkdir()
    (folder / "__init__.py").touch()
    with pytest.raises(PluginError, match=r"zibbo of kg-zibbo 1\.5: has no \*\.ttl file in it"):
        vocabulary_files(["zibbo"])
    (folder / "b.ttl").touch()
    (folder / "a.ttl").touch()
    assert [path.name for path in vocabulary_files(["zibbo", "mine.ttl", "zibbo"])] == ["a.ttl", "b.ttl", "mine.ttl"]


def test_a_file_comes_before_a_vocabulary_of_its_name(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("kg.vocabularies", "zibbo = zibbo_names", "'''No names.'''")
    monkeypatch.chdir(tmp_path)
    Path("zibbo").touch()
    assert vocabulary_files(["zibbo"]) == (Path("zibbo"),)


@Language.component("test_failing")
def fail(doc: Doc) -> Doc:
    """Fail as a component with a slip in it does."""
    return doc.no_such


@Language.component("test_key_error")
def fail_by_key(doc: Doc) -> Doc:
    """Fail in the way that spaCy takes for a model that was not initialized."""
    return {"doc": doc}["dco"]


@Language.component("test_forgetful")
def forget(doc: Doc) -> None:
    """Forget to return the document."""


@Language.factory("test_unmakeable", default_config={"count": 1})
def make(nlp: Language, name: str, count: int) -> Callable[[Doc], Doc]:
    """Fail before there is a component."""
    raise FileNotFoundError(name)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("failing", "AttributeError: .*test_plugins"),
        ("key_error", "KeyError: 'dco'"),
        ("forgetful", r"ValueError: \[E005"),
    ],
)
def test_a_failing_component_is_told_by_its_name(name: str, problem: str) -> None:
    nlp = load_pipeline(components=[f"test_{name}"])
    assert nlp.pipe_names.index(f"test_{name}") == nlp.pipe_names.index("kg_roles") - 1
    with pytest.raises(PluginError, match=rf"^component test_{name}: failed \({problem}"):
        list(extract([Paper("p1", "ZibboNet", "We propose ZibboNet.")], nlp))


MANY = [Paper(f"p{number}", "ZibboNet", "We propose ZibboNet.") for number in range(CHUNK + 1)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no reader is forked")
def test_a_component_that_fails_in_a_fork_is_told_by_its_name() -> None:
    # In a process of its own: where other tests left threads behind, this one is not forked.
    program = """
from spacy.language import Language
from kg.errors import PluginError
from kg.extraction.processes import CHUNK, extract_lines
from kg.extraction.settings import Settings
from kg.records import Paper
@Language.component("test_broken")
def fail(doc):
    return 1 / 0
many = [Paper(f"p{number}", "ZibboNet", "We propose ZibboNet.") for number in range(CHUNK + 1)]
try:
    list(extract_lines(many, Settings(components=("test_broken",)), jobs=2))
except PluginError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    # What no started process knows, since only this one registered it.
    assert done.stdout.startswith("component test_broken: failed (ZeroDivisionError: ")


def test_a_component_that_fails_in_a_process_begun_anew_is_told_by_its_name(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
from spacy.language import Language
@Language.component("kg_zibbo")
def fail(doc):
    return 1 / 0
"""
    install("spacy_factories", "kg_zibbo = zibbo_component:fail", source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site" / "kg-zibbo"))
    monkeypatch.setattr("kg.forking.HAS_FORKS", False)
    settings = Settings(components=("kg_zibbo",))
    with pytest.raises(PluginError, match=r"^component kg_zibbo: failed \(ZeroDivisionError: .*zibbo_component\.py:5"):
        list(extract_lines(MANY, settings, jobs=2))


def test_another_component_or_another_text_of_it_makes_another_fingerprint(install: Install, tmp_path: Path) -> None:
    install("spacy_factories", "kg_zibbo = zibbo_component:fail", "fail = 1")
    bare, with_it = Settings(), Settings(components=("kg_zibbo",))
    first = fingerprint(with_it)
    assert first not in {fingerprint(bare), fingerprint(Settings(components=("test_failing",)))}
    (tmp_path / "site" / "kg-zibbo" / "zibbo_component.py").write_text("fail = 2", encoding="utf-8")
    assert fingerprint(with_it) != first


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("test_unmakeable", r"component test_unmakeable: cannot be made \(FileNotFoundError"),
        ("kg_zibbo", "kg_zibbo: no such component; install"),
        ("kg_roles", "kg_roles: stands in the pipeline already"),
    ],
)
def test_a_component_that_cannot_be_had_is_told_by_its_name(name: str, problem: str) -> None:
    with pytest.raises(PluginError, match=f"^{problem}"):
        load_pipeline(components=[name])
