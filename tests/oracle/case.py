"""What a case is, and the table of generators that make them.

A generator is a function of a Draw that fills its graph with one operator (or a few), written in a file of families/:

    @operator("ADD", "SUB", kinds="float32 int8 int32")
    def add(draw: Draw) -> None: ...

`kinds` names what the operator works on as docs/operators.md does; each pair of operator and kind gets `count` cases. The same seed,
operator, kind and number always give the same case, whatever else is generated.
"""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any, Callable, Iterator, Optional, Sequence

import numpy as np

from graph import Graph, Out, Quantization

EPSILON = float(np.finfo(np.float32).eps)
# Cases for each operator and type, where a generator says nothing else.
COUNT = 24


@dataclasses.dataclass
class Bound:
    """How far a result may be from the oracle's.

    steps: of an integer.
    ulps: of a float, in units of the last place of the expected value.
    absolute: of a float, beside the ulps; sum(K, magnitude) for an accumulation.
    relative: of a float, beside both, as a share of the tensor's largest expected value.
    """

    steps: int = 0
    ulps: float = 2
    absolute: float = 0.0
    relative: float = 0.0

    @staticmethod
    def sum(terms: int, magnitude: float) -> Bound:
        """For float sums of `terms` products whose absolute values sum up to `magnitude`."""
        return Bound(ulps=4, absolute=max(terms, 4) * EPSILON * magnitude)


@dataclasses.dataclass
class Case:
    """A model, and what it is run with: `runs` holds the inputs of each invocation, in order, of one interpreter."""

    operator: str
    kind: str
    number: int
    model: bytes
    runs: list[list[np.ndarray]]
    bound: Bound
    shapes: Optional[list[tuple[int, ...]]] = None  # to resize the inputs to, where the file leaves them open
    expected: Optional[list[np.ndarray]] = None  # what NumPy says; then no TensorFlow Lite is asked, because it stops before this
    counted: Optional[int] = None  # the output that says how many entries (of dimension 1) of the others are defined
    ask: tuple[str, ...] = ()  # of engines.REFERENCES, where the first ones are wrong
    note: str = ""  # why so
    known: str = ""  # why TensorFlow Lite's result may be another

    @property
    def name(self) -> str:
        return f"{self.operator}/{self.kind}/{self.number}"


class Draw:
    """What a generator draws from, and fills."""

    def __init__(self, operator: str, kind: str, number: int, seed: int) -> None:
        self.operator, self.kind, self.number = operator, kind, number
        self.rng = np.random.default_rng([seed, zlib.crc32(f"{operator}/{kind}".encode()), number])
        self.graph = Graph(self.rng)
        self.bound = Bound()
        self.runs: list[list[np.ndarray]] = []  # further ones, after the first with the values of the graph's inputs
        self.expected: Optional[list[np.ndarray]] = None
        self.may_resize = True
        self.counted: Optional[int] = None
        self.ask: tuple[str, ...] = ()
        self.note = self.known = ""

    # Chances.

    def flip(self, probability: float = 0.5) -> bool:
        return bool(self.rng.random() < probability)

    def pick(self, options: Sequence[Any]) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def int(self, low: int, high: int) -> int:
        """Between low and high, both included."""
        return int(self.rng.integers(low, high + 1))

    def shape(self, low: int = 0, high: int = 5, elements: int = 500, empty: bool = True, least: int = 1) -> tuple[int, ...]:
        """A shape of `low` to `high` dimensions. Every twelfth case is empty (a dimension is zero) unless that is forbidden."""
        rank = self.int(low, high)
        if self.number == 18 and elements >= 300:  # large enough to be shared by threads
            return tuple(
                int(d) for d in self.rng.permutation([40_000 // (10 * (rank - 1) or 1), *[10] * (rank > 1), *[1] * (rank - 2)])[:rank]
            )
        dims: list[int] = []
        left = elements
        for i in range(rank):
            top = max(least, min(left // least ** (rank - i - 1), self.pick([2, 4, 8, 40])))
            dims.append(self.int(least, top))
            left = max(1, left // dims[-1])
        self.rng.shuffle(dims)
        if empty and rank and self.number % 12 == 11:
            dims[self.int(0, rank - 1)] = 0
        return tuple(dims)

    # Values.

    def quantization(self, kind: str, scale: Optional[float] = None) -> Optional[Quantization]:
        """Parameters for a whole tensor of a quantized type; None for the others."""
        if scale is None:
            scale = float(np.exp(self.rng.uniform(np.log(0.002), np.log(0.3))))
        if kind == "int16":
            return Quantization.of(scale / 64, 0)
        if kind in ("int8", "uint8"):
            info = np.iinfo(kind)
            return Quantization.of(scale, self.pick([0, info.min, info.max, self.int(info.min, info.max)]) if self.flip(0.3)
                                   else self.int(info.min // 2, info.max // 2))  # fmt: skip
        return None

    def values(self, kind: str, shape: Sequence[int], low: Optional[float] = None, high: Optional[float] = None) -> np.ndarray:
        """Random values; the whole range of integers of up to 16 bits, some thousand of wider ones, floats of some units."""
        rng = self.rng
        if kind == "bool":
            return rng.random(shape) < 0.5
        if kind == "string":
            words = [b"", b"a", b"Goldcrest", "Wintergoldhähnchen".encode(), b"\0bytes\xff"]
            flat = [words[i] for i in rng.integers(len(words), size=int(np.prod(shape, dtype=np.int64)))]
            array = np.empty(len(flat), dtype=object)
            array[:] = flat
            return array.reshape(shape)
        if kind.startswith("complex"):
            return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(kind)
        if kind in ("float16", "float32", "float64", "bfloat16"):
            dtype = np.float32 if kind == "bfloat16" else kind
            if low is not None:
                return rng.uniform(low, high if high is not None else low + 1, shape).astype(dtype)
            return (rng.standard_normal(shape) * self.pick([0.5, 2, 10])).astype(dtype)
        if kind in ("int4", "uint4", "int2"):
            least, most = {"int4": (-8, 7), "uint4": (0, 15), "int2": (-2, 1)}[kind]
            return rng.integers(least, most, shape, dtype=np.int8, endpoint=True)
        info = np.iinfo(kind)
        wide = info.bits > 16
        least = info.min if not wide else max(info.min, -2000)
        most = info.max if not wide else 2000
        return rng.integers(least if low is None else int(low), most if high is None else int(high), shape, dtype=kind, endpoint=True)

    def wide_values(self, kind: str, shape: Sequence[int]) -> np.ndarray:
        """Values of types that are only moved: everything that fits, NaN and infinities among floats."""
        values = self.values(kind, shape)
        if kind in ("float32", "float64", "float16"):
            special = self.rng.random(shape) < 0.1
            return np.where(special, self.rng.choice([np.nan, np.inf, -np.inf, -0.0], size=shape), values).astype(kind)
        if np.dtype(values.dtype).kind in "iu" and values.dtype.itemsize > 2:
            info = np.iinfo(kind)
            return self.rng.integers(info.min, info.max, shape, dtype=kind, endpoint=True)
        return values

    def broadcast(self, high: int = 4, elements: int = 300) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Two shapes that broadcast to one: the same one, one of them a scalar, or with dimensions of one and missing ones."""
        whole = self.shape(0 if self.number == 1 else 1, high, elements)
        way = self.pick(["same", "scalar", "mixed", "mixed"])
        if way == "same" or not whole:
            return whole, whole
        shapes = [whole, self.pick([(), (1,)])]
        if way == "mixed":
            one = [self.pick(["both", "first", "second"]) for _ in whole]
            shapes = [tuple(1 if o == k else d for o, d in zip(one, whole)) for k in ("first", "second")]
            cut = self.int(0, len(whole))
            shapes[1] = shapes[1][cut:]
        return tuple(shapes) if self.flip() else tuple(shapes[::-1])

    def activation(self, options: Sequence[str] = ("NONE", "RELU", "RELU6", "RELU_N1_TO_1"), plain: float = 0.5) -> dict[str, str]:
        """A fused activation, as a field of an operator's options."""
        return {"fused_activation_function": "NONE" if self.flip(plain) else self.pick(options)}

    def axis(self, rank: int) -> int:
        """An axis, counted from the front or from the back."""
        axis = self.int(0, rank - 1)
        return axis - rank if self.flip(0.4) else axis

    def case(self) -> Case:
        dynamic = self.may_resize and self.number % 6 == 5 and bool(self.graph.inputs)
        first = list(self.graph.values)
        return Case(
            self.operator,
            self.kind,
            self.number,
            self.graph.encode(dynamic),
            [first, *self.runs],
            self.bound,
            [v.shape for v in first] if dynamic else None,
            self.expected,
            self.counted,
            self.ask,
            self.note,
            self.known,
        )


@dataclasses.dataclass(frozen=True)
class Generator:
    operator: str
    kind: str
    count: int
    fill: Callable[[Draw], None]

    def cases(self, seed: int, share: float = 1.0) -> Iterator[Case]:
        """`share`: of the cases, the first ones."""
        for number in range(max(1, round(self.count * share))):
            draw = Draw(self.operator, self.kind, number, seed)
            self.fill(draw)
            yield draw.case()


GENERATORS: dict[tuple[str, str], Generator] = {}


def operator(*names: str, kinds: str, count: int = COUNT) -> Callable[[Callable[[Draw], None]], Callable[[Draw], None]]:
    """Declares the decorated function the generator of the operators `names`, for each of `kinds`."""

    def declare(fill: Callable[[Draw], None]) -> Callable[[Draw], None]:
        for name in names:
            for kind in kinds.split():
                assert (name, kind) not in GENERATORS, (name, kind)
                GENERATORS[name, kind] = Generator(name, kind, count, fill)
        return fill

    return declare


__all__ = ["COUNT", "EPSILON", "GENERATORS", "Bound", "Case", "Draw", "Generator", "Graph", "Out", "Quantization", "operator"]
