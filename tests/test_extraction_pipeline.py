"""The pipeline on whole texts: what it finds, what it must not find, and that nothing makes it stumble."""

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import VocabularyError
from kg.extraction.components import COMPONENTS
from kg.extraction.pipeline import extract, load_pipeline
from kg.records import EntityType, Extraction, Paper

ABSTRACTS = [
    (
        "KrakenServe: Disaggregated Prefill for Long Contexts",
        "Serving large language models strains GPU memory. We present KrakenServe, a serving system that splits "
        "prefill and decode over 16 NVIDIA H100-80GB GPUs. KrakenServe builds on vLLM and PagedAttention. On LongBench "
        "it is 2.3x faster than SGLang with Llama-3.1-70B-Instruct. Code: https://github.com/squid-lab/InkPot.",
        ["KrakenServe", "large language models", "GPU", "H100-80GB", "vLLM", "LongBench", "SGLang"],
        ["squid", "InkPot", "github", "https", "2.3x", "Code", "16", "prefill and decode"],
    ),
    (
        "Do Reasoning Models Know When to Stop?",
        "Models such as DeepSeek-R1 and QwQ-32B think for too long. We propose early-exit probing (EEP), which halts "
        "once a probe is sure. Across GSM8K, MATH-500 and AIME 2024, EEP cuts tokens by 41% at 0.3% lower accuracy.",
        ["DeepSeek-R1", "QwQ-32B", "EEP", "GSM8K", "MATH-500", "AIME 2024"],
        ["41%", "0.3%", "Models", "accuracy", "tokens", "Stop"],
    ),
    (
        "MothBench: A Benchmark for Insect Agents",
        "We introduce MothBench, a benchmark of 1,204 tasks. We evaluate GPT-4o, Gemini 2.5 Pro and Qwen2.5-VL-7B (all "
        "zero-shot). The best model reaches only $23.4\\%$ success.",
        ["MothBench", "GPT-4o", "Gemini 2.5 Pro", "Qwen2.5-VL-7B"],
        ["1,204", "23.4", "tasks", "success", "model", "Insect"],
    ),
    (
        "",
        "We quantize weights with no retraining. Our method, TwistQ, rotates outliers away before rounding. TwistQ "
        "keeps LLaMA-2-7B within 0.2 perplexity on WikiText-2 and C4, beating GPTQ, AWQ and QuaRot.",
        ["TwistQ", "LLaMA-2-7B", "WikiText-2", "C4", "GPTQ", "AWQ", "QuaRot"],
        ["perplexity", "0.2", "Our", "outliers", "We"],
    ),
    (
        "Convergence under $(L_0, L_1)$-smoothness",
        "We study the optimizer Adam [3, 17] under relaxed smoothness. We show an $O(\\epsilon^{-4})$ rate (Theorem 2) "
        "and, following Smith et al. (2021), extend it to heavy-tailed noise on ImageNet.",
        ["Adam", "ImageNet"],
        ["Smith", "Smith et al", "L_0", "L_1", "Theorem 2", "O", "epsilon", "\\epsilon", "2021", "Convergence"],
    ),
    (
        "PebbleFormer: Sparse Attention on Edge FPGAs",
        "We deploy Vision Transformers (ViTs) on a Xilinx ZCU102 FPGA. PebbleFormer reaches 76.1% top-1 accuracy on "
        "ImageNet-1K at 12 W and is 3.4x more energy-efficient than an NVIDIA Jetson AGX Orin.",
        ["PebbleFormer", "Vision Transformers", "ViTs", "FPGA", "ImageNet-1K", "Jetson AGX Orin"],
        ["12 W", "W", "76.1%", "top-1", "top-1 accuracy", "3.4x", "Edge"],
    ),
    (
        "Federated Fine-Tuning without Tears",
        "Federated learning (FL) is costly. We introduce FedTear, which combines low-rank adaptation (LoRA) with "
        "secure aggregation. See https://example.org/WeepTool for code. Results on GLUE, MMLU, and CIFAR-100 show "
        "gains over FedAvg and FedProx.",
        ["Federated learning", "FedTear", "low-rank adaptation", "LoRA", "GLUE", "MMLU", "CIFAR-100", "FedAvg"],
        ["WeepTool", "example", "See", "Results", "Tears", "gains"],
    ),
    (
        "Graph Diffusion for Weather",
        "We train a diffusion model on ERA5 at 0.25 degree resolution. It outperforms GraphCast and GenCast. Training "
        "took 4 days on 64 TPU v4 chips.",
        ["diffusion model", "ERA5", "GraphCast", "GenCast", "TPU v4"],
        ["4 days", "0.25 degree", "Training", "64", "It"],
    ),
    (
        "Speculative Decoding with Tiny Drafts",
        "Speculative decoding is quick. We train a draft with knowledge distillation, and call it MiniDraft. MiniDraft "
        "doubles the throughput of EAGLE-2 on HumanEval and MT-Bench using a single RTX 4090.",
        ["Speculative decoding", "knowledge distillation", "MiniDraft", "EAGLE-2", "HumanEval", "MT-Bench", "RTX 4090"],
        ["throughput", "Tiny Drafts", "single", "draft"],
    ),
    (
        "A Survey of Things",
        "In this paper, we survey recent work. We discuss open problems, future directions and best practices. Our "
        "code is available at github.com/user/Repo-Name2.",
        [],
        ["Survey", "Things", "Repo-Name2", "Repo", "Name2", "github", "In", "Our"],
    ),
    (
        "LoomRL: Scaling Reinforcement Learning",
        "LoomRL extends GRPO with asynchronous rollouts (\\textit{i.e.}, off-policy data). LoomRL scores 71.9 on "
        "GSM8K, versus 68.2 before.",
        ["LoomRL", "GRPO", "GSM8K"],
        ["textit", "\\textit", "i.e", "71.9", "68.2", "e"],
    ),
    (
        "Robots with SplatPick",
        "We present SplatPick, a grasping pipeline built on 3D Gaussian Splatting (3DGS). Evaluated on YCB, SplatPick "
        "improves by 7.1 points. It runs at 30 FPS on an RTX A6000.",
        ["SplatPick", "3D Gaussian Splatting", "3DGS", "RTX A6000"],
        ["30 FPS", "FPS", "7.1", "Evaluated", "Robots", "points"],
    ),
    (
        "Why Is Momentum Needed?",
        "We revisit the gap between Adam and stochastic gradient descent (SGD). The gap is closed on GPT-2 trained on "
        "OpenWebText; see Fig. 3 and Table 2.",
        ["Adam", "stochastic gradient descent", "SGD", "GPT-2", "OpenWebText"],
        ["Fig", "Fig. 3", "Table 2", "Table", "gap", "The", "Why"],
    ),
]

ODD = [
    *(
        "",
        " ",
        "\n",
        "\n\n",
        "\t \n",
        ".",
        "...",
        "-",
        "--",
        "- -",
        "(",
        ")",
        "()",
        "( )",
        "[]",
        "$",
        "$$",
        "\\",
        "%",
        "/",
    ),
    *(
        "😀",
        "😀😀 GPT-4 👩‍👩‍👧",
        "مرحبا GPT-4 بعالم",
        "שלום BERT",
        "中文摘要使用BERT模型",
        "日本語 のテスト。",
        "e\u0301a\u0300 BERT",
    ),
    *(
        "\u200bGPT-4\u200b",
        "\ufeffGPT-4",
        "GPT\u00ad-4",
        "GPT\u20114",
        "ＧＰＴ－４",
        "\x01\x02 GPT-4 \x1f",
        "\x7f",
        "\x85\u2028\u2029",
    ),
    *(
        "GPT-4\r\nBERT",
        "\x1f",
        "a\x1fb",
        "(((GPT-4)))",
        "GPT-4" * 50,
        "A" * 50_000,
        "a" * 50_000,
        "1" * 5_000,
        "A1" * 5_000,
    ),
    *("((" * 500, "-" * 5_000, "A-" * 2_000, "GPT-4 " * 500, "We propose " * 500, "network " * 500, "e.g. " * 500),
    *(
        "<script>alert('BERT')</script>",
        "&amp;BERT&lt;",
        "{\\bf BERT}",
        "$\\mathcal{O}(n)$",
        "BERT;DROP TABLE",
        "%s %d {}",
    ),
    *(
        "BERT\tGPT-4\tGLUE",
        "‘BERT’ “GPT-4”",
        "BERT—GPT-4",
        "BERT/GPT-4/T5",
        "BERT's GPT-4's",
        "1.7x 2x x x8 8x",
        "0",
        "0x",
    ),
    *("we introduce :", ": ", "We call it .", "called", "(LoRA)", "LoRA ()", "() (LoRA)", "A (A) (A) A", "B (b) b"),
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def _extraction(nlp: Language, title: str, abstract: str) -> Extraction:
    (extraction,) = extract([Paper("p", title, abstract)], nlp)
    return extraction


def _texts(extraction: Extraction) -> set[str]:
    return {mention.text for entity in extraction.entities for mention in entity.mentions}


TOLD = [
    (
        "KestrelFM: A Thorough Benchmark for Bird Foundation Models",
        "Foundation models hear birds. We introduce KestrelFM, which asks how well. KestrelFM covers forty species.",
        "KestrelFM",
        EntityType.BENCHMARK,
    ),
    (
        "SpoonNet: A Large-Scale Dataset for Cutlery Detection",
        "Cutlery is hard to detect. We collect SpoonNet from kitchens. SpoonNet holds 10,000 photographs.",
        "SpoonNet",
        EntityType.DATASET,
    ),
    (
        "Reading Warehouses",
        "We build CrateLM, a corpus of warehouse logs, with annotators. CrateLM helps those who read such logs.",
        "CrateLM",
        EntityType.DATASET,
    ),
    (
        "Sorting Datasets of Sand",
        "Datasets of sand are hard to sort. We introduce SandSort, a method that sorts datasets by their benchmarks.",
        "SandSort",
        EntityType.METHOD,
    ),
]


@pytest.mark.parametrize(("title", "abstract", "named", "_not"), ABSTRACTS)
def test_names_are_found(nlp: Language, title: str, abstract: str, named: list[str], _not: list[str]) -> None:
    missing = set(named) - _texts(_extraction(nlp, title, abstract))
    assert len(missing) <= 1, missing


@pytest.mark.parametrize(("title", "abstract", "name", "type_"), TOLD)
def test_a_name_is_what_its_text_says_that_it_is(
    nlp: Language, title: str, abstract: str, name: str, type_: EntityType
) -> None:
    found = _extraction(nlp, title, abstract).entities
    assert {entity.name: entity.type for entity in found}[name] is type_


@pytest.mark.parametrize(("title", "abstract", "_named", "general"), ABSTRACTS)
def test_what_is_no_name_is_not_found(
    nlp: Language, title: str, abstract: str, _named: list[str], general: list[str]
) -> None:
    assert not set(general) & _texts(_extraction(nlp, title, abstract))


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("as_title", [False, True])
def test_odd_text_is_read(nlp: Language, text: str, as_title: bool) -> None:
    paper = Paper("p", text, "We use BERT.") if as_title else Paper("p", "", text)
    (extraction,) = extract([paper], nlp)
    _check(extraction)
    if not as_title:
        doc = nlp(text)
        assert doc.text == text
        assert doc._.entities == extraction.entities


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=120))
@settings(max_examples=60, deadline=None)  # the first example loads the pipeline
def test_any_text_is_read(title: str, abstract: str) -> None:
    _check(_extraction(_shared(), title, abstract))


def _shared(loaded: list[Language] = []) -> Language:  # noqa: B006 - Hypothesis asks for no fixture of a function
    if not loaded:
        loaded.append(load_pipeline())
    return loaded[0]


def _check(extraction: Extraction) -> None:
    """Assert what must hold of every record, whatever the text."""
    paper = extraction.paper
    taken: set[tuple[str, int]] = set()
    names = [entity.name for entity in extraction.entities]
    assert len({name.casefold() for name in names}) == len(names)
    for entity in extraction.entities:
        assert entity.name.strip() == entity.name != ""
        assert entity.mentions
        assert 0.0 <= entity.confidence <= 1.0
        for mention in entity.mentions:
            assert mention.text == paper.text(mention.field)[mention.start : mention.end] != ""
            places = {(mention.field.value, at) for at in range(mention.start, mention.end)}
            assert not taken & places
            taken |= places
            assert entity.type is EntityType.HARDWARE or (mention.count is None and mention.memory is None)
    for relation in extraction.relations:
        assert relation.head in names
        assert relation.tail in names
        assert relation.head != relation.tail
    for result in extraction.results:
        assert {result.method, result.on, result.versus} - {None} <= set(names)
        evidence = result.evidence
        assert result.value in paper.text(evidence.field)[evidence.start : evidence.end]


@pytest.mark.parametrize("text", ["עברית BERT שלום", "مرحبا BERT بعالم", "使用 BERT 模型", "мы BERT"])
def test_words_of_scripts_without_capitals_join_no_name(nlp: Language, text: str) -> None:
    assert _texts(_extraction(nlp, text, text)) <= {"BERT"}


def test_a_long_text_is_read(nlp: Language) -> None:
    sentence = "We propose FooNet-{n}, a graph neural network that beats ResNet-50 on ImageNet with 8 A100 GPUs. "
    text = "".join(sentence.format(n=number % 50) for number in range(2000))
    assert len(text) > 190_000
    extraction = _extraction(nlp, "FooNet", text)
    assert {"ResNet-50", "ImageNet"} <= {entity.name for entity in extraction.entities}


def test_no_text_says_nothing(nlp: Language) -> None:
    for paper in (Paper("p", "", ""), Paper("p", "On Things", ""), Paper("p", "", "Nothing is named here.")):
        (extraction,) = extract([paper], nlp)
        assert (extraction.entities, extraction.relations, extraction.results) == ((), (), ())


def test_a_title_alone_names_things(nlp: Language) -> None:
    assert "ResNet-50" in _texts(_extraction(nlp, "Training ResNet-50 on ImageNet", ""))


def test_earlier_papers_change_nothing(nlp: Language) -> None:
    papers = [Paper(str(index), title, abstract) for index, (title, abstract, _, _) in enumerate(ABSTRACTS)]
    forwards = list(extract(papers, nlp))
    backwards = list(extract(reversed(papers), nlp))[::-1]
    alone = [next(iter(extract([paper], load_pipeline()))) for paper in papers[:2]]
    assert forwards == backwards
    assert forwards[:2] == alone


_PRINT = """
import json, sys
from kg.extraction.pipeline import extract
from kg.jsonl import generate_jsonl
from kg.records import Paper
papers = [Paper(str(i), t, a) for i, (t, a) in enumerate(json.load(sys.stdin))]
print("\\n".join(generate_jsonl(extract(papers))))
"""


def test_every_process_says_the_same() -> None:
    texts = json.dumps([(title, abstract) for title, abstract, _, _ in ABSTRACTS])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            input=texts,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    }
    assert len(outputs) == 1
    assert "KrakenServe" in outputs.pop()


# The pipeline as spaCy handles it ------------------------------------------------------------------------------------


def test_the_components_have_their_order(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == COMPONENTS
    assert nlp.lang == "en"


def test_it_survives_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    text = ABSTRACTS[0][1]
    assert spacy.load(tmp_path / "pipeline")(text)._.entities == nlp(text)._.entities
    code = f"import spacy; print(spacy.load({str(tmp_path / 'pipeline')!r})('We use BERT.')._.entities[0].name)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "BERT"


def test_it_can_be_made_from_its_config(nlp: Language) -> None:
    other = spacy.util.load_model_from_config(nlp.config, auto_fill=True, validate=True)
    assert [ent.text for ent in other("We use BERT.").ents] == ["BERT"]


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_several_processes_say_the_same(nlp: Language, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    monkeypatch.setattr("spacy.language.mp", multiprocessing.get_context(method))
    texts = [abstract for _, abstract, _, _ in ABSTRACTS[:4]]
    together = list(nlp.pipe(texts, n_process=2))
    assert [doc._.entities for doc in together] == [nlp(text)._.entities for text in texts]
    assert [doc._.relations for doc in together] == [nlp(text)._.relations for text in texts]


@pytest.mark.parametrize("left_out", COMPONENTS)
def test_each_component_can_be_left_out(left_out: str) -> None:
    nlp = load_pipeline()
    nlp.disable_pipe(left_out)
    assert nlp(ABSTRACTS[0][1]).text == ABSTRACTS[0][1]
    nlp.remove_pipe(left_out) if left_out in nlp.component_names else None
    assert len(list(extract([Paper("p", "", ABSTRACTS[0][1])], nlp))) == 1


def test_a_component_of_the_user_sees_the_text(nlp: Language) -> None:
    other = load_pipeline()
    other.add_pipe("sentencizer", first=True)
    paper = Paper("p", "", ABSTRACTS[3][1])
    assert list(extract([paper], other)) == list(extract([paper], nlp))


_OWN = """@prefix kg: <https://w3id.org/abstract-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix method: <https://w3id.org/abstract-kg/id/method/> .
method:zonk-folding a kg:Method ; kg:kind kg:technique ;
    skos:prefLabel "zonk folding" ; skos:altLabel "zonking in folds" .
"""


def test_names_of_the_user_are_known(nlp: Language, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(_OWN, encoding="utf-8")
    text = "We train BERT with zonk folding. Zonking in Folds is a method that we use with BERT."
    found = {e.name: e for e in _extraction(load_pipeline(vocabulary=[own]), "", text).entities}
    assert len(found["zonk folding"].mentions) == 2
    assert found["zonk folding"].rule == "vocabulary"
    assert "zonk folding" not in {e.name for e in _extraction(nlp, "", text).entities}


def test_a_broken_file_of_the_user_is_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text("not turtle", encoding="utf-8")
    for path in (own, tmp_path / "missing.ttl"):
        with pytest.raises(VocabularyError) as caught:
            load_pipeline(vocabulary=[path])
        assert str(path) in str(caught.value)
