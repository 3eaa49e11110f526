"""The examples in the docstrings of the rules hold."""

import doctest
import importlib
import pkgutil

import pytest

from shared.card import fields

MODULES = [module.name for module in pkgutil.iter_modules(fields.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"shared.card.fields.{name}")).failed == 0
