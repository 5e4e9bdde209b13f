"""Labelled messages (标注样本) from a CSV file or a workbook."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from bot.imports.sheet import as_text, read_sheet
from nlp import dataset
from nlp.dataset import Example

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_labels(path: Path, allowed: Iterable[str] = ()) -> tuple[Example, ...]:
    """The examples of a file with the columns text, label, secondary.

    Raises `SheetRefused` for a workbook that can't be read, else a `DataRejected`.
    """
    if path.suffix.lower() not in _WORKBOOKS:
        return dataset.read_examples(path, allowed)
    sheet = read_sheet(path)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.heading)
    writer.writerows([as_text(cell) for cell in cells] for _, cells in sheet.rows)
    return dataset.parse_examples(text.getvalue(), allowed)
