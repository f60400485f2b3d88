"""Build the distribution ``twod.inifile``: the language of an ini, on which both halves of twod stand."""

from pathlib import Path

from setuptools import setup

#: The three distributions have the same version; .ci/release.py writes it.
VERSION = "2.0.0"

HERE = Path(__file__).parent

setup(
    name="twod.inifile",
    version=VERSION,
    description="PasteDeploy inis with file and line: read, judged, searched for secrets, and written.",
    long_description=(HERE / "README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    author="The twod contributors",
    project_urls={
        "Homepage": "https://github.com/twod-project/twod",
        "Documentation": "https://twod.readthedocs.io/",
        "Changelog": "https://twod.readthedocs.io/en/stable/project/changes.html",
        "Issues": "https://github.com/twod-project/twod/issues",
    },
    license_expression="BSD-3-Clause",
    license_files=["LICENSE"],
    keywords="ini pastedeploy wsgi django buildout configuration",
    classifiers=[
        "Development Status :: 5 - Production/Stable",
        "Framework :: Paste",
        "Intended Audience :: Developers",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: 3.14",
        "Topic :: Software Development :: Libraries :: Python Modules",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    # Listed one by one: ``twod`` is a native namespace that three distributions share.
    packages=["twod.inifile", "twod.inifile.pastedeploy"],
    package_data={"twod.inifile": ["py.typed"]},
    install_requires=["PasteDeploy >= 3.1"],
    zip_safe=False,
)
