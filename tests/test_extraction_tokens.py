"""Tokens lose nothing of the text, and have a border wherever a name can end."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from kg.extraction.lexicon import fold_words, lexeme_of
from kg.extraction.tokens import NameTokenizer, token_class, tokenize, without_space, written_tokens
from kg.extraction.view import make_view

ANY_TEXT = st.text(st.characters(), max_size=80)
NAMES = st.text(st.sampled_from("aZ9 -./+x×(),\n\t_é中א😀"), max_size=40)

TOKENS = [
    ("8xA100-80GB", ["8", "x", "A100", "-", "80GB"]),
    ("8×A100", ["8", "×", "A100"]),
    ("8 x A100", ["8", "x", "A100"]),
    ("Qwen2.5-7B", ["Qwen2.5", "-", "7B"]),
    ("Llama3.1-8B.", ["Llama3.1", "-", "8B", "."]),
    ("1.7x faster", ["1.7x", "faster"]),
    ("12,288 GPUs", ["12,288", "GPUs"]),
    ("3x3 kernels", ["3x3", "kernels"]),
    ("ViT-B/16", ["ViT", "-", "B", "/", "16"]),
    ("C++", ["C", "+", "+"]),
    ("GPT-4.", ["GPT", "-", "4", "."]),
    ("FlashAttention's", ["FlashAttention", "'", "s"]),
    ("https://foo.example/a_b", ["https", ":", "/", "/", "foo", ".", "example", "/", "a_b"]),
    ("naïve Schrödinger π0.5", ["naïve", "Schrödinger", "π0.5"]),
    ("(LoRA)", ["(", "LoRA", ")"]),
    ("llama.cpp runs it.", ["llama.cpp", "runs", "it", "."]),
    ("Widget.jl, Widget.jlx", ["Widget.jl", ",", "Widget", ".", "jlx"]),
    ("at foo.github.io.", ["at", "foo", ".", "github", ".", "io", "."]),
    ("", []),
    (" \n\t ", []),
]

CLASSES = [
    ("FlashAttention", "C"),
    ("vLLM", "C"),
    ("llama.cpp", "C"),
    ("Widget.jl", "C"),
    ("Qwen2.5", "D"),
    ("GPT", "A"),
    ("LLMs", "A"),
    ("US", "A"),
    ("H100", "D"),
    ("80GB", "D"),
    ("bf16", "D"),
    ("Adam", "T"),
    ("X", "U"),
    ("the", "s"),
    ("The", "s"),
    ("loss", "l"),
    ("עברית", "l"),
    ("模型", "l"),
    ("моделЬ", "C"),
    ("4.5", "N"),
    ("1.7x", "D"),
    ("²", "N"),
    ("-", "-"),
    ("‑", "-"),
    ("—", "o"),
    ("/", "/"),
    ("+", "+"),
    (".", "."),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (";", ","),
    ("$", "o"),
    ("😀", "o"),
    ("_x", "o"),
    ("\n\n", "#"),
]


@given(ANY_TEXT | NAMES)
def test_tokens_leave_out_single_spaces_only(text: str) -> None:
    written = written_tokens(text)
    assert "".join(written) == text
    for token in written:
        word = without_space(token)
        assert word
        assert token in (word, word + " ")


@given(st.text(max_size=80) | NAMES)
def test_a_document_is_its_text(text: str) -> None:
    doc = NameTokenizer(Vocab())(text)
    assert doc.text == text
    assert [token.text_with_ws for token in doc] == written_tokens(text)
    view = make_view(text, 0)
    assert [token.text for token in doc] == view.words
    assert [token.idx for token in doc] == view.starts


@given(ANY_TEXT | NAMES)
def test_every_token_has_one_class(text: str) -> None:
    words = list(map(without_space, written_tokens(text)))
    assert all(len(lexeme_of(word).letter) == 1 for word in words)
    assert [word for word in words if not word.isspace()] == tokenize(text)


@given(ANY_TEXT | NAMES)
def test_a_lexeme_is_the_same_with_and_without_the_space_after_it(text: str) -> None:
    for written in written_tokens(text):
        word = without_space(written)
        lexeme = lexeme_of(written)
        assert lexeme == lexeme_of(word) == (word, word.lower(), *fold_words([word]), token_class(word))


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize(("token", "letter"), CLASSES)
def test_class(token: str, letter: str) -> None:
    assert token_class(token) == lexeme_of(token).letter == letter


def test_the_tokenizer_survives_disk_and_bytes(tmp_path: Path) -> None:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.NameTokenizer.v1"}}})
    nlp.to_disk(tmp_path / "blank")
    text = "8xA100-80GB runs Qwen2.5-7B"
    for other in (spacy.load(tmp_path / "blank"), spacy.blank("en", config=nlp.config).from_bytes(nlp.to_bytes())):
        assert isinstance(other.tokenizer, NameTokenizer)
        assert [token.text for token in other(text)] == tokenize(text)
