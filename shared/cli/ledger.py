"""What this machine has sent: file contents and the photos they became, remembered across interruptions."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Ledger:
    """Lines of JSON, only ever appended to. It saves sending bytes twice; the server's keys prevent doubles."""

    file: Path
    server: str
    known: dict[str, str] = field(default_factory=dict)
    """Photo ids by SHA-256 of their bytes."""

    def __post_init__(self) -> None:
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                self._remember(line)

    def add(self, sha256: str, photo_id: str) -> None:
        """Remember a photo that the server has taken."""
        self.known[sha256] = photo_id
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"server": self.server, "sha256": sha256, "id": photo_id}) + "\n")

    def _remember(self, line: str) -> None:
        try:
            sent = json.loads(line)
        except ValueError:
            return  # cut off when the machine stopped
        if sent["server"] == self.server:
            self.known[sent["sha256"]] = sent["id"]
