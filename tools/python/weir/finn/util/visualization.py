"""showSrc and showInNetron of FINN's notebooks."""

from __future__ import annotations

import inspect
import os
import pathlib
from typing import Any, Optional, Union

from weir import checks
from weir.errors import Error


def showSrc(what: Any) -> None:  # noqa: N802 (FINN's name)
    """Prints the source of a function, class or module."""
    print("".join(inspect.getsourcelines(what)[0]))


def showInNetron(  # noqa: N802 (FINN's name)
    model_filename: Union[str, "os.PathLike[str]"], localhost_url: Optional[str] = None, port: Optional[int] = None
) -> Any:
    """The model in Netron, within a notebook; without the package netron the file's place, for netron.app."""
    file = pathlib.Path(checks.path("model_filename", model_filename))
    if not file.is_file():
        raise Error("file-missing", "there is no such model", str(file))
    try:
        import netron
        from IPython.display import IFrame
    except ImportError:
        print(f"{file.absolute()}: open it in Netron (https://netron.app, or pip install netron to see it here)")
        return None
    port = port or int(os.environ.get("NETRON_PORT", "8081"))
    netron.start(str(file), address=("0.0.0.0", port), browse=False)
    return IFrame(src=f"http://{localhost_url or os.environ.get('LOCALHOST_URL', 'localhost')}:{port}/", width="100%", height=400)
