# SPDX-License-Identifier: Apache-2.0
"""Finds and reads AWS service models as botocore ships them."""

import gzip
import json
import pathlib


def data_directory():
    """The folder of the models of the botocore that this Python imports."""
    import botocore

    return pathlib.Path(botocore.__file__).parent / "data"


def read_json(folder, stem):
    for path in (folder / f"{stem}.json", folder / f"{stem}.json.gz"):
        if path.exists():
            raw = path.read_bytes()
            return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return None


class Model:
    """One service at one API version, such as "iam/2010-05-08"."""

    def __init__(self, data, name):
        folder = pathlib.Path(data) / name
        service = read_json(folder, "service-2")
        if service is None:
            raise SystemExit(f"no service model in {folder}")
        self.metadata = service["metadata"]
        self.operations = service["operations"]
        self.shapes = service["shapes"]
        paginators = read_json(folder, "paginators-1") or {"pagination": {}}
        self.pagination = paginators["pagination"]

    def result_keys(self, operation):
        """The members of an operation's answer that hold its pages."""
        keys = self.pagination.get(operation, {}).get("result_key", [])
        return {key.split(".")[0] for key in (keys if isinstance(keys, list) else [keys])}
