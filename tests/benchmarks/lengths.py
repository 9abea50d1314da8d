"""How long files and functions are: the 90th percentiles, and what lies beyond the marks (290 and 23 lines)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_MARK, FUNCTION_MARK = 290, 23


def main() -> None:
    """Print the table for src/ and tests/."""
    for part in ("src", "tests"):
        paths = [path for path in sorted((ROOT / part).rglob("*.py")) if "forms" not in path.parts]
        files = [(len(path.read_text("utf-8").splitlines()), path.name) for path in paths]
        functions = [measured for path in paths for measured in _functions(path)]
        _report(f"{part}: files", files, FILE_MARK)
        _report(f"{part}: functions", functions, FUNCTION_MARK)


def _functions(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{path.name}:{node.name}")
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def _report(title: str, measured: list[tuple[int, str]], mark: int) -> None:
    lengths = sorted(length for length, _ in measured)
    if not lengths:
        return
    percentile = lengths[int(0.9 * (len(lengths) - 1))]
    longer = sorted((pair for pair in measured if pair[0] > mark), reverse=True)
    print(f"{title:<18} {len(lengths):>5}   90 %: {percentile:>4} (mark {mark})   longer: {len(longer)}")
    for length, name in longer[:5]:
        print(f"{'':<18} {length:>5}   {name}")


if __name__ == "__main__":
    main()
