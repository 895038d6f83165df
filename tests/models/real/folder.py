"""A folder as Hugging Face's libraries read it, made of a GGUF file and nothing else.

    python folder.py FILE.gguf FOLDER

For models of the ``llama`` kind with a tokenizer of the ``gpt2`` kind, as the embedded one is.
Weights become 32-bit floats: nothing of them is lost, and a processor of any age can multiply
them. It needs ``gguf`` and ``safetensors``, which the environment of the server has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy
from safetensors.numpy import save_file

_CONTROL = 3
"""The type of tokens that are no text (``llama.h``, ``LLAMA_TOKEN_TYPE_CONTROL``)."""

_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
"""The names of weights in GGUF, and in a folder."""

_BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
"""Bytes are written as letters."""

_SPLITS: dict[str, list[dict[str, Any]]] = {
    "smollm": [
        {"type": "Digits", "individual_digits": True},
        _BYTES,
    ],
}
"""How text is split before tokens are looked for, by llama.cpp's name for it."""


def main(source: Path, folder: Path) -> None:
    """Write the folder."""
    reader = gguf.GGUFReader(source)
    told = {name: field.contents() for name, field in reader.fields.items()}
    if told["general.architecture"] != "llama" or told["tokenizer.ggml.model"] != "gpt2":
        sys.exit(f"{source} is a model of another kind")
    folder.mkdir(parents=True, exist_ok=True)
    weights = dict(_weight(tensor, told) for tensor in reader.tensors)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    tied = "lm_head.weight" not in weights
    for name, content in (
        ("config", _config(told, tied=tied)),
        ("tokenizer", _tokenizer(told)),
        ("tokenizer_config", _tokenizer_config(told)),
    ):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _weight(tensor: gguf.ReaderTensor, told: dict[str, Any]) -> tuple[str, Any]:
    """A weight's name in the folder, and its values."""
    parts = tensor.name.split(".")
    values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
    if parts[0] != "blk":
        return f"{_NAMES[parts[0]]}.weight", values
    # Rotary pairs lie side by side in GGUF, and half a head apart in a folder.
    heads = {"attn_q": "llama.attention.head_count", "attn_k": "llama.attention.head_count_kv"}
    if parts[2] in heads:
        rows, columns = values.shape
        count = told[heads[parts[2]]]
        pairs = values.reshape(count, rows // count // 2, 2, columns)
        values = numpy.ascontiguousarray(pairs.swapaxes(1, 2).reshape(rows, columns))
    return f"model.layers.{parts[1]}.{_NAMES[parts[2]]}.weight", values


def _config(told: dict[str, Any], *, tied: bool) -> dict[str, Any]:
    theta = told["llama.rope.freq_base"]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": told["llama.embedding_length"],
        "intermediate_size": told["llama.feed_forward_length"],
        "num_hidden_layers": told["llama.block_count"],
        "num_attention_heads": told["llama.attention.head_count"],
        "num_key_value_heads": told["llama.attention.head_count_kv"],
        "max_position_embeddings": told["llama.context_length"],
        "rms_norm_eps": told["llama.attention.layer_norm_rms_epsilon"],
        "rope_theta": theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": theta},
        "vocab_size": len(told["tokenizer.ggml.tokens"]),
        "bos_token_id": told["tokenizer.ggml.bos_token_id"],
        "eos_token_id": told["tokenizer.ggml.eos_token_id"],
        "pad_token_id": told["tokenizer.ggml.padding_token_id"],
        "tie_word_embeddings": tied,
        "torch_dtype": "float32",
    }


def _tokenizer(told: dict[str, Any]) -> dict[str, Any]:
    tokens = told["tokenizer.ggml.tokens"]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    types = told["tokenizer.ggml.token_type"]
    return {
        "version": "1.0",
        "added_tokens": [
            {"id": number, "content": token, "special": True, **flags}
            for number, (token, kind) in enumerate(zip(tokens, types, strict=True))
            if kind == _CONTROL
        ],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": _SPLITS[told["tokenizer.ggml.pre"]],
        },
        "post_processor": None,
        "decoder": _BYTES,
        "model": {
            "type": "BPE",
            "vocab": {token: number for number, token in enumerate(tokens)},
            "merges": told["tokenizer.ggml.merges"],
        },
    }


def _tokenizer_config(told: dict[str, Any]) -> dict[str, Any]:
    tokens = told["tokenizer.ggml.tokens"]
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens[told["tokenizer.ggml.bos_token_id"]],
        "eos_token": tokens[told["tokenizer.ggml.eos_token_id"]],
        "unk_token": tokens[told["tokenizer.ggml.unknown_token_id"]],
        "pad_token": tokens[told["tokenizer.ggml.padding_token_id"]],
        "clean_up_tokenization_spaces": False,
        "model_max_length": told["llama.context_length"],
        "chat_template": told["tokenizer.chat_template"],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
