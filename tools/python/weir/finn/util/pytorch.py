"""ToTensor as a layer that can be exported; without PyTorch it divides arrays."""

from typing import Any

try:
    from torch.nn import Module
except ImportError:

    class Module:  # type: ignore[no-redef]
        """Calls forward."""

        def __call__(self, x: Any) -> Any:
            return self.forward(x)  # type: ignore[attr-defined]


class ToTensor(Module):  # type: ignore[misc]
    """Pictures of 0 to 255 as 0 to 1."""

    def forward(self, x: Any) -> Any:
        return x / 255
