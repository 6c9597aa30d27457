"""Functions of C or C++ with arrays, integers and a result, as published, through `weir hlsc`: the words of their own
test benches, the RTL free and with stalls."""
import json
import pathlib
import re

from cosimulate import Different, Refused, run

RATES = (0, 0.3)
FLOATING = re.compile(r"\b(float|double|half)\b")


def own_text(paths):
    """Sources without comments and without their test bench."""
    text = "\n".join(path.read_text(errors="replace") for path in paths)
    return re.sub(r"//.*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.S)).split("int main(")[0]


def dynamatic(sources):
    """integration-test/<name>/<name>.c, whose main() calls the kernel; integer kernels alone."""
    folder = sources / "dynamatic"
    cases = []
    for source in sorted(folder.glob("integration-test/*/*.c")):
        name = source.parent.name
        if source.stem != name or FLOATING.search(own_text([source, *source.parent.glob("*.h")])):
            continue
        called = re.search(r"CALL_KERNEL\((\w+)", source.read_text())
        if called:
            cases.append({"name": f"dynamatic/{name}", "repository": "dynamatic", "function": called.group(1),
                          "files": [source], "tb": source, "include": [folder / "include"]})
    return cases


def with_test_bench(folder, repository, prefix):
    """<name>/<name>.cpp, <name>_tb.cpp, top.txt."""
    cases = []
    for source in sorted(folder.glob("*/*_tb.cpp")):
        home = source.parent
        cases.append({"name": f"{prefix}/{home.name}", "repository": repository, "files": [home / f"{home.name}.cpp"],
                      "function": (home / "top.txt").read_text().strip(), "tb": source, "include": []})
    return cases


def c2hlsc_of_hlsfactory(sources):
    """<name>/*.cpp, *_tb.cpp, top.txt."""
    cases = []
    for named in sorted((sources / "HLSFactory/hlsfactory/hls_dataset_sources/c2hlsc").glob("*/top.txt")):
        home = named.parent
        files = sorted(path for path in home.glob("*.cpp") if not path.stem.endswith("_tb"))
        if FLOATING.search(own_text([*files, *home.glob("*.h")])):
            continue
        cases.append({"name": f"hlsfactory-c2hlsc/{home.name}", "repository": "HLSFactory", "files": files,
                      "function": named.read_text().strip(), "tb": next(home.glob("*_tb.cpp")), "include": []})
    return cases


def vitis_examples(sources):
    """Every example with a configuration of Vitis HLS: its top, its files and its test bench."""
    folder = sources / "Vitis-HLS-Introductory-Examples"
    cases = []
    for config in sorted(folder.glob("**/hls_config*.cfg")):
        text, home = config.read_text(), config.parent

        def named(key):
            paths = [home / name.strip() for name in re.findall(rf"^{key}=(.*)$", text, re.M)]
            return [path for path in paths if path.suffix in (".c", ".cpp")]

        files, benches = named("syn.file"), named("tb.file")
        if FLOATING.search(own_text([*files, *home.glob("*.h*")])):
            continue
        cases.append({"name": f"vitis/{home.relative_to(folder)}", "repository": folder.name, "files": files,
                      "function": re.search(r"^syn\.top=(\w+)", text, re.M).group(1), "tb": benches[0],
                      "include": [home]})
    return cases


def cases(sources):
    return [*dynamatic(sources), *c2hlsc_of_hlsfactory(sources), *vitis_examples(sources),
            *with_test_bench(sources / "hls-polybench/dist/hls_polybench__fixed__mini", "hls-polybench", "polybench"),
            *with_test_bench(sources / "hls-c2hlsc/hls-c2hlsc-src", "hls-c2hlsc", "c2hlsc")]


def cosimulate(case, tool, folder):
    """(words, cycles without stalls, calls, whether every kernel has a static schedule). Raises Refused or Different."""
    command = [tool.parent / "weir", "hlsc", *case["files"], "--top", case["function"], "--tb", case["tb"], "--json", "--quiet"]
    for include in case["include"]:
        command += ["-I", include]
    free = None
    for rate in RATES:
        done = run([*command, "--stalls", rate], log=pathlib.Path(f"{folder}.log"))
        try:
            result = json.loads(done.stdout)
        except json.JSONDecodeError:
            raise Different("weir hlsc ends with " + str(done.returncode) + ": " + done.stderr.strip()[-300:]) from None
        if "errors" in result:
            first = result["errors"][0]
            if done.returncode != 2:
                raise Different(f"weir hlsc ends with {done.returncode}: {first['what']}")
            raise Refused(f"error[{first['code']}]: {first['what']}\n--> {first.get('where', '')}")
        if done.returncode != 0 or not result["equal"]:
            raise Different(f"stalls {rate}: {result.get('mismatches')} words differ, exit code {done.returncode}")
        free = free or result
    return free["words_compared"], free["cycles_rtl"], free["calls"], all(k["static"] for k in free["kernels"])
