"""Variables of an ini, ``%(name)s``, in a rewritten value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

#: It also matches an unfinished variable, which keeps the search linear in the length of the text.
_VARIABLE = r"%\(([^)]+)(\)s)?"


def put_variables_back(text: str, old: str, meanings: Mapping[str, str]) -> str:
    """Return a text in the notation of an ini: with the variables of the old text, and every other ``%`` doubled.

    A variable is put back if its value occurs in the new text as often as the variable did in the old one; otherwise
    the right place is unknown. Example::

        >>> put_variables_back('"/srv/shop 50%"', "%(root)s/shop 50%%", {"root": "/srv"})
        '"%(root)s/shop 50%%"'

    :param text: the new text, with the values of the variables.
    :param old: the old text, as in the ini.
    :param meanings: the value of each variable.
    """
    variables = Counter(name for name, end in re.findall(_VARIABLE, old) if end)
    names = {meanings[name]: name for name in variables if meanings.get(name)}
    # The longest first, since one value may be a prefix of another.
    pattern = "|".join([*map(re.escape, sorted(names, key=len, reverse=True)), "%"])
    found = Counter(re.findall(pattern, text))

    def write(match: re.Match[str]) -> str:
        name = names.get(match[0])
        is_back = name is not None and found[match[0]] == variables[name]
        return f"%({name})s" if is_back else match[0].replace("%", "%%")

    return re.sub(pattern, write, text)
