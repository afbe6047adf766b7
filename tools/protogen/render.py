# SPDX-License-Identifier: Apache-2.0
"""Writes what build.py found as the text of a .proto file, with the field numbers that a former one gave."""

from .build import snake_case

HEADER = """// SPDX-License-Identifier: Apache-2.0
//
// Written by tools/build_proto.py from AWS's model {model} for the operations in
// tools/operations/{service}.json. Change those, not this; numbers stay.
syntax = "proto3";

package keyward.{service}.v1;

import "google/protobuf/timestamp.proto";
import "keyward/api/v1/options.proto";
"""
PROTOCOLS = {"json": "PROTOCOL_JSON_1_1", "query": "PROTOCOL_QUERY"}


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text_format(value):
    """A dictionary as protobuf's text format, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text_format(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(text_format(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and not value.startswith("PROTOCOL_"):
        return quote(value)
    return str(value)


def numbered(name, fields, former):
    """Lines of a message's fields in the order of their numbers, and of what is reserved."""
    next_number = former.next_number() if former else 1
    rows = []
    for field in fields:
        kind = field.kind
        if not kind.startswith(("repeated ", "map<")) and kind[0].islower() and "." not in kind:
            kind = f"optional {kind}"
        known = former.fields.get(field.aws_name) if former else None
        if known and known[1] != kind:
            raise SystemExit(f"{name}.{field.aws_name} was {known[1]} and would be {kind}, which breaks its readers")
        number = known[0] if known else next_number
        next_number += known is None
        options = f'json_name = "{field.aws_name}"'
        if field.rules:
            options += f", (keyward.api.v1.rules) = {text_format(field.rules)}"
        own_name = known[2] if known else snake_case(field.aws_name)
        rows.append((number, f"  {kind} {own_name} = {number} [{options}];"))
    return [text for _, text in sorted(rows)] + reserved(fields, former)


def reserved(fields, former):
    gone = dict(former.reserved) if former else {}
    present = {field.aws_name for field in fields}
    for aws_name, (number, _, own_name) in (former.fields if former else {}).items():
        if aws_name not in present:
            gone[number] = own_name
    if not gone:
        return []
    numbers = sorted(gone)
    return [f"  reserved {', '.join(str(number) for number in numbers)};",
            "  reserved " + ", ".join(f'"{gone[number]}"' for number in numbers) + ";"]


def service_rules(builder):
    facts = builder.model.metadata
    rules = {"service_id": facts["serviceId"], "protocol": PROTOCOLS[facts["protocol"]],
             "api_version": facts["apiVersion"], "endpoint_prefix": facts["endpointPrefix"],
             "signing_name": facts.get("signingName", facts["endpointPrefix"])}
    if facts["protocol"] == "json":
        if facts["jsonVersion"] != "1.1":
            raise SystemExit(f"JSON {facts['jsonVersion']} is not written")
        rules["target_prefix"] = facts["targetPrefix"]
        names = {member for shape in builder.errors for member in builder.model.shapes[shape]["members"]
                 if member.lower() == "message"}
        if len(names) != 1:
            raise SystemExit(f"errors name their message {sorted(names)}")
        if names != {"message"}:
            rules["error_message_name"] = names.pop()
    else:
        rules["xml_namespace"] = facts["xmlNamespace"]
    return rules


def render_service(builder, name):
    lines = [f"service {name} {{", "  option (keyward.api.v1.service_rules) = {"]
    lines += [f"    {key}: {text_format(value)}" for key, value in service_rules(builder).items()]
    for shape in sorted(builder.errors):
        code, status = builder.errors[shape]
        entry = {"shape": shape, **({"code": code} if code and code != shape else {}), "http_status": status}
        lines.append(f"    errors: {text_format(entry)}")
    lines.append("  };")
    for method, wrapper, errors in builder.methods:
        rules = {**({"result_wrapper": wrapper} if wrapper else {}), **({"errors": errors} if errors else {})}
        head = f"  rpc {method}({method}Request) returns ({method}Response)"
        if rules:
            lines += [head + " {", f"    option (keyward.api.v1.method_rules) = {text_format(rules)};", "  }"]
        else:
            lines.append(head + ";")
    return lines + ["}"]


def render(builder, service, former):
    for kind, before, now in (("message", former.messages, builder.messages),
                              ("operation", former.methods, [method[0] for method in builder.methods])):
        gone = [name for name in before if name not in now]
        if gone:
            raise SystemExit(f"{kind} {gone[0]} would vanish; take it out of the .proto by hand if that is meant")
    lines = [HEADER.format(model=builder.listing["model"], service=service)]
    if "optimize_for" in builder.listing:
        lines[0] += f"\noption optimize_for = {builder.listing['optimize_for']};\n"
    lines += render_service(builder, builder.listing["service"])
    for name in sorted(builder.messages):
        fields, stands_for_list = builder.messages[name]
        body = numbered(name, fields, former.messages.get(name))
        if stands_for_list:
            body.insert(0, "  option (keyward.api.v1.message_rules) = {list: true};")
        lines += ["", f"message {name} {{" + ("" if body else "}")] + body + (["}"] if body else [])
    return "\n".join(lines) + "\n"
