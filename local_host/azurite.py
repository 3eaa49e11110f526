"""Azurite, the storage emulator: started as a child process, stopped in order."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from re import findall, search
from shutil import disk_usage
from typing import Final

from local_host.errors import HostError
from local_host.node import AZURITE, find_node

ACCOUNT: Final = "devstoreaccount1"
KEY: Final = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The emulator's public account and key (learn.microsoft.com, "Use the Azurite emulator")."""

SERVICES: Final = ("Blob", "Queue", "Table")
DEFAULT_PORTS: Final = (10000, 10001, 10002)
"""Where Storage Explorer looks for the emulator."""
START_SECONDS: Final = 30
"""It takes 0.7 s on a quick machine; a loaded one, with much earlier data, may need many times that."""
STOP_SECONDS: Final = 20
LEAST_FREE_BYTES: Final = 200 * 1024**2
"""Azurite answers 500 to everything once the disk is full, so a nearly full one is refused at the start."""


@dataclass(frozen=True, slots=True)
class Azurite:
    """A running Azurite, by the ports it listens on at 127.0.0.1."""

    process: subprocess.Popen[bytes]
    blob: int
    queue: int
    table: int

    def connection_string(self, account: str = ACCOUNT, key: str = KEY) -> str:
        """For SDKs and Storage Explorer. An account can be named only if Azurite was started with it."""
        ports = {"Blob": self.blob, "Queue": self.queue, "Table": self.table}
        endpoints = [f"{service}Endpoint=http://127.0.0.1:{ports[service]}/{account}" for service in SERVICES]
        return ";".join(["DefaultEndpointsProtocol=http", f"AccountName={account}", f"AccountKey={key}", *endpoints])


@contextmanager
def running_azurite(data: Path, first_port: int = 0, accounts: Mapping[str, str] | None = None) -> Iterator[Azurite]:
    """Run Azurite on `first_port` and the next two (0: on any free ports), with its data in the folder `data`.

    `accounts` are names and base64 keys to serve instead of the public account. Raises HostError.
    """
    data.mkdir(parents=True, exist_ok=True)
    if disk_usage(data).free < LEAST_FREE_BYTES:
        raise HostError(f"The disk of {data} is full: {LEAST_FREE_BYTES // 1024**2} MB must be free.")
    log = data / "azurite.log"
    process = _start(data, log, first_port, accounts or {})
    try:
        yield Azurite(process, *_wait_for_ports(process, log))
    finally:
        _stop(process)


def _start(data: Path, log: Path, first_port: int, accounts: Mapping[str, str]) -> subprocess.Popen[bytes]:
    script = AZURITE / "node_modules/azurite/dist/src/azurite.js"
    if not script.exists():
        raise HostError("Azurite is not installed; run `make setup`.")
    command: list[str | Path] = [find_node(), "--import", AZURITE / "in_order.mjs", script, "--location", data]
    command += ["--silent", "--disableTelemetry", "--skipApiVersionCheck"]
    for offset, service in enumerate(SERVICES):
        port = first_port + offset if first_port else 0
        command += [f"--{service.lower()}Host", "127.0.0.1", f"--{service.lower()}Port", str(port)]
    served = {"AZURITE_ACCOUNTS": ";".join(f"{name}:{key}" for name, key in accounts.items())} if accounts else {}
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environ | served,
            start_new_session=True,  # Ctrl-C is for us; Azurite must outlive our last writes
        )


def _wait_for_ports(process: subprocess.Popen[bytes], log: Path) -> list[int]:
    """The ports of blob, queue and table, as Azurite itself says once it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        said = log.read_text(errors="replace")
        ports = dict(findall(r"(\w+) service is successfully listening at \S+:(\d+)", said))
        if len(ports) == len(SERVICES):
            return [int(ports[service]) for service in SERVICES]
        if ended:
            raise HostError(_why(said))
        time.sleep(0.05)
    raise HostError(f"Azurite did not start within {START_SECONDS} s; {log} may say why.")


def _why(said: str) -> str:
    taken = search(r"EADDRINUSE.*:(\d+)", said)
    if taken:
        return (
            f"Port {taken[1]} is in use, perhaps by another `make run` or Azurite; "
            "stop that, or choose other storage ports with `make run STORAGE_PORT=20000`."
        )
    return f"Azurite ended at once: {said.strip().splitlines()[-1] if said.strip() else 'it said nothing'}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, and wait: a kill would lose the last seconds of acknowledged writes."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
