"""Variables of an ini, ``%(name)s``, in a value that is written anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

#: What begins like a variable is taken too, so that no text is looked through twice.
_VARIABLE = r"%\(([^)]+)(\)s)?"


def put_variables_back(text: str, old: str, meanings: Mapping[str, str]) -> str:
    """Return a text as an ini has it: variables as in the old one, and every other ``%`` doubled.

    A variable stays where its meaning is in the new text as often as the variable was in the old one; elsewhere
    the right place is unknown. Example::

        >>> put_variables_back('"/srv/shop 50%"', "%(root)s/shop 50%%", {"root": "/srv"})
        '"%(root)s/shop 50%%"'

    :param text: the new text, in which the variables have their meanings.
    :param old: the old text as the ini has it.
    :param meanings: the value of each variable.
    """
    variables = Counter(name for name, end in re.findall(_VARIABLE, old) if end)
    names = {meanings[name]: name for name in variables if meanings.get(name)}
    # The longest first, since one meaning may be the beginning of another.
    pattern = "|".join([*map(re.escape, sorted(names, key=len, reverse=True)), "%"])
    found = Counter(re.findall(pattern, text))

    def write(match: re.Match[str]) -> str:
        name = names.get(match[0])
        is_back = name is not None and found[match[0]] == variables[name]
        return f"%({name})s" if is_back else match[0].replace("%", "%%")

    return re.sub(pattern, write, text)
