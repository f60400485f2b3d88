"""Build the distribution ``twod.wsgi``, the runtime half of twod."""

import re
from pathlib import Path

from setuptools import setup

#: The three distributions have the same version; .ci/release.py writes it.
VERSION = "2.0.0"

HERE = Path(__file__).parent

#: Pages of the files of this version, and the files themselves: .ci/release.py makes a tag of the version's name.
TREE = f"https://github.com/twod-project/twod/blob/{VERSION}/"
FILES = f"https://github.com/twod-project/twod/raw/{VERSION}/"


def read_readme() -> str:
    """Return README.md for a package index, which has no files that a relative link could lead to."""
    text = (HERE / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"(!\[[^\]]*\]\()(?!https?:)", rf"\g<1>{FILES}", text)
    return re.sub(r"\]\((?!https?:|#)", f"]({TREE}", text)


setup(
    name="twod.wsgi",
    version=VERSION,
    description="Django as a first-class WSGI application, configured by one PasteDeploy ini.",
    long_description=read_readme(),
    long_description_content_type="text/markdown",
    author="The twod contributors",
    project_urls={
        "Homepage": "https://github.com/twod-project/twod",
        "Documentation": "https://twod.readthedocs.io/",
        "Changelog": "https://twod.readthedocs.io/en/stable/project/changes.html",
        "Issues": "https://github.com/twod-project/twod/issues",
    },
    license_expression="BSD-3-Clause",
    license_files=["LICENSE"],
    keywords="django wsgi webob paste pastedeploy buildout settings configuration",
    classifiers=[
        "Development Status :: 5 - Production/Stable",
        "Environment :: Web Environment",
        "Framework :: Buildout",
        "Framework :: Django",
        "Framework :: Django :: 5.2",
        "Framework :: Django :: 6.0",
        "Framework :: Django :: 6.1",
        "Framework :: Paste",
        "Intended Audience :: Developers",
        "Intended Audience :: System Administrators",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: 3.14",
        "Topic :: Internet :: WWW/HTTP :: WSGI",
        "Topic :: Internet :: WWW/HTTP :: WSGI :: Application",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    # Listed one by one: ``twod`` is a native namespace that three distributions share.
    packages=[
        "twod.wsgi",
        "twod.wsgi.asgi",
        "twod.wsgi.commands",
        "twod.wsgi.commands.doctor",
        "twod.wsgi.commands.inspection",
        "twod.wsgi.commands.pastescript",
        "twod.wsgi.commands.releasing",
        "twod.wsgi.commands.rotation",
        "twod.wsgi.commands.starting",
        "twod.wsgi.config",
        "twod.wsgi.config.dialects",
        "twod.wsgi.config.django_settings",
        "twod.wsgi.config.django_settings.rows",
        "twod.wsgi.config.kinds",
        "twod.wsgi.config.merging",
        "twod.wsgi.config.surroundings",
        "twod.wsgi.config.trace",
        "twod.wsgi.console",
        "twod.wsgi.embedding",
        "twod.wsgi.fast",
        "twod.wsgi.migration",
        "twod.wsgi.migration.transcription",
        "twod.wsgi.preparation",
        "twod.wsgi.releases",
        "twod.wsgi.request",
        "twod.wsgi.serving",
        "twod.wsgi.serving.end",
        "twod.wsgi.serving.health",
        "twod.wsgi.serving.logs",
        "twod.wsgi.serving.sendfile",
        "twod.wsgi.static",
        "twod.wsgi.templates",
        "twod.wsgi.testing",
    ],
    package_data={
        "twod.wsgi": ["py.typed"],
        "twod.wsgi.console": ["static/**/*", "templates/**/*"],
        "twod.wsgi.templates": ["site/**/*"],
    },
    install_requires=[
        "Django >= 5.2",
        "PasteDeploy >= 3.1",
        "WebOb >= 1.8.9",
        "hupper >= 1.12",
        "rich >= 13.9",
        f"twod-inifile == {VERSION}",
        "whitenoise >= 6.7",
    ],
    extras_require={
        # completion of commands in a shell
        "completion": ["argcomplete >= 3.5"],
        # environment-file
        "dotenv": ["python-dotenv >= 1.0"],
        # PasteScript imports pkg_resources, which setuptools 82 dropped. Its library jaraco.text requires typer and
        # pydantic from 4.1 on, for a command that nobody here runs.
        "paster": ["PasteScript >= 3.6", "standard-pkg-resources", "jaraco.text < 4.1"],
    },
    entry_points={
        "console_scripts": ["twod = twod.wsgi.commands.command_line:run_command_line"],
        "paste.app_factory": ["main = twod.wsgi.factories:make_application"],
        "paste.composite_factory": [
            "full_django = twod.wsgi.factories:make_full_django",
            "references = twod.wsgi.wrapped_factories:make_wrapped_application",
        ],
        "paste.filter_factory": ["references = twod.wsgi.wrapped_factories:make_wrapped_filter"],
        "paste.server_runner": ["references = twod.wsgi.wrapped_factories:run_wrapped_server"],
        "paste.app_install": [
            "main = twod.wsgi.commands.pastescript.setup_app_command:DjangoInstaller",
            "full_django = twod.wsgi.commands.pastescript.setup_app_command:DjangoInstaller",
        ],
        "paste.filter_app_factory": [
            "access_log = twod.wsgi.serving.logs.access_log:make_access_log",
            "health = twod.wsgi.serving.health:make_health_filter",
            "request_id = twod.wsgi.serving.logs.request_ids:make_request_id_filter",
            "sendfile = twod.wsgi.serving.sendfile:make_send_file_filter",
        ],
        "paste.global_paster_command": [
            "doctor = twod.wsgi.commands.pastescript.adapters:DoctorAdapter",
            "manage = twod.wsgi.commands.pastescript.adapters:ManageAdapter",
            "migrate-buildout = twod.wsgi.commands.pastescript.adapters:MigrateBuildoutAdapter",
            "migrate-ini = twod.wsgi.commands.pastescript.adapters:MigrateIniAdapter",
            "migrate-settings = twod.wsgi.commands.pastescript.adapters:MigrateSettingsAdapter",
            "routes = twod.wsgi.commands.pastescript.adapters:RoutesAdapter",
            "run = twod.wsgi.commands.pastescript.adapters:RunAdapter",
            "secret-key = twod.wsgi.commands.pastescript.adapters:SecretKeyAdapter",
            "settings = twod.wsgi.commands.pastescript.adapters:SettingsAdapter",
        ],
        "paste.paster_create_template": ["twod = twod.wsgi.templates:SiteTemplate"],
        "pytest11": ["twod = twod.wsgi.pytest_plugin"],
    },
    zip_safe=False,
)
