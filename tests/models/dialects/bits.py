"""A mask of tokens that xgrammar writes to, without the numpy or torch it is used with.

It is handed over by DLPack: a structure that says where the numbers lie, in a capsule.
"""

from __future__ import annotations

import ctypes
import importlib

_CPU, _SIGNED = 1, 0


class _Tensor(ctypes.Structure):
    """DLPack's ``DLManagedTensor``, version 0; the tensor itself and two fields behind it."""

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("byte_offset", ctypes.c_uint64),
        ("manager", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
    )


class BitMask:
    """One bit for each of ``count`` tokens.

    Attributes:
        tensor: What xgrammar writes to.
    """

    def __init__(self, count: int) -> None:
        size = (count + 31) // 32
        self._words = (ctypes.c_uint32 * size)()
        self._shape = (ctypes.c_int64 * 2)(1, size)
        self._strides = (ctypes.c_int64 * 2)(size, 1)
        self._managed = _Tensor(
            data=ctypes.addressof(self._words),
            device_type=_CPU,
            ndim=2,
            code=_SIGNED,
            bits=32,
            lanes=1,
            shape=ctypes.addressof(self._shape),
            strides=ctypes.addressof(self._strides),
        )
        self.tensor = importlib.import_module("tvm_ffi").from_dlpack(self)

    def has(self, token: int) -> bool:
        """Whether the bit of ``token`` is set."""
        return bool(self._words[token // 32] >> token % 32 & 1)

    def __dlpack__(self, **_: object) -> object:
        capsule = ctypes.pythonapi.PyCapsule_New
        capsule.restype = ctypes.py_object
        capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
        made: object = capsule(ctypes.addressof(self._managed), b"dltensor", None)
        return made

    def __dlpack_device__(self) -> tuple[int, int]:
        return _CPU, 0
