"""`python -m bench.training.upright`: train the net that tells upright words from upside-down ones.

Draws pages of Korean and Latin text, cuts windows out of them as the product does, and fits the net to them.
Needs torch (2.x) and typefaces: on Debian fonts-nanum, fonts-nanum-extra, fonts-unfonts-core, fonts-baekmuk,
fonts-noto-cjk, fonts-dejavu, fonts-liberation, fonts-lato, fonts-roboto, fonts-open-sans, fonts-crosextra-carlito,
fonts-crosextra-caladea, fonts-freefont-ttf, fonts-ebgaramond, fonts-inter, fonts-linuxlibertine.
"""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch  # type: ignore[import-not-found,unused-ignore]
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from shared.card.upright.net import CLASSES, WEIGHTS
from shared.card.upright.windows import Windows, find_windows, work_size

Rng = np.random.Generator
Pixels = NDArray[np.uint8]

FOLDERS: Final = ("nanum", "unfonts", "baekmuk", "noto", "dejavu", "liberation", "lato", "roboto", "open-sans",
                  "crosextra", "freefont", "ebgaramond", "inter", "libertine")  # fmt: skip
HANGUL: Final = ("nanum", "unfonts", "baekmuk", "noto")
UNFIT: Final = ("Dingbat", "Symbol", "Math", "Emoji", "Keyboard", "Color", "YetHangul", "Coding-", "Display")
COMMON: Final = (
    "이사대표부장과팀원서울시구로동길호층전화팩스연구소주식회김박최정강조윤임한오신권"
    "황안송홍유민지수현영은하나경기도자업소개발기술디인터넷글벌"
)
WIDTHS: Final = (16, 32, 48)  # channels of the three convolutions


def main(argv: Sequence[str] | None = None) -> int:
    """Draw, train, report the share of windows and pages judged right, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m bench.training.upright", description=__doc__)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "shared/card/upright" / WEIGHTS)
    wanted = parser.parse_args(argv)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    windows, labels = _gathered(wanted.pages, seed=1)
    print(f"{len(labels)} windows: {np.bincount(labels)} of {CLASSES}", flush=True)
    net = _fitted(windows, labels, wanted.epochs)
    _report(net, *_gathered(max(wanted.pages // 20, 20), seed=2))
    np.savez_compressed(wanted.out, allow_pickle=False, **_named(net))
    return 0


def typefaces() -> tuple[list[Path], list[Path]]:
    """Return the files of installed typefaces that set Hangul, and of those that set Latin."""
    listed = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout
    files = sorted({line.split(":")[0] for line in listed.splitlines()})
    fit = [f for f in files if any(n in f.lower() for n in FOLDERS) and not any(n in f for n in UNFIT)]
    hangul = [f for f in fit if any(n in f.lower() for n in HANGUL)]
    return [Path(f) for f in hangul], [Path(f) for f in fit]


def page(rng: Rng, hangul: Sequence[Path], latin: Sequence[Path]) -> Pixels:
    """Draw one upright page of text lines with a camera's faults, BGR."""
    short, long = int(rng.integers(420, 620)), int(rng.integers(760, 1000))
    width, height = (long, short) if rng.random() < 0.8 else (short, long)
    canvas = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(canvas)
    korean = rng.random() < 0.55
    faces = [str(rng.choice(np.array(hangul if korean else latin, dtype=str))) for _ in range(2)]
    edge, align, y = int(rng.integers(20, 70)), rng.choice(["l", "r", "m"]), int(rng.integers(15, 60))
    base = float(rng.uniform(16, 30))
    while y < height - 40:
        px = int(base * rng.choice([1, 1, 1, 1, 1.2, 1.6, 2.2]))
        typeface = ImageFont.truetype(faces[int(rng.integers(2))], px)
        text = _phrase(rng, korean and rng.random() < 0.7)
        x = {"l": edge, "r": width - edge, "m": width // 2}[str(align)]
        pen.text((x, y), text, fill=int(rng.integers(150, 256)), font=typeface, anchor=f"{align}a")
        y += int(px * rng.uniform(1.15, 1.7)) + (int(rng.integers(10, 90)) if rng.random() < 0.25 else 0)
    for _ in range(int(rng.integers(0, 3))):
        _mark(rng, pen, width, height)
    return _photographed(rng, np.asarray(canvas, np.float32) / 255)


def _phrase(rng: Rng, korean: bool) -> str:
    kind = rng.random()
    if kind < 0.3:
        return str(
            rng.choice(["T ", "M. ", "Tel: ", "Fax ", "F ", "", "", "Mobile: ", "+82 ", "휴대폰 " if korean else "C. "])
        ) + _number(rng)
    if kind < 0.42:
        name, host = f"{_latin(rng, 'lower')}.{_latin(rng, 'lower')}", _latin(rng, "lower")
        return f"{name}@{host}.{rng.choice(['com', 'co.kr', 'net'])}"
    if kind < 0.5:
        return f"www.{_latin(rng, 'lower')}.{rng.choice(['com', 'co.kr', 'kr'])}"
    word = _hangul if korean else _latin
    style = str(rng.choice(["lower", "title", "title", "upper"]))
    words = [word(rng, style) for _ in range(int(rng.integers(1, 5)))]
    if rng.random() < 0.3:
        words.insert(int(rng.integers(len(words) + 1)), str(int(rng.integers(1, 2000))))
    return " ".join(words)


def _number(rng: Rng) -> str:
    gap = str(rng.choice(["-", "-", "-", " ", ".", ") "]))
    groups = [int(rng.integers(1, 4)), int(rng.integers(3, 5)), 4]
    return gap.join("".join(map(str, rng.integers(0, 10, n))) for n in groups)


def _latin(rng: Rng, style: str) -> str:
    letters = rng.choice(list("eeeeaaaaooiinnnrrrttssllddhhuuccmmppggyybbffkkvvwwjxzq"), int(rng.integers(3, 10)))
    word = "".join(letters)
    return {"lower": word, "title": word.capitalize(), "upper": word.upper()}[style]


def _hangul(rng: Rng, style: str) -> str:
    """Return common syllables, and now and then any of the 2,350 of KS X 1001."""
    count = int(rng.integers(2, 6))
    rare = [
        bytes([int(rng.integers(0xB0, 0xC9)), int(rng.integers(0xA1, 0xFF))]).decode("euc-kr") for _ in range(count)
    ]
    return "".join(rare[n] if rng.random() < 0.35 else str(rng.choice(list(COMMON))) for n in range(count))


def _mark(rng: Rng, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Draw a rule, a disc or a panel: what is not text."""
    x, y = int(rng.integers(0, width - 80)), int(rng.integers(0, height - 80))
    size, tone = int(rng.integers(15, 80)), int(rng.integers(120, 256))
    kind = int(rng.integers(4))
    if kind == 0:
        pen.line((x, y, x + int(rng.integers(50, 400)), y), fill=tone, width=int(rng.integers(1, 4)))
    elif kind == 1:
        pen.ellipse((x, y, x + size, y + size), outline=tone, width=int(rng.integers(2, 15)))
    elif kind == 2:
        pen.rectangle((x, y, x + size, y + int(size * rng.uniform(0.3, 1))), fill=tone)
    else:
        pen.line((x, y, x, y + int(rng.integers(50, 200))), fill=tone, width=int(rng.integers(1, 4)))


def _photographed(rng: Rng, ink: NDArray[np.floating[Any]]) -> Pixels:
    """Give ink (0..1) colours, a slight skew and squeeze, shade, blur, noise and JPEG blocks."""
    height, width = ink.shape
    skew = np.array([(rng.uniform(0.85, 1.15), rng.normal(0, 0.02), 0), (rng.normal(0, 0.012), 1, 0)])
    skew[:, 2] = np.array([width, height]) / 2 - skew[:, :2] @ np.array([width, height]) / 2
    ink = np.asarray(cv2.warpAffine(ink, skew, (width, height), flags=cv2.INTER_LINEAR), np.float32)
    ground, tone = _colours(rng)
    picture = ground + (tone - ground) * ink[..., None]
    ramp = np.linspace(-1, 1, width)[None, :, None] * rng.normal(0, 0.12)
    picture = picture * (1 + ramp + np.linspace(-1, 1, height)[:, None, None] * rng.normal(0, 0.12))
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), float(rng.choice([0.3, 0.5, 0.8, 1.2, 1.7]))))
    if rng.random() < 0.25:
        steps = int(rng.integers(2, 6))
        picture = np.asarray(cv2.blur(picture, (steps, 1) if rng.random() < 0.5 else (1, steps)))
    picture += rng.normal(0, rng.choice([1.0, 3.0, 6.0, 10.0]), picture.shape)
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 95))])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _colours(rng: Rng) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a ground and a print colour that can be told apart, either of them the lighter."""
    while True:
        ground, tone = rng.uniform(0, 255, 3), rng.uniform(0, 255, 3)
        if rng.random() < 0.6:
            ground = rng.uniform(190, 255) + rng.normal(0, 6, 3)
        if abs(float((ground - tone) @ (0.114, 0.587, 0.299))) > 45:
            return ground, tone


def _gathered(pages: int, seed: int) -> tuple[Windows, NDArray[np.int64]]:
    """Cut the windows out of drawn pages in every turn, with their classes."""
    rng = np.random.default_rng(seed)
    hangul, latin = typefaces()
    pairs = [pair for _ in range(pages) for pair in _turned(page(rng, hangul, latin))]
    return np.concatenate([w for w, _ in pairs]).astype(np.float16), np.concatenate([c for _, c in pairs])


def _turned(pixels: Pixels) -> Iterator[tuple[Windows, NDArray[np.int64]]]:
    grey = work_size(pixels)
    for quarter, label in ((0, 0), (2, 1), (1, 2)):
        windows = find_windows(np.ascontiguousarray(np.rot90(grey, quarter)))
        yield windows, np.full(len(windows), label, np.int64)


class Net(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """The net that `shared.card.upright.net` runs: three strided convolutions, a mean along the line, one layer."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = WIDTHS
        self.conv1 = torch.nn.Conv2d(1, first, 5, 2, 2)
        self.conv2 = torch.nn.Conv2d(first, second, 3, 2, 1)
        self.conv3 = torch.nn.Conv2d(second, third, 3, 2, 1)
        self.dense = torch.nn.Linear(third * 4, len(CLASSES))

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return the logits of CLASSES, (n, 3)."""
        maps = windows[:, None]
        for layer in (self.conv1, self.conv2, self.conv3):
            maps = torch.relu(layer(maps))
        logits: torch.Tensor = self.dense(maps.mean(dim=3).flatten(1))
        return logits


def _fitted(windows: Windows, labels: NDArray[np.int64], epochs: int) -> Net:
    net, batch = Net(), 256
    steps = epochs * (len(labels) // batch)
    adam = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-3)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 4e-3, total_steps=steps)
    shuffle = np.random.default_rng(3)
    for epoch in range(epochs):
        losses = []
        for rows in np.array_split(shuffle.permutation(len(labels)), len(labels) // batch + 1)[: len(labels) // batch]:
            loss = torch.nn.functional.cross_entropy(
                net(torch.from_numpy(windows[rows].astype(np.float32))),
                torch.from_numpy(labels[rows]),
                label_smoothing=0.02,
            )
            adam.zero_grad()
            loss.backward()
            adam.step()
            rate.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    return net


def _report(net: Net, windows: Windows, labels: NDArray[np.int64]) -> None:
    with torch.no_grad():
        guess = net(torch.from_numpy(windows.astype(np.float32))).argmax(dim=1).numpy()
    table = np.array([[np.mean(guess[labels == a] == b) for b in range(3)] for a in range(3)])
    print("rows: true, columns: judged", CLASSES, table.round(3), sep="\n")


def _named(net: Net) -> dict[str, NDArray[np.float16]]:
    return {name.replace(".", "_"): value.numpy().astype(np.float16) for name, value in net.state_dict().items()}


if __name__ == "__main__":
    raise SystemExit(main())
