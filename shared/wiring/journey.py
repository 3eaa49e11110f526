"""The journey with the OCR engine that the settings name."""

from typing import TYPE_CHECKING

from shared.adapters.child import Child
from shared.settings import Ocr
from shared.usecases.ports import Journey

if TYPE_CHECKING:
    from shared.card.text import Reader

# Imports are lazy on purpose: an engine that is not used is not loaded.
# ruff: noqa: PLC0415


def make_reader(ocr: Ocr, child: Child) -> "Reader":
    """The engine that the settings name; one that reads over the network stays out of the child, which has no key."""
    from shared.adapters.journey import TesseractInChild

    if ocr.engine == "none":
        from shared.adapters.ocr.none import NoReader

        return NoReader()
    if ocr.engine == "azure-vision":
        from shared.adapters.ocr.azure_vision import AzureVisionReader, vision_credential

        return AzureVisionReader(ocr.vision_endpoint, vision_credential(ocr.vision_key))
    return TesseractInChild(child, ocr.tessdata)


def make_journey(traced: bool) -> Journey:
    """The journey without storage, with a picture of every stage if it shall be traced. Raises BadSetting."""
    from shared.adapters.journey import ChildJourney

    child = Child()
    return ChildJourney(child, make_reader(Ocr.from_env(), child), traced=traced)
