"""Sixty-four bytes at once: what numba has no words for. Comparing a block of a byte buffer gives a number with a bit a byte.

Each is one or a few machine instructions where the machine has them, and plain code where it has not; buffers must hold
as many bytes behind the place as are read.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir  # type: ignore[import-untyped]  # has no types
from numba import types
from numba.core.imputils import impl_ret_untracked
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_lane: Any = intrinsic
_array: Any = make_array
_answer: Any = impl_ret_untracked
_BYTE: Final = ir.IntType(8)
_WORD: Final = ir.IntType(64)
_BLOCK: Final = ir.VectorType(_BYTE, 64)


def _place(context: Any, builder: Any, kind: Any, buffer: Any, at: Any, what: Any) -> Any:
    """A pointer to a place in a byte buffer, as a pointer to something larger."""
    data = _array(kind)(context, builder, value=buffer).data
    return builder.bitcast(builder.gep(data, [at]), what.as_pointer())


def _splat(builder: Any, value: Any) -> Any:
    byte = builder.trunc(value, _BYTE)
    single = builder.insert_element(ir.Constant(_BLOCK, ir.Undefined), byte, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
    return builder.shuffle_vector(single, ir.Constant(_BLOCK, ir.Undefined), zeros)


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def load8(typing_context: Any, buffer: Any, at: Any) -> Any:
    """Eight bytes from a place on, the first as the lowest."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = _place(context, builder, signature.args[0], args[0], args[1], _WORD)
        return _answer(context, builder, types.uint64, builder.load(pointer, align=1))

    return types.uint64(buffer, types.uint64), make


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def at_least(typing_context: Any, buffer: Any, at: Any, least: Any) -> Any:
    """Which of 64 bytes are at least so large."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = builder.load(_place(context, builder, signature.args[0], args[0], args[1], _BLOCK), align=1)
        bits = builder.icmp_unsigned(">=", block, _splat(builder, args[2]))
        return _answer(context, builder, types.uint64, builder.bitcast(bits, _WORD))

    return types.uint64(buffer, types.uint64, types.uint64), make


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def with_bit(typing_context: Any, buffer: Any, at: Any, bit: Any) -> Any:
    """Which of 64 bytes have some bit of a mask set."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = builder.load(_place(context, builder, signature.args[0], args[0], args[1], _BLOCK), align=1)
        common = builder.and_(block, _splat(builder, args[2]))
        bits = builder.icmp_unsigned("!=", common, ir.Constant(_BLOCK, [0] * 64))
        return _answer(context, builder, types.uint64, builder.bitcast(bits, _WORD))

    return types.uint64(buffer, types.uint64, types.uint64), make


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def same_as_next(typing_context: Any, buffer: Any, at: Any) -> Any:
    """Which of 64 bytes equal the byte after them."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = signature.args[0]
        block = builder.load(_place(context, builder, kind, args[0], args[1], _BLOCK), align=1)
        after = builder.add(args[1], ir.Constant(_WORD, 1))
        other = builder.load(_place(context, builder, kind, args[0], after, _BLOCK), align=1)
        bits = builder.icmp_unsigned("==", block, other)
        return _answer(context, builder, types.uint64, builder.bitcast(bits, _WORD))

    return types.uint64(buffer, types.uint64), make


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def lowest(typing_context: Any, bits: Any) -> Any:
    """The place of the lowest bit set."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))
        return _answer(context, builder, types.uint64, place)

    return types.uint64(types.uint64), make


@_lane  # type: ignore[untyped-decorator]  # numba has no types
def ones(typing_context: Any, bits: Any) -> Any:
    """How many bits are set."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _answer(context, builder, types.uint64, builder.ctpop(args[0]))

    return types.uint64(types.uint64), make
