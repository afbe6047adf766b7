# SPDX-License-Identifier: Apache-2.0
"""Turns the chosen operations of a model into the messages and methods of a .proto file."""

import re

from .pattern import NotTranslatable, translate

SCALARS = {"string": "string", "integer": "int32", "long": "int64", "boolean": "bool", "blob": "bytes",
           "timestamp": "google.protobuf.Timestamp"}
SENSITIVE_KINDS = ("string", "blob")


def snake_case(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def message_name(shape):
    return shape[0].upper() + shape[1:]


class Field:
    def __init__(self, aws_name, kind, rules):
        self.aws_name, self.kind, self.rules = aws_name, kind, rules


class Builder:
    """Walks shapes from the operations on. `listing` is the service's file in tools/operations."""

    def __init__(self, model, listing):
        self.model, self.listing = model, listing
        self.messages = {}  # name -> (fields, stands for a list)
        self.errors = {}  # shape -> (code, status)
        self.methods = []
        self.used = set()  # what of the listing was needed

    def build(self):
        for name in self.listing["operations"]:
            if name not in self.model.operations:
                raise SystemExit(f"the model has no operation {name}")
            self.operation(name, self.model.operations[name])
        for section in ("re2", "enum_order", "quiet", "sensitive"):
            for entry in self.listing.get(section, []):
                if (section, entry) not in self.used:
                    raise SystemExit(f"the listing's {section} of {entry} is of no use")
        return self

    def operation(self, name, operation):
        self.structure(f"{name}Request", operation.get("input"), set())
        self.structure(f"{name}Response", operation.get("output"), self.model.result_keys(name))
        errors = [error["shape"] for error in operation.get("errors", [])]
        for shape in errors:
            self.error(shape)
        self.methods.append((name, operation.get("output", {}).get("resultWrapper", ""), errors))

    def error(self, shape):
        facts = self.model.shapes[shape]
        error = facts.get("error", {})
        status = error.get("httpStatusCode", 500 if facts.get("fault") else 400)
        self.errors[shape] = (error.get("code", ""), status)

    def structure(self, name, reference, pages):
        """Adds the message of a structure, with those that it needs, once."""
        shape = self.model.shapes[reference["shape"]] if reference else {"members": {}}
        if name in self.messages:
            return
        self.messages[name] = ([], False)
        required = set(shape.get("required", []))
        for member, target in shape["members"].items():
            if "locationName" in target or target.get("flattened"):
                raise SystemExit(f"{name}.{member} has a wire name of its own, which the generator does not read")
            where = f"{reference['shape']}.{member}"
            kind, rules = self.value(target["shape"], where)
            collection = kind.startswith(("repeated", "map"))
            answer = name.endswith("Response")
            if member in required:
                rules["required"] = True
            if collection and answer and (member in pages or member in required):
                rules["emit_empty"] = True
            self.messages[name][0].append(Field(member, kind, rules))

    def value(self, shape_name, where):
        """The protobuf type of a shape, and its rules as a dictionary."""
        shape = self.model.shapes[shape_name]
        kind = shape["type"]
        if kind == "structure":
            self.structure(message_name(shape_name), {"shape": shape_name}, set())
            return message_name(shape_name), {}
        rules = {key: shape[key] for key in ("min", "max") if key in shape}
        marked = shape_name in self.listing.get("sensitive", [])
        if marked:
            self.used.add(("sensitive", shape_name))
        if shape.get("sensitive") or marked:
            if kind not in SENSITIVE_KINDS:
                raise SystemExit(f"{shape_name} is sensitive and no string or blob")
            rules["sensitive"] = True
        if kind == "list":
            element, inner = self.value(shape["member"]["shape"], f"{where}[]")
            if element.startswith(("repeated", "map")):
                raise SystemExit(f"{shape_name} holds lists or maps")
            kind = f"repeated {element}"
            if inner:
                rules["element"] = inner
            self.mark_quiet(rules, shape_name, where)
            return kind, rules
        if kind == "map":
            return self.map_value(shape, where, rules)
        self.string_rules(shape_name, shape, rules)
        self.mark_quiet(rules, shape_name, where)
        if kind not in SCALARS:
            raise SystemExit(f"{shape_name} is a {kind}, which no wire of ours writes")
        return SCALARS[kind], rules

    def map_value(self, shape, where, rules):
        key, key_rules = self.value(shape["key"]["shape"], f"{where}{{}}")
        element, inner = self.value(shape["value"]["shape"], f"{where}{{}}")
        if key != "string" or element.startswith("map") or inner.get("sensitive"):
            raise SystemExit(f"{where} is a map that the generator does not write")
        if element.startswith("repeated "):
            name = message_name(shape["value"]["shape"])
            self.messages[name] = ([Field("member", element, inner)], True)
            element, inner = name, {}
        if inner:
            rules["element"] = inner
        if key_rules:
            rules["key"] = key_rules
        return f"map<string, {element}>", rules

    def mark_quiet(self, rules, shape_name, where):
        for name in (shape_name, where):
            if name in self.listing.get("quiet", []):
                self.used.add(("quiet", name))
                rules["quiet"] = True

    def string_rules(self, shape_name, shape, rules):
        if "enum" in shape:
            rules["values"] = self.enum_values(shape_name, shape["enum"])
        pattern = shape.get("pattern")
        if pattern is None:
            return
        rules["pattern"] = pattern
        given = self.listing.get("re2", {})
        try:
            re2 = translate(pattern)
            if pattern in given:
                raise SystemExit(f"the listing's re2 of {pattern} is of no use")
        except NotTranslatable as reason:
            if pattern not in given:
                raise SystemExit(f"{shape_name}: {pattern} is not RE2: {reason}; say what is meant under \"re2\" "
                                 "in the listing") from None
            self.used.add(("re2", pattern))
            re2 = given[pattern]
        if re2 != pattern:
            rules["re2"] = re2

    def enum_values(self, shape_name, values):
        """The values in the order of AWS's message where that is known; others after, as in the model."""
        known = self.listing.get("enum_order", {}).get(shape_name)
        if known is None:
            return values
        self.used.add(("enum_order", shape_name))
        if not set(known) <= set(values):
            raise SystemExit(f"the listing's enum_order of {shape_name} has values that the model lacks")
        return known + [value for value in values if value not in known]
