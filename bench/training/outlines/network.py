"""The network: depthwise separable blocks down to 1/32 and up again to 1/4 of the input's side."""

import torch
from torch import Tensor, nn

PLANES_IN = 4
PLANES_OUT = 17  # 2 x 2 card, 2 x 2 border, centre, x and y of four corners from here
CORNER_UNIT = 64.0  # px of the input that one unit of the corner planes stands for


class Separable(nn.Sequential):
    """Depthwise, then pointwise convolution, batch norm, ReLU; nothing between (Chollet, Xception, 2017)."""

    def __init__(self, planes_in: int, planes_out: int, side: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(planes_in, planes_in, side, stride, side // 2, groups=planes_in, bias=False),
            nn.Conv2d(planes_in, planes_out, 1, bias=False),
            nn.BatchNorm2d(planes_out),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """A separable block that adds to what comes in."""

    def __init__(self, planes: int, side: int) -> None:
        super().__init__()
        self.block = Separable(planes, planes, side)

    def forward(self, planes: Tensor) -> Tensor:
        """(b, c, h, w) in and out."""
        out: Tensor = planes + self.block(planes)
        return out


class Context(nn.Module):
    """Add to every place what the whole picture says."""

    def __init__(self, planes: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(planes, planes, 1)

    def forward(self, planes: Tensor) -> Tensor:
        """(b, c, h, w) in and out."""
        out: Tensor = planes + self.mix(planes.mean(dim=(2, 3), keepdim=True))
        return out


class OutlineNet(nn.Module):
    """(b, 4, 256, 256) planes to (b, 17, 64, 64): logits, and corner offsets in CORNER_UNIT px."""

    def __init__(self) -> None:
        super().__init__()
        # Straight to a quarter of the side: half of the time would go into maps of half the side.
        first = nn.Conv2d(PLANES_IN, 40, 7, 4, 3, bias=False)
        self.to_4 = nn.Sequential(
            first, nn.BatchNorm2d(40), nn.ReLU(inplace=True), Residual(40, 3), Residual(40, 3), Residual(40, 3)
        )
        self.to_8 = nn.Sequential(Separable(40, 80, 3, 2), Residual(80, 3), Residual(80, 3), Residual(80, 3))
        self.to_16 = nn.Sequential(Separable(80, 128, 5, 2), *(Residual(128, 5) for _ in range(3)))
        self.to_32 = nn.Sequential(Separable(128, 192, 5, 2), *(Residual(192, 5) for _ in range(3)), Context(192))
        self.across = nn.ModuleList([nn.Conv2d(128, 128, 1), nn.Conv2d(80, 80, 1), nn.Conv2d(40, 48, 1)])
        self.down = nn.ModuleList([nn.Conv2d(192, 128, 1), nn.Conv2d(128, 80, 1), nn.Conv2d(80, 48, 1)])
        self.up = nn.ModuleList(
            [
                nn.Sequential(Separable(128, 128, 5), Residual(128, 5)),
                nn.Sequential(Separable(80, 80, 3), Residual(80, 3)),
                nn.Sequential(Separable(48, 48, 3), Residual(48, 3)),
            ]
        )
        self.head = nn.Conv2d(48, PLANES_OUT, 1)
        nn.init.constant_(self.head.bias[8:9], -4.0)  # centres are rare

    def forward(self, planes: Tensor) -> Tensor:
        """Run the network."""
        at_4 = self.to_4(planes)
        at_8 = self.to_8(at_4)
        at_16 = self.to_16(at_8)
        found = self.to_32(at_16)
        for beside, across, down, up in zip((at_16, at_8, at_4), self.across, self.down, self.up, strict=True):
            found = up(across(beside) + nn.functional.interpolate(down(found), scale_factor=2.0, mode="nearest"))
        out: Tensor = self.head(found)
        return out


def losses(out: Tensor, outline: Tensor, centre: Tensor, corners: Tensor) -> dict[str, Tensor]:
    """Compare the network's output with a batch of sample maps; each loss is a mean over what counts."""
    logits = nn.functional.pixel_shuffle(out[:, :8], 2)
    counts = outline[:, 2:]
    card = _binary(logits[:, :1], outline[:, :1], counts) + _dice(logits[:, :1], outline[:, :1], counts)
    border = 2 * _binary(logits[:, 1:], outline[:, 1:2], counts) + 0.5 * _dice(logits[:, 1:], outline[:, 1:2], counts)
    return {
        "card": card,
        "border": border,
        "centre": _focal(out[:, 8], centre),
        "corners": _corner(out[:, 9:], corners),
    }


def _binary(logits: Tensor, truth: Tensor, counts: Tensor) -> Tensor:
    each = nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    return (each * counts).sum() / counts.sum()


def _dice(logits: Tensor, truth: Tensor, counts: Tensor) -> Tensor:
    """One minus the Dice overlap, per picture (Milletari et al., V-Net, 2016)."""
    found, truth = torch.sigmoid(logits) * counts, truth * counts
    both, either = (found * truth).sum(dim=(1, 2, 3)), (found + truth).sum(dim=(1, 2, 3))
    return (1 - (2 * both + 20) / (either + 20)).mean()


def _focal(logits: Tensor, centre: Tensor) -> Tensor:
    """Penalty-reduced focal loss on centre heat (Zhou et al., Objects as Points, 2019)."""
    heat, counts = centre[:, 0], centre[:, 1]
    found = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    peak = (heat > 0.92).float()
    hit = peak * (1 - found) ** 2 * torch.log(found)
    miss = (1 - peak) * (1 - heat) ** 4 * found**2 * torch.log(1 - found)
    return -((hit + miss) * counts).sum() / (peak.sum() + len(heat))


def _corner(offsets: Tensor, corners: Tensor) -> Tensor:
    """Mean corner distance in shares of the card's size, from whichever corner the network begins with."""
    batch, _, height, width = offsets.shape
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    here = torch.stack([columns, rows]).float()[None, None] * 4 + 1.5
    found = offsets.reshape(batch, 4, 2, height, width) * CORNER_UNIT + here
    truth, weight = corners[:, :8].reshape(batch, 4, 2, height, width), corners[:, 8]
    far = torch.stack([(found - truth.roll(turn, 1)).abs().mean(dim=(1, 2)) for turn in range(4)])
    return (far.min(dim=0).values * weight).sum() / ((weight > 0).sum() + 1)
