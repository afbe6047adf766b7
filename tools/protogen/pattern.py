# SPDX-License-Identifier: Apache-2.0
"""Java regular expressions, as AWS's models have them, in RE2's syntax."""

import re


class NotTranslatable(Exception):
    pass


LINE_ENDS = r"\n\r\x{85}\x{2028}\x{2029}"
# Escapes that mean the same in both. \s is not among them: Java's holds \v, RE2's does not.
SAME = set("dDwWtnrfS") | set("\\.+*?()[]{}|^$/-=@!:,_\"' #")


def translate(pattern):
    """Returns `pattern` in RE2's syntax, or raises NotTranslatable saying what has no counterpart."""
    out = []
    at = 0
    in_class = False
    quantified = False  # whether what comes before is a quantifier
    while at < len(pattern):
        c = pattern[at]
        if c == "\\":
            piece, at = escape(pattern, at, in_class)
            out.append(piece)
            quantified = False
            continue
        if in_class:
            if c == "[" or pattern.startswith("&&", at):
                raise NotTranslatable("a class within a class")
            in_class = c != "]"
        elif c == "[":
            in_class = True
        elif c == ".":
            c = f"[^{LINE_ENDS}]"
        elif c == "(" and pattern.startswith("(?", at) and not pattern.startswith("(?:", at):
            raise NotTranslatable("a group that looks around or sets flags")
        elif c == "+" and quantified:
            raise NotTranslatable("a possessive quantifier")
        quantified = not in_class and c in "+*?}"
        out.append(c)
        at += 1
    return "".join(out)


def escape(pattern, at, in_class):
    """The escape at `at` in RE2's syntax, and where it ends."""
    kind = pattern[at + 1]
    if kind == "u":
        digits = re.match(r"[0-9A-Fa-f]{4}", pattern[at + 2 :])
        if not digits:
            raise NotTranslatable(r"\u without four digits")
        if re.match(r"[0-9A-Fa-f]{4}[0-9A-Fa-f]-\\u[0-9A-Fa-f]{5}", pattern[at + 2 :]):
            raise NotTranslatable(r"\u with five digits")
        return rf"\x{{{digits.group().lstrip('0') or '0'}}}", at + 6
    if kind == "p":
        end = pattern.index("}", at) + 1
        return pattern[at:end], end
    if kind == "s":
        return (r"\s\x{B}" if in_class else r"[\s\x{B}]"), at + 2
    if kind not in SAME:
        raise NotTranslatable(f"the escape \\{kind}")
    return pattern[at : at + 2], at + 2
