#!/usr/bin/python3
"""What tools/package made, used in clean places without any compiler.

    packages.py FOLDER          (with weir_*.deb and weir-*.whl; tools/interop packages makes and tries them)

The .deb is unpacked into a root that holds nothing else but the libraries which its dependencies bring; as root the
program runs in there by chroot, else with an empty environment. The wheel is installed into a virtual environment; its
libraries must come from the wheel. Both must give the published figures of lfc-w1a1.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PUBLISHED_INTERVAL = 841  # cycles of lfc-w1a1 in profile finn-hlslib-2020, published by BNN-PYNQ
EVERYWHERE = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|gcc_s|stdc\+\+))\.so(\.|$)")
CHECK = f"""
import pickle, weir
lfc = weir.load("lfc-w1a1")
assert lfc.run(lfc.random_frames(3)).shape[0] == 3
assert abs(lfc.simulate(1000, profile="finn-hlslib-2020").interval_cycles - {PUBLISHED_INTERVAL}) < 1
assert lfc.size_fifos().proven_minimal
assert pickle.loads(pickle.dumps(lfc)) == lfc
import weir.finn.builder.build_dataflow as build, weir.finn.builder.build_dataflow_config as build_cfg
cfg = build.DataflowBuildConfig("out", 10.0, [build_cfg.DataflowOutputType.ESTIMATE_REPORTS], target_fps=1000,
                                steps=build_cfg.estimate_only_dataflow_steps)
assert build.build_dataflow_cfg("lfc-w1a1", cfg) == 0
print(weir.__file__)
"""


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def libraries(binary):
    """Name and place of all that the dynamic linker loads."""
    found = dict(re.findall(r"(\S+) => (/\S+)", run("ldd", binary)))
    return {name: pathlib.Path(place) for name, place in found.items()}


def dependencies(deb):
    """Debian's packages below a package's Depends, all of them."""
    known = {}  # package or what it provides: package and its dependencies
    for line in run("dpkg-query", "-W", "-f", "${Package}|${Provides}|${Pre-Depends}, ${Depends}\\n").splitlines():
        package, provides, depends = line.split("|", 2)
        for name in [package, *re.findall(r"(?:^|, )([a-z0-9.+-]+)", provides)]:
            known.setdefault(name, (package, re.findall(r"(?:^|, | \| )([a-z0-9.+-]+)", depends)))
    seen, open_ = set(), re.findall(r"(?:^|, )([a-z0-9.+-]+)", run("dpkg-deb", "-f", deb, "Depends"))
    if not open_:
        sys.exit(f"{deb.name} declares no dependencies")
    while open_:
        package, depends = known.get(open_.pop(), ("", []))
        if package and package not in seen:
            seen.add(package)
            open_ += depends
    return seen


def owner(library):
    for place in (library.resolve(), library, pathlib.Path("/usr" + str(library))):
        done = subprocess.run(["dpkg-query", "-S", str(place)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    sys.exit(f"{library} is of no package")


def try_deb(deb, scratch):
    root = scratch / "root"
    run("dpkg-deb", "-x", deb, root)
    declared = dependencies(deb)
    extension = next(root.glob("usr/lib/python3/dist-packages/weir/_weir.*.so"))
    for binary in (root / "usr/bin/weir", extension):
        needed = libraries(binary)
        undeclared = {f"{name} ({owner(place)})" for name, place in needed.items() if owner(place) not in declared}
        if undeclared:
            sys.exit(f"{deb.name} does not depend on {', '.join(sorted(undeclared))}")
    for place in [*libraries(root / "usr/bin/weir").values(), pathlib.Path("/lib64/ld-linux-x86-64.so.2")]:
        (root / str(place)[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(place, root / str(place)[1:])
    (root / "tmp").mkdir(exist_ok=True)
    weir = ["chroot", root, "/usr/bin/weir"] if os.geteuid() == 0 else [root / "usr/bin/weir"]
    clean = {"PATH": "/nowhere", "HOME": "/tmp"}
    path = {**clean, "PATH": os.environ["PATH"]} if os.geteuid() == 0 else clean  # chroot itself has to be found

    def tool(*arguments):
        return json.loads(run(*weir, *arguments, "--json", "--quiet", env=path))

    assert tool("golden", "lfc-w1a1", "--random", "3")["frames"] == 3
    told = tool("simulate", "lfc-w1a1", "--frames", "1000", "--profile", "finn-hlslib-2020")
    assert abs(told["interval_cycles"] - PUBLISHED_INTERVAL) < 1, told["interval_cycles"]
    told = tool("simulate", "lfc-w1a1")  # which would run the RTL where there is a compiler
    assert told["rtl"] is None and told["latency_cycles"] > 0, told["rtl"]
    assert tool("fifo", "lfc-w1a1", "-o", "/tmp/sized.json" if os.geteuid() == 0 else scratch / "s.json")["proven_minimal"]
    python = {**clean, "PYTHONPATH": str(extension.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    assert str(root) in run("/usr/bin/python3", "-c", CHECK, env=python, cwd=scratch)
    how = "in a root of its own" if os.geteuid() == 0 else "with an empty environment"
    print(f"{deb.name}: golden, simulate, fifo and Python {how}; {len(declared)} packages below its dependencies")


def try_wheel(wheel, scratch):
    venv = scratch / "venv"
    run(sys.executable, "-m", "venv", "--system-site-packages", venv)  # numpy is the system's
    run(venv / "bin/pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel)
    clean = {"PATH": "/nowhere", "HOME": str(scratch)}
    place = pathlib.Path(run(venv / "bin/python", "-c", CHECK, env=clean, cwd=scratch).splitlines()[-1]).parent
    assert venv in place.parents, place
    outside = {
        name: path
        for name, path in libraries(next(place.glob("_weir.*.so"))).items()
        if place not in path.resolve().parents and not EVERYWHERE.match(name)
    }
    if outside:
        sys.exit(f"{wheel.name} takes libraries from elsewhere: {outside}")
    count = len(list((place / "libs").glob("*.so*")))
    print(f"{wheel.name}: golden, simulate, fifo and the builder in a virtual environment; {count} libraries of its own")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]).resolve()
    for pattern, attempt in (("weir_*.deb", try_deb), ("weir-*.whl", try_wheel)):
        found = sorted(folder.glob(pattern))
        if not found:
            sys.exit(f"no {pattern} in {folder}: run tools/package")
        with tempfile.TemporaryDirectory() as scratch_folder:
            attempt(found[-1], pathlib.Path(scratch_folder))
