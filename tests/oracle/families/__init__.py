"""The generators, by family of operators. Importing this fills case.GENERATORS."""

import importlib
import pathlib

for _file in sorted(pathlib.Path(__file__).parent.glob("[a-z]*.py")):
    importlib.import_module(f"families.{_file.stem}")
