"""Primitives that work entry by entry, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping

from adversary.portable.program import Scalar
from adversary.portable.text import Line, Rule, call, dtype_text, pair

_CALLS = {
    "abs": "np.abs", "acos": "np.arccos", "acosh": "np.arccosh", "asin": "np.arcsin",
    "asinh": "np.arcsinh", "atan": "np.arctan", "atanh": "np.arctanh", "cbrt": "np.cbrt",
    "ceil": "np.ceil", "cos": "np.cos", "cosh": "np.cosh", "exp": "np.exp", "exp2": "np.exp2",
    "expm1": "np.expm1", "floor": "np.floor", "is_finite": "np.isfinite", "log": "np.log",
    "log1p": "np.log1p", "not": "np.invert", "sin": "np.sin", "sinh": "np.sinh",
    "sqrt": "np.sqrt", "square": "np.square", "tan": "np.tan", "tanh": "np.tanh",
    "max": "np.maximum", "min": "np.minimum", "atan2": "np.arctan2", "nextafter": "np.nextafter",
}  # fmt: skip
_INFIX = {
    "add": "+", "add_any": "+", "sub": "-", "mul": "*",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=",
    "and": "&", "or": "|", "xor": "^",
}  # fmt: skip


def _infix(sign: str) -> Rule:
    return lambda line: f" {sign} ".join(pair(line))


def _negative(line: Line) -> str:
    return f"-{line.texts[0]}"


def _ratio(line: Line) -> str:
    if line.output.dtype.startswith("float"):
        return " / ".join(pair(line))
    return f"quotient({', '.join(line.texts)})"


def _remainder(line: Line) -> str:
    name = "np.fmod" if line.output.dtype.startswith("float") else "remainder"
    return f"{name}({', '.join(line.texts)})"


def _power(line: Line) -> str:
    base, exponent = line.texts
    atom = line.step.inputs[1]
    if atom.dtype != line.output.dtype:
        exponent = f"np.asarray({exponent}, {dtype_text(line.output.dtype)})"
    plain = isinstance(atom, Scalar) and atom.value != 0.5
    return f"{'np.power' if plain else 'power'}({base}, {exponent})"


def _sign(line: Line) -> str:
    real = line.output.dtype.startswith("float")
    return f"{'sign' if real else 'np.sign'}({line.texts[0]})"


def _integer_power(line: Line) -> str:
    exponent = line.get("y")
    return f"{line.texts[0]} ** {exponent}" if exponent >= 0 else (
        f"1 / {line.texts[0]} ** {-exponent}"
    )  # fmt: skip


def _inverse_root(line: Line) -> str:
    return f"1 / np.sqrt({line.texts[0]})"


def _clamped(line: Line) -> str:
    low, x, high = line.texts
    return f"np.minimum(np.maximum({x}, {low}), {high})"


def _chosen(line: Line) -> str:
    """The first case stands for False, the second for True."""
    which, *cases = line.texts
    if len(cases) == 2:
        test = which if line.step.inputs[0].dtype == "bool" else f"{which} != 0"
        return f"np.where({test}, {cases[1]}, {cases[0]})"
    tests = ", ".join(f"{which} == {i}" for i in range(len(cases)))
    return f"np.select([{tests}], [{', '.join(cases)}])"


def _converted(line: Line) -> str:
    given, wanted = line.step.inputs[0].dtype, line.output.dtype
    if given.startswith("float") and not wanted.startswith("float") and wanted != "bool":
        return f"to_integers({line.texts[0]}, {dtype_text(wanted)})"
    return f"{line.texts[0]}.astype({dtype_text(wanted)})"


def _rounded(line: Line) -> str:
    # an enumeration, whose text is that of an integer from Python 3.11 on
    to_even = line.get("rounding_method").name == "TO_NEAREST_EVEN"
    return f"{'np.rint' if to_even else 'half_away'}({line.texts[0]})"


def _open_size(line: Line) -> str:
    return f"{dtype_text(line.output.dtype)}({line.get('dim')})"


RULES: Mapping[str, Rule] = {
    **{primitive: call(name) for primitive, name in _CALLS.items()},
    **{primitive: _infix(sign) for primitive, sign in _INFIX.items()},
    "neg": _negative,
    "div": _ratio,
    "rem": _remainder,
    "pow": _power,
    "sign": _sign,
    "integer_pow": _integer_power,
    "rsqrt": _inverse_root,
    "clamp": _clamped,
    "select_n": _chosen,
    "convert_element_type": _converted,
    "round": _rounded,
    "dim_as_value": _open_size,
}
