"""Exact figures: scaled integers in tables, Decimals in code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from naryad.db import Scaled
from tests.house import columns
from tests.schema import import_every_table


def test_every_measured_column_is_scaled() -> None:
    import_every_table()

    assert list(columns.column_troubles(SQLModel.metadata)) == []


def test_the_tables_hold_measured_columns_at_all() -> None:
    import_every_table()

    every_column = [column for table in SQLModel.metadata.sorted_tables for column in table.columns]

    assert len([column for column in every_column if isinstance(column.type, Scaled)]) >= 10


def test_planted_inexact_columns_are_found() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "planted",
        metadata,
        sa.Column("norm_minutes", sa.BigInteger()),
        sa.Column("share", sa.Float()),
        sa.Column("price", sa.Numeric(12, 2)),
        sa.Column("amount", Scaled(2)),
        sa.Column("rate_id", sa.BigInteger()),
    )

    found = list(columns.column_troubles(metadata))

    assert [trouble.split(" is ")[0] for trouble in found] == ["planted.norm_minutes", "planted.share", "planted.price"]


def test_no_float_enters_where_pay_is_counted() -> None:
    assert list(columns.float_troubles()) == []


@pytest.mark.parametrize("line", ["RATE = 4.2", "def pay(rate: float) -> None: ...", 'AMOUNT = float("4.2")'])
def test_a_planted_float_is_found(planted: Path, line: str) -> None:
    (planted / "payroll" / "planted.py").write_text(line + "\n")

    assert "payroll/planted.py:1: a float where pay is counted; use Decimal" in list(columns.float_troubles(planted))


def test_a_figure_made_a_float_in_the_workbook_is_found_and_a_width_is_not(planted: Path) -> None:
    (planted / "payroll" / "workbook" / "planted.py").write_text("WIDTH: float = 12.5\nAMOUNT = float(WIDTH)\n")

    found = [trouble for trouble in columns.float_troubles(planted) if "planted" in trouble]

    assert found == ["payroll/workbook/planted.py:2: a float where pay is counted; use Decimal"]


def test_a_column_refuses_a_float_and_a_decimal_too_long() -> None:
    with pytest.raises(TypeError, match="a float is not exact"):
        Scaled(2).process_bind_param(4.2, None)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match=r"4\.205 has more than 2 decimals"):
        Scaled(2).process_bind_param(Decimal("4.205"), None)
