"""What happens to photos, as OpenTelemetry sees it: one trace from a photo's arrival to its row, and metrics.

Ids, statuses, codes and times only: no file name, no text of a card, no bytes.
"""

from shared.adapters.telemetry.exporters import start_telemetry
from shared.adapters.telemetry.instruments import Telemetry
from shared.adapters.telemetry.photos import (
    ObservedGiveUp,
    ObservedJourney,
    ObservedProcess,
    ObservedQueue,
    ObservedSweep,
    keyed,
)

__all__ = [
    "ObservedGiveUp",
    "ObservedJourney",
    "ObservedProcess",
    "ObservedQueue",
    "ObservedSweep",
    "Telemetry",
    "keyed",
    "start_telemetry",
]
