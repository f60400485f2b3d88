"""Build the distribution ``twod.recipe``, the buildout half of twod."""

from pathlib import Path

from setuptools import setup

#: The three distributions have the same version; .ci/release.py writes it.
VERSION = "2.0.0"

HERE = Path(__file__).parent

setup(
    name="twod.recipe",
    version=VERSION,
    description="zc.buildout recipe: a Django site in all its environments, one PasteDeploy ini each.",
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
    keywords="buildout recipe django wsgi pastedeploy settings configuration",
    classifiers=[
        "Development Status :: 5 - Production/Stable",
        "Framework :: Buildout :: Recipe",
        "Framework :: Django",
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
        "Topic :: Software Development :: Build Tools",
        "Topic :: System :: Installation/Setup",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    # Listed one by one: ``twod`` is a native namespace that three distributions share.
    packages=[
        "twod.recipe",
        "twod.recipe.cfg",
        "twod.recipe.disk",
        "twod.recipe.engines",
        "twod.recipe.engines.bundle",
        "twod.recipe.engines.container",
        "twod.recipe.engines.haproxy",
        "twod.recipe.engines.nginx",
        "twod.recipe.engines.supervisor",
        "twod.recipe.engines.systemd",
        "twod.recipe.fetch",
        "twod.recipe.ini",
        "twod.recipe.lock",
        "twod.recipe.migrate",
        "twod.recipe.parts",
        "twod.recipe.scripts",
    ],
    package_data={"twod.recipe": ["py.typed"]},
    install_requires=[
        "zc.buildout >= 5.2",
        "zc.recipe.egg >= 4",
        # packaging.pylock reads locks; the name of a file that it has in them came with 26.1.
        "packaging >= 26.1",
        # With a dash: zc.buildout loads recipes by pkg_resources, which knows a wheel's distribution by this name.
        f"twod-inifile == {VERSION}",
    ],
    entry_points={
        "console_scripts": [
            "lock = twod.recipe.lock.lock_command:run_lock_command",
            "migrate-buildout = twod.recipe.migrate.migrate_buildout:run_migrate_buildout",
        ],
        "twod.commands": ["migrate-buildout = twod.recipe.migrate.migrate_buildout:MigrateBuildoutCommand"],
        "zc.buildout": [
            "default = twod.recipe:Recipe",
            "bundle = twod.recipe.engines.bundle.bundle_part:Bundle",
            "confvars = twod.recipe.parts.confvars:ConfVars",
            "container = twod.recipe.engines.container.container_part:Container",
            "haproxy = twod.recipe.engines.haproxy.haproxy_part:Haproxy",
            "nginx = twod.recipe.engines.nginx.nginx_part:Nginx",
            "static = twod.recipe.parts.static_places:Static",
            "supervisor = twod.recipe.engines.supervisor.supervisor_part:Supervisor",
            "systemd = twod.recipe.engines.systemd.systemd_part:Systemd",
            "test = twod.recipe.parts.pytest_part:Test",
        ],
        "zc.buildout.extension": ["default = twod.recipe.parts.extension:load"],
        "zc.buildout.uninstall": [
            "default = twod.recipe:uninstall",
            "bundle = twod.recipe:uninstall",
            "container = twod.recipe:uninstall",
            "haproxy = twod.recipe:uninstall",
            "nginx = twod.recipe:uninstall",
            "supervisor = twod.recipe:uninstall",
            "systemd = twod.recipe:uninstall",
            "test = twod.recipe:uninstall",
        ],
    },
    zip_safe=False,
)
