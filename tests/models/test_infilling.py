"""Templates for a text with a hole."""

from __future__ import annotations

import pytest

from guyline.models.infilling import TEMPLATES, template_for

MODELS = {
    "Qwen/Qwen2.5-Coder-7B": "qwen",
    "qwen2.5-coder:1.5b-base": "qwen",
    "Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf": "qwen",
    "deepseek-ai/DeepSeek-Coder-V2-Lite-Base": "deepseek",
    "deepseek-coder:6.7b": "deepseek",
    "bigcode/starcoder2-3b": "starcoder",
    "stable-code-3b": "starcoder",
    "ibm-granite/granite-3b-code-base-128k": "granite",
    "ibm-granite/granite-4.0-h-tiny": "granite",
    "codellama/CodeLlama-7b-hf": "codellama",
    "mistralai/Codestral-22B-v0.1": "codestral",
    "google/codegemma-2b": "codegemma",
    "ByteDance-Seed/Seed-Coder-8B-Base": "seed-coder",
    "JetBrains/Mellum-4b-base": "mellum",
    "google/gemma-3-4b-it": "",
    "meta-llama/Llama-3.1-8B": "",
    "gpt-5": "",
    "": "",
}


@pytest.mark.parametrize(("model", "name"), MODELS.items())
def test_a_template_is_found_by_the_models_name(model: str, name: str) -> None:
    assert template_for(model) == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_both_texts_once_and_as_they_are(name: str) -> None:
    prefix, suffix = "a = {suffix}{prefix}", "\nb = {prefix}{0}%s\\"
    filled = TEMPLATES[name].fill(prefix, suffix)
    assert filled.count(prefix) == 1
    assert filled.count(suffix) == 1
    assert len(filled) - len(prefix) - len(suffix) == len(TEMPLATES[name].fill("", ""))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_service_that_takes_few_ends_takes_these(name: str) -> None:
    assert 1 <= len(TEMPLATES[name].stop) <= 4
