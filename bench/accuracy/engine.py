"""Plain Tesseract, both languages at once, as anybody would call it: what the product's reading is measured against."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tesserocr import (  # type: ignore[import-untyped]
    OEM,
    PSM,
    LeptLogLevel,
    PyTessBaseAPI,
    set_leptonica_log_level,
)

from shared.adapters.ocr.tesseract import find_tessdata
from shared.card.lines import Line

DPI = 300


class PlainTesseract:
    """Both languages, loaded once: eng+kor for pictures; kor+eng, as the product asks for them, for lines."""

    def __init__(self) -> None:
        tessdata = find_tessdata()
        self._pictures = PyTessBaseAPI(path=tessdata, lang="eng+kor", oem=OEM.LSTM_ONLY, psm=PSM.SPARSE_TEXT)
        self._lines = PyTessBaseAPI(path=tessdata, lang="kor+eng", oem=OEM.LSTM_ONLY, psm=PSM.SINGLE_LINE)
        set_leptonica_log_level(LeptLogLevel.NONE)  # it reports boxes outside of sparse text, line after line

    def read_picture(self, grey: NDArray[np.uint8]) -> list[str]:
        """Read a whole picture (h, w) as sparse text (psm 11), line by line."""
        return [line for line in _read(self._pictures, grey).splitlines() if line.strip()]

    def read_lines(self, lines: Sequence[Line]) -> None:
        """Read line crops one by one (psm 7); for the time that it takes."""
        for line in lines:
            _read(self._lines, line.pixels)


def _read(engine: PyTessBaseAPI, grey: NDArray[np.uint8]) -> str:
    held = np.ascontiguousarray(grey)
    engine.SetImageBytes(held.tobytes(), held.shape[1], held.shape[0], 1, held.shape[1])
    engine.SetSourceResolution(DPI)
    text: str = engine.GetUTF8Text()
    engine.Clear()
    return text
