"""Data sets: what there is, where it comes from, and whether it is here."""

from tools.core.datasets.catalog import Catalog, catalog
from tools.core.datasets.manifest import DataFile, DataSet

__all__ = ["Catalog", "DataFile", "DataSet", "catalog"]
