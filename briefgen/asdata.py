"""Turn a bulletin into plain data and JSON: what `briefgen build -f json` writes, the templates' documented contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from briefgen.bulletin import Bulletin


def as_data(value: object) -> Any:
    """The value as dicts, lists, text, numbers, booleans and None; days are ISO text, a Text is its words."""
    if is_dataclass(value):
        return {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_data(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value) if isinstance(value, str) else value


def bulletin_json(bulletin: Bulletin) -> str:
    """The bulletin as JSON text, the same for the same bulletin; fields stand in the order of `bulletin.py`."""
    return json.dumps(as_data(bulletin), ensure_ascii=False, indent=2) + "\n"
