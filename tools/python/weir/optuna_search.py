"""PyPI's Optuna as the searcher of an exploration: NSGA-II over the place of each layer's candidate, the fastest first.

A generation is asked for whole and told whole, in its order, so that the result depends on the seed alone."""

from __future__ import annotations

import importlib.util
from typing import Any, Dict, Sequence, Tuple

from weir.errors import Error

#: A searcher that has nothing new to say repeats itself.
MOST_REPEATS = 10


def propose_to(explorer: Any) -> None:
    if importlib.util.find_spec("optuna") is None:
        raise Error("program-missing", "search takes Optuna, which is not installed", "", "PyPI's optuna")
    searcher = _Nsga(explorer.candidates(), explorer.objectives, explorer.seed)
    explorer.search_with(searcher.propose, searcher.tell)


class _Nsga:
    def __init__(self, candidates: Sequence[int], objectives: int, seed: int):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._optuna = optuna
        self._layers = {f"layer_{i}": optuna.distributions.IntDistribution(0, n - 1) for i, n in enumerate(candidates)}
        sampler = optuna.samplers.NSGAIISampler(
            population_size=32, seed=seed % 2**32, constraints_func=lambda trial: trial.user_attrs["constraint"]
        )
        self._study = optuna.create_study(directions=["minimize"] * objectives, sampler=sampler)
        self._asked: Dict[Tuple[int, ...], Any] = {}

    def propose(self) -> Sequence[int]:
        """A folding that it has not asked for in this generation, unless it knows none."""
        for _ in range(MOST_REPEATS):
            trial = self._study.ask(self._layers)
            places = tuple(trial.params.values())
            if places not in self._asked:
                break
            self._fail(trial)
        else:
            return places
        self._asked[places] = trial
        return places

    def tell(self, generation: Sequence[Tuple[Sequence[int], Sequence[float], bool]]) -> None:
        for places, values, fits in generation:
            constraint = [0.0 if fits else 1.0]
            trial = self._asked.pop(tuple(places), None)
            if trial is not None:
                trial.set_user_attr("constraint", constraint)
                if values:
                    self._study.tell(trial, values)
                else:
                    self._fail(trial)
            elif values:  # of the first generation, or changed to fit its neighbours
                self._study.enqueue_trial(dict(zip(self._layers, places)))
                trial = self._study.ask(self._layers)  # that one, as a parent of those that follow
                trial.set_user_attr("constraint", constraint)
                self._study.tell(trial, values)
        for trial in self._asked.values():  # known before, or refused by bounds
            self._fail(trial)
        self._asked.clear()

    def _fail(self, trial: Any) -> None:
        trial.set_user_attr("constraint", [1.0])
        self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
