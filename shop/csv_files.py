"""Tables as CSV files that spreadsheets open safely, in any language."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def response(name: str, rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A download, written as it is read; names of people and products cannot run as formulas."""
    answer = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _written(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    # The mark by which spreadsheets know that it is UTF-8.
    yield "\ufeff"
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _safe(cell: Any) -> Any:
    is_text = isinstance(cell, str)
    return f"'{cell}" if is_text and cell.startswith(_FORMULA) else cell
