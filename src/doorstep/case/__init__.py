"""The case: its shape, its reading and its sense checks. Imports nothing of ours."""

from .digest import digest
from .errors import CaseError, CaseErrors
from .read import case_schema, load_case, load_key
from .rules import Key
from .shape import Case

__all__ = ["Case", "CaseError", "CaseErrors", "Key", "case_schema", "digest", "load_case", "load_key"]
