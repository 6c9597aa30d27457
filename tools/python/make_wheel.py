#!/usr/bin/python3
"""A wheel of the Python package as the build tree has it, with the shared libraries that it needs.

    make_wheel.py BUILD_FOLDER OUTPUT_FOLDER

For the Python that the extension was built for. The libraries are Debian's, found by ldd, in weir/libs with their
licences; only those that every Linux has (the C and C++ run-time) are left out. weir-hlsc is not in it: co-simulation
needs a compiler, which comes with the .deb package's recommendations.
"""
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

EVERYWHERE = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|gcc_s|stdc\+\+))\.so(\.|$)")


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def needed_libraries(module):
    """Name and place of every library that the dynamic linker loads for `module`."""
    found = {}
    for line in run("ldd", module).splitlines():
        name, arrow, place = line.strip().partition(" => ")
        if arrow and not EVERYWHERE.match(name):
            found[name] = pathlib.Path(place.split(" (")[0])
    missing = [name for name, place in found.items() if not place.is_file()]
    if missing:
        sys.exit(f"make_wheel.py: libraries that cannot be found: {', '.join(missing)}")
    return found


def package_of(library):
    """Debian's package of a file; its links under /lib are those of /usr/lib."""
    for place in (library.resolve(), library, pathlib.Path("/usr") / str(library).lstrip("/")):
        done = subprocess.run(["dpkg-query", "-S", str(place)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    return None


def copy_libraries(package):
    """Beside the module, whose search path leads there, for the libraries of libraries as well."""
    module = next(package.glob("_weir.*.so"))
    libraries = package / "libs"
    libraries.mkdir()
    (libraries / "licences").mkdir()
    for name, place in needed_libraries(module).items():
        shutil.copy(place, libraries / name)
        owner = package_of(place)
        text = pathlib.Path(f"/usr/share/doc/{owner}/copyright")
        if owner is None or not text.is_file():
            sys.exit(f"make_wheel.py: the licence of {name} cannot be found")
        shutil.copy(text, libraries / "licences" / f"{owner}.txt")
    run("strip", "--strip-unneeded", module)
    if "$ORIGIN/libs" not in run("readelf", "-d", module):
        sys.exit(f"make_wheel.py: {module.name} does not look for libraries in its folder libs")


def project(source):
    text = (source / "pyproject.toml").read_text()
    return {key: re.search(rf'^{key} = "(.*)"$', text, re.M)[1] for key in ("version", "description", "requires-python")}


def write(wheel, name, data):
    entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    entry.external_attr = (0o755 if name.endswith(".so") or ".so." in name else 0o644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, data)
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def main(build, output):
    source = pathlib.Path(__file__).resolve().parent
    facts = project(source)
    python = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    tag = f"{python}-{python}-{sysconfig.get_platform().replace('-', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        stage = pathlib.Path(folder)
        run("cmake", "--install", build, "--component", "python", "--prefix", stage)
        package = next(stage.glob("**/weir/__init__.py")).parent
        copy_libraries(package)
        info = f"weir-{facts['version']}.dist-info"
        files = {str(p.relative_to(package.parent)): p.read_bytes() for p in sorted(package.rglob("*")) if p.is_file()}
        files[f"{info}/METADATA"] = (
            f"Metadata-Version: 2.1\nName: weir\nVersion: {facts['version']}\nSummary: {facts['description']}\n"
            f"License: Apache-2.0\nRequires-Python: {facts['requires-python']}\nRequires-Dist: numpy<2\n"
            "Provides-Extra: pictures\nRequires-Dist: pillow; extra == 'pictures'\n"
            "Provides-Extra: plots\nRequires-Dist: matplotlib; extra == 'plots'\n"
        ).encode()
        files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: weir\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
        files[f"{info}/LICENSE"] = (source / "../../LICENSE").read_bytes()
        path = pathlib.Path(output) / f"weir-{facts['version']}-{tag}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            record = "".join(write(wheel, name, data) for name, data in files.items())
            write(wheel, f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode())
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
