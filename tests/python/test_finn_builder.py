"""Does code written for FINN's builder run with weir.finn instead, and leave FINN's files?"""

import contextlib
import io
import json
import os
import pathlib
import re
import shutil
import sys
import unittest
from unittest import mock

import numpy as np

import weir
import weir.finn.builder.build_dataflow as build
import weir.finn.builder.build_dataflow_config as build_cfg
import weir.finn.builder.build_dataflow_steps as build_dataflow_steps
from support import SOURCE, ScratchTest, data
from weir.finn.builder.custom_steps import add_to_tensor, add_top_k
from weir.finn.util.pytorch import ToTensor
from weir.finn.util.visualization import showInNetron, showSrc
from weir.qonnx.core.datatype import DataType
from weir.qonnx.core.modelwrapper import ModelWrapper
from weir.qonnx.custom_op.registry import getCustomOp
from weir.qonnx.own.node import make_node
from weir.qonnx.own.wrapper import Model, make_value_info
from weir.qonnx.transformation.insert_topk import InsertTopK
from weir.qonnx.transformation.merge_onnx_models import MergeONNXModels

PERCEPTRON = SOURCE / "tests/golden/onnx/perceptron.onnx"
ESTIMATES = ["estimate_layer_cycles", "estimate_layer_resources", "estimate_network_performance", "op_and_param_counts"]


def recorded_pictures():
    """25 frames of bytes for perceptron.onnx, in the graph's order, and the scores that plain float32 gave for them."""
    bytes_ = np.fromfile(PERCEPTRON.with_suffix(".input.u8"), np.uint8).reshape(-1, 4, 6, 2)
    return bytes_.transpose(0, 3, 1, 2), np.fromfile(PERCEPTRON.with_suffix(".output.f32"), "<f4").reshape(len(bytes_), -1)


class BuilderTest(ScratchTest):
    """In a folder of its own, with what was printed."""

    def setUp(self):
        super().setUp()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        shutil.copy(PERCEPTRON, "model.onnx")

    def config(self, **more):
        reports = [build_cfg.DataflowOutputType.ESTIMATE_REPORTS]
        values = dict(output_dir="out", synth_clk_period_ns=10.0, generate_outputs=reports)
        return build.DataflowBuildConfig(
            **{**values, "steps": build_cfg.estimate_only_dataflow_steps, "target_fps": 100000, **more}
        )

    def build(self, cfg, model="model.onnx"):
        """What build_dataflow_cfg returns and prints."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = build.build_dataflow_cfg(model, cfg)
        self.printed, self.told = out.getvalue(), err.getvalue()
        return code

    def good(self, cfg, model="model.onnx"):
        self.assertEqual(self.build(cfg, model), 0, f"{getattr(self, 'printed', '')}{getattr(self, 'told', '')}")

    def report(self, name, output="out"):
        return json.loads((self.folder / output / "report" / f"{name}.json").read_text())


class EstimateOnly(BuilderTest):
    """The first build of the published notebook."""

    def test_it_leaves_the_reports_of_the_command_line(self):
        self.good(self.config(mvau_wwidth_max=80, fpga_part="xc7z020clg400-1"))
        estimate = weir.load("model.onnx").fold(100000, mvau_wwidth_max=80).estimate()
        self.assertLessEqual(set(ESTIMATES), {p.stem for p in (self.folder / "out/report").iterdir()})
        self.assertEqual(self.report("estimate_layer_cycles"), estimate.layer_cycles)
        self.assertEqual(self.report("estimate_network_performance"), estimate.performance)

    def test_the_published_estimates_come_out_byte_by_byte(self):
        published = data("finn_cnv_1w1a")
        self.good(
            self.config(folding_config_file=str(published / "folding_config.json"), board="Pynq-Z1", target_fps=None),
            "cnv-finn-1w1a",
        )
        for name in ESTIMATES[:3]:
            made = (self.folder / "out/report" / f"{name}.json").read_bytes()
            self.assertEqual(made, (published / f"{name}.json").read_bytes(), name)

    def test_steps_are_told_timed_and_logged_as_by_finn(self):
        self.good(self.config())
        steps = build_cfg.estimate_only_dataflow_steps
        lines = self.printed.splitlines()
        self.assertEqual(lines[0], "Building dataflow accelerator from model.onnx")
        self.assertEqual(lines[-1], "Completed successfully")
        told = [line for line in lines if line.startswith("Running step")]
        self.assertEqual(told, [f"Running step: {s} [{i}/10]" for i, s in enumerate(steps, 1)])
        self.assertEqual(list(json.loads((self.folder / "out/time_per_step.json").read_text())), steps)
        log = (self.folder / "out/build_dataflow.log").read_text()
        self.assertEqual(len(re.findall(r"^\[[-0-9 :,]+\] Running step: ", log, re.M)), 10)
        models = {p.stem for p in (self.folder / "out/intermediate_models").glob("*.onnx")}
        self.assertEqual(models, set(steps))

    def test_intermediate_models_are_the_graph_and_then_finns_hardware(self):
        self.good(self.config())
        models = self.folder / "out/intermediate_models"
        graph, hardware = ModelWrapper(str(models / "step_tidy_up.onnx")), ModelWrapper(str(models / "step_convert_to_hw.onnx"))
        self.assertEqual(len(graph.get_nodes_by_op_type("MatMul")), 2)
        self.assertEqual([node.name for node in hardware.graph.node], list(self.report("estimate_layer_cycles")))
        self.assertEqual(getCustomOp(hardware.graph.node[1]).get_nodeattr("MW"), 48)  # 2 x 4 x 6 inputs

    def test_a_build_folder_is_a_network_with_its_folding(self):
        self.good(self.config())
        folding = json.loads((self.folder / "out/auto_folding_config.json").read_text())
        loaded = weir.load("out").finn_hw_config
        folded = [name for name in folding if "PE" in folding[name]]
        self.assertEqual([folding[name]["PE"] for name in folded], [loaded[name]["PE"] for name in folded])


class CustomSteps(BuilderTest):
    """Functions (model, cfg) -> model among the steps."""

    def pre_and_post(self):
        """As the published notebook has them, with a graph of our own instead of an exported layer."""

        def custom_step_add_pre_proc(model, cfg):
            ishape = model.get_tensor_shape(model.graph.input[0].name)
            division = Model(ir_version=8)
            division.graph.name = "ToTensor"
            division.graph.input.append(make_value_info("in", 1, ishape))
            division.graph.output.append(make_value_info("out", 1, ishape))
            division.graph.node.append(make_node("Div", ["in", "by"], ["out"]))
            division.opset_import.add(domain="", version=11)
            preproc_model = ModelWrapper(division)
            preproc_model.set_initializer("by", np.array(255, np.float32))
            preproc_model.set_tensor_datatype(preproc_model.graph.input[0].name, DataType["UINT8"])
            return model.transform(MergeONNXModels(preproc_model))

        def custom_step_add_post_proc(model, cfg):
            return model.transform(InsertTopK(k=1))

        return custom_step_add_pre_proc, custom_step_add_post_proc

    def test_the_notebooks_steps_make_bytes_the_input_and_the_class_the_output(self):
        pictures, scores = recorded_pictures()
        for name, functions in ("own", self.pre_and_post()), ("ready", (add_to_tensor, add_top_k)):
            with self.subTest(name):
                steps = [*functions, *build_cfg.estimate_only_dataflow_steps]
                self.good(self.config(steps=steps, output_dir=name))
                self.assertIn(f"Running step: {functions[0].__name__} [1/12]", self.printed)
                made = self.folder / name / "intermediate_models" / f"{functions[1].__name__}.onnx"
                network = weir.load(made)
                self.assertEqual(network.input_type, "UINT8")
                self.assertEqual(network.classify(pictures).tolist(), scores.argmax(1).tolist())
                self.assertIn("LabelSelect_hls_0", self.report("estimate_layer_cycles", name))

    def test_what_a_function_prints_is_in_the_log_alone_unless_verbose(self):
        def chatty(model, cfg):
            print("heard you")
            print("and a warning", file=sys.stderr)
            return model

        for verbose in (False, True):
            self.good(self.config(steps=[chatty, "step_qonnx_to_finn"], verbose=verbose))
            log = (self.folder / "out/build_dataflow.log").read_text()
            self.assertEqual("heard you" in self.printed, verbose)
            self.assertEqual("] heard you" in log, not verbose)
            self.assertEqual("] and a warning" in log, not verbose)

    def test_a_function_between_hardware_steps_folds_nodes(self):
        def fold(model, cfg):
            node = model.get_nodes_by_op_type("MVAU_hls")[0]
            self.assertEqual(getCustomOp(node).get_nodeattr("PE"), 1)
            getCustomOp(node).set_nodeattr("PE", 4)
            return model

        steps = [*build_cfg.estimate_only_dataflow_steps]
        steps.insert(steps.index("step_generate_estimate_reports"), fold)
        self.good(self.config(target_fps=None))
        before = self.report("estimate_layer_cycles")
        self.good(self.config(target_fps=None, steps=steps))
        after = self.report("estimate_layer_cycles")
        changed = {name: before[name] / after[name] for name in before if before[name] != after[name]}
        self.assertEqual(changed, {"MVAU_hls_0": 4})

    def test_a_function_behind_the_depths_sets_them(self):
        def deepen(model, cfg):
            node = model.get_nodes_by_op_type("MVAU_hls")[0]
            getCustomOp(node).set_nodeattr("inFIFODepths", [77])
            return model

        steps = [*build_cfg.estimate_only_dataflow_steps, deepen, "step_set_fifo_depths"]
        self.good(self.config(steps=steps, auto_fifo_depths=False))
        config = json.loads((self.folder / "out/final_hw_config.json").read_text())
        self.assertEqual(config["MVAU_hls_0"]["inFIFODepths"], [77])

    def test_a_function_can_call_our_steps_and_change_the_configuration(self):
        seen = []

        def my_own(model, cfg):
            model = build_dataflow_steps.step_tidy_up(model, cfg)
            model = build_dataflow_steps.step_streamline(model, cfg)
            model = build_dataflow_steps.step_convert_to_hw(model, cfg)
            seen.extend(node.op_type for node in model.graph.node)
            cfg.target_fps = 1000
            return model

        steps = ["step_qonnx_to_finn", my_own, *build_cfg.estimate_only_dataflow_steps[4:]]
        self.good(self.config(steps=steps, target_fps=None))
        self.assertEqual(seen, [n.rsplit("_", 1)[0] for n in self.report("estimate_layer_cycles")])
        slowest = self.report("estimate_network_performance")["max_cycles"]
        self.assertEqual(slowest, weir.load("model.onnx").fold(1000).estimate().performance["max_cycles"])

    def test_functions_of_build_dataflow_steps_are_steps(self):
        steps = [build_dataflow_steps.build_dataflow_step_lookup[name] for name in build_cfg.estimate_only_dataflow_steps]
        self.good(self.config(steps=steps))
        self.assertTrue((self.folder / "out/report/estimate_layer_cycles.json").exists())

    def test_more_than_attributes_of_the_hardware_is_refused(self):
        def drop(model, cfg):
            model.graph.node.pop()
            return model

        def widen(model, cfg):
            getCustomOp(model.graph.node[1]).set_nodeattr("MW", 96)
            return model

        def forget(model, cfg):
            return None

        for function, expected in (
            (drop, "drop changed the hardware's nodes (nodes came: none; went: MVAU_"),
            (widen, '"MW"'),
            (forget, "forget returned NoneType"),
        ):
            with self.subTest(function.__name__):
                steps = [*build_cfg.estimate_only_dataflow_steps[:5], function, "step_specialize_layers"]
                self.assertEqual(self.build(self.config(steps=steps)), -1)
                self.assertIn(expected, self.told)
                self.assertIn("error[", self.told)
                self.assertIn(expected, (self.folder / "out/build_dataflow.log").read_text())

    def test_a_function_that_raises_fails_the_build(self):
        def broken(model, cfg):
            raise ValueError("not today")

        self.assertEqual(self.build(self.config(steps=["step_qonnx_to_finn", broken])), -1)
        self.assertTrue(self.printed.endswith("Build failed\n"))
        self.assertIn("ValueError: not today", self.told)

    def test_builds_go_on_behind_a_function(self):
        functions = self.pre_and_post()
        steps = [*functions, *build_cfg.estimate_only_dataflow_steps]
        self.good(self.config(steps=steps, stop_step=functions[1].__name__))
        self.assertFalse((self.folder / "out/report").exists())
        self.good(self.config(steps=steps, start_step="step_qonnx_to_finn", stop_step="step_minimize_bit_width"))
        self.good(self.config(steps=steps, start_step="step_generate_estimate_reports"))
        self.assertIn("LabelSelect_hls_0", self.report("estimate_layer_cycles"))
        with self.assertRaisesRegex(weir.Error, "no intermediate model of step_tidy_up"):
            self.build(self.config(steps=steps, start_step="step_streamline", output_dir="other"))


class Configuration(BuilderTest):
    def test_json_and_back_is_the_same(self):
        cfg = self.config(board="Pynq-Z1", shell_flow_type=build_cfg.ShellFlowType.VIVADO_ZYNQ)
        again = build.DataflowBuildConfig.from_json(cfg.to_json())
        self.assertEqual(again, cfg)
        self.assertIs(again.generate_outputs[0], build_cfg.DataflowOutputType.ESTIMATE_REPORTS)
        self.assertEqual(json.loads(cfg.to_json())["shell_flow_type"], "vivado_zynq")
        self.assertEqual(build.DataflowBuildConfig.from_dict(cfg.to_dict()), cfg)
        self.assertEqual(cfg._resolve_fpga_part(), "xc7z020clg400-1")
        self.assertEqual(cfg._resolve_cycles_per_frame(), 1000)

    def test_fields_are_attributes_of_the_class(self):
        names = [name for name in dir(build_cfg.DataflowBuildConfig) if not name.startswith("_")]
        for name in ("auto_fifo_depths", "mvau_wwidth_max", "verify_steps", "to_json", "from_dict"):
            self.assertIn(name, names)

    def test_enums_have_the_legal_values_of_the_library(self):
        legal = {name: values for name, _, values, _ in weir._weir.build_fields()}
        for name, kind in build_cfg.ENUMS.items():
            missing = set(legal[name]) - {member.value for member in kind}
            self.assertLessEqual(missing, {"passes_frontend"}, name)
            self.assertLessEqual({member.value for member in kind}, set(legal[name]), name)

    def test_what_is_wrong_is_told_before_the_first_step(self):
        for values, expected in (
            (dict(board="Pynq-Z9"), "Pynq-Z9"),
            (dict(synth_clk_period_ns="fast"), '"synth_clk_period_ns" is "fast"'),
            (dict(generate_outputs=["estimates"]), "estimates"),
            (dict(steps=["step_tidy"]), 'no step is called "step_tidy"'),
            (dict(steps=[3]), "a step is 3"),
            (dict(steps="step_tidy_up"), '"steps" is of type str'),
            (dict(start_step="step_none"), "none of the steps"),
            (dict(target_fps=-5), '"target_fps" is -5'),
        ):
            with self.subTest(expected), self.assertRaises(weir.Error) as raised:
                self.build(self.config(**values))
            self.assertIn(expected, str(raised.exception))
            self.assertFalse((self.folder / "out").exists())
        with self.assertRaisesRegex(weir.Error, "did you mean target_fps"):
            self.config(target_pfs=3)
        with self.assertRaisesRegex(weir.Error, '"generate_outputs" is missing'):
            build.DataflowBuildConfig("out", 10.0)

    def test_a_model_that_cannot_be_read_fails_in_the_step_that_reads_it(self):
        (self.folder / "bad.onnx").write_bytes(b"no model")
        with self.assertRaisesRegex(weir.Error, "no ONNX model"):
            self.build(self.config(), "bad.onnx")
        with self.assertRaises(weir.Error):
            self.build(self.config(), "none.onnx")

        def spoil(model, cfg):
            model.graph.node[0].op_type = "Mystery"
            return model

        self.assertEqual(self.build(self.config(steps=[spoil, "step_qonnx_to_finn"])), -1)
        self.assertIn("Mystery", self.told)

    def test_a_folder_is_built_as_by_finns_command(self):
        values = self.config().to_dict()
        pathlib.Path("dataflow_build_config.json").write_text(json.dumps(values))
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(build.build_dataflow_directory(self.folder), 0)
        self.assertTrue((self.folder / "out/report").is_dir())


class Verification(BuilderTest):
    def write(self, spoiled=0):
        pictures, scores = recorded_pictures()
        np.save("input.npy", pictures[:4].astype(np.float32))
        classes = scores[:4].argmax(1)
        classes[:spoiled] = (classes[:spoiled] + 1) % 8
        np.save("expected_output.npy", classes)

    def verified(self):
        steps = [add_to_tensor, add_top_k, *build_cfg.estimate_only_dataflow_steps]
        kinds = build_cfg.VerificationStepType
        return self.config(
            steps=steps, verify_steps=[kinds.QONNX_TO_FINN_PYTHON, kinds.TIDY_UP_PYTHON, kinds.STREAMLINED_PYTHON]
        )

    def test_verified_steps_leave_their_outputs(self):
        self.write()
        self.good(self.verified())
        names = {p.name for p in (self.folder / "out/verification_output").iterdir()}
        self.assertIn("verify_initial_python_0_SUCCESS.npy", names)
        self.assertEqual(len(names), 12)
        self.assertFalse([name for name in names if "FAIL" in name])

    def test_a_difference_returns_minus_1(self):
        self.write(spoiled=1)
        self.assertEqual(self.build(self.verified()), -1)
        self.assertIn("FAIL", self.printed)
        self.assertTrue((self.folder / "out/verification_output/verify_initial_python_0_FAIL.npy").exists())


class Implementations(BuilderTest):
    """specialize_layers_config_file and folding files as the advanced notebook edits them."""

    def test_the_template_names_every_layer_and_a_preference_counts(self):
        steps = [add_to_tensor, add_top_k, *build_cfg.estimate_only_dataflow_steps]
        self.good(self.config(steps=steps))
        template = json.loads((self.folder / "out/template_specialize_layers_config.json").read_text())
        layers = [name for name in template if name != "Defaults"]
        self.assertEqual(len(layers), len(self.report("estimate_layer_cycles")))
        self.assertIn("Thresholding_0", layers)
        for name in layers:
            template[name]["preferred_impl_style"] = "hls"
        pathlib.Path("all_hls.json").write_text(json.dumps(template))
        self.good(self.config(steps=steps, specialize_layers_config_file="all_hls.json"))
        self.assertIn("Thresholding_hls_0", self.report("estimate_layer_cycles"))

    def test_finn_keeps_to_hls_where_it_has_no_rtl(self):
        pathlib.Path("rtl.json").write_text('{"MVAU_0": {"preferred_impl_style": "rtl"}}')
        self.good(self.config(specialize_layers_config_file="rtl.json"))
        self.assertIn("MVAU_0 cannot be RTL", (self.folder / "out/build_dataflow.log").read_text())
        self.assertIn("MVAU_hls_0", self.report("estimate_layer_cycles"))

    def test_a_preference_that_is_none_is_refused(self):
        for text, expected in (
            ('{"MVAU_9": {"preferred_impl_style": "hls"}}', "MVAU_9"),
            ('{"MVAU_0": {"PE": 4}}', '"PE" is no preference'),
            ('{"MVAU_0": {"preferred_impl_style": "vhdl"}}', "vhdl"),
        ):
            pathlib.Path("spec.json").write_text(text)
            self.assertEqual(self.build(self.config(specialize_layers_config_file="spec.json")), -1)
            self.assertIn(expected, self.told)

    def test_an_edited_folding_moves_memory_to_block_ram(self):
        self.good(self.config())
        folding = json.loads((self.folder / "out/auto_folding_config.json").read_text())
        totals = {}
        for style in ("distributed", "block"):
            for attributes in folding.values():
                if "ram_style" in attributes:
                    attributes["ram_style"] = style
            pathlib.Path("folding.json").write_text(json.dumps(folding))
            self.good(self.config(target_fps=None, folding_config_file="folding.json", output_dir=style))
            totals[style] = self.report("estimate_layer_resources", style)["total"]
        self.assertEqual(totals["distributed"]["BRAM_18K"], 0)
        self.assertGreater(totals["block"]["BRAM_18K"], 0)


class WholeBuild(BuilderTest):
    """The second and third build of the published notebook."""

    def test_stitched_ip_performance_synthesis_driver_package_and_scripts(self):
        kinds = build_cfg.DataflowOutputType
        wanted = [kinds.STITCHED_IP, kinds.RTLSIM_PERFORMANCE, kinds.BITFILE, kinds.PYNQ_DRIVER, kinds.DEPLOYMENT_PACKAGE]
        if shutil.which("yosys"):
            wanted.append(kinds.OOC_SYNTH)
        self.good(
            self.config(
                steps=None,
                board="Pynq-Z1",
                shell_flow_type=build_cfg.ShellFlowType.VIVADO_ZYNQ,
                generate_outputs=wanted,
                rtlsim_batch_size=3,
                weir_profile="weir",
            )
        )
        out = self.folder / "out"
        for name in ("final_hw_config.json", "report/rtlsim_performance.json", "driver/driver.py", "deploy/driver/driver.py"):
            self.assertTrue((out / name).is_file(), name)
        self.assertEqual((out / "report/ooc_synth_and_timing.json").exists(), kinds.OOC_SYNTH in wanted)
        self.assertTrue(list((out / "stitched_ip").glob("**/*.sv")))
        self.assertTrue((out / "bitfile/vivado_bitfile.tcl").is_file())
        simulated = weir.load("out").simulate(3, profile="weir")
        self.assertEqual(self.report("rtlsim_performance")["latency_cycles"], simulated.latency_cycles)


class Utilities(BuilderTest):
    def test_sources_and_models_are_shown(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            showSrc(build_dataflow_steps.step_tidy_up)
            showSrc(build_cfg.VerificationStepType)
        self.assertIn("def step_tidy_up(model", out.getvalue())
        self.assertIn('"initial_python"', out.getvalue())
        with mock.patch.dict(sys.modules, {"netron": None}), contextlib.redirect_stdout(io.StringIO()) as out:
            self.assertIsNone(showInNetron("model.onnx"))
        self.assertIn(str(self.folder / "model.onnx"), out.getvalue())
        with self.assertRaisesRegex(weir.Error, "no such model"):
            showInNetron("none.onnx")

    def test_to_tensor_divides(self):
        self.assertEqual(ToTensor().forward(np.array([0, 51, 255])).tolist(), [0, 0.2, 1])


class Refused(BuilderTest):
    def test_a_folder_that_cannot_be_written_is_named(self):
        pathlib.Path("taken").write_text("a file")
        with self.assertRaisesRegex(weir.Error, "output-unwritable.*taken/out"):
            self.build(self.config(output_dir="taken/out"))


if __name__ == "__main__":
    unittest.main()
