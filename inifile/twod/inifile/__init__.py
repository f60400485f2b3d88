"""What a PasteDeploy ini is: read with the line of every option, judged, and written so that it reads back.

These are the names for everyday use; the modules have more.
"""

from __future__ import annotations

from twod.inifile.config_uri import split_config_uri as split_config_uri
from twod.inifile.grammar import check_grammar as check_grammar
from twod.inifile.pastedeploy.deployment import Deployment as Deployment
from twod.inifile.pastedeploy.route import follow_uri as follow_uri
from twod.inifile.problems import ConfigurationError as ConfigurationError
from twod.inifile.problems import Problem as Problem
from twod.inifile.problems import Report as Report
from twod.inifile.reading import IniFile as IniFile
from twod.inifile.reading import IniOption as IniOption
from twod.inifile.reading import IniReader as IniReader

__all__ = [
    "ConfigurationError",
    "Deployment",
    "IniFile",
    "IniOption",
    "IniReader",
    "Problem",
    "Report",
    "check_grammar",
    "follow_uri",
    "split_config_uri",
]
