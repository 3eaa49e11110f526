"""The eight photographs of `make demo`: what an office would send on a good day."""

from collections.abc import Iterator

from bench.synth.drawn import DrawnPhoto
from bench.synth.light import Light
from bench.synth.sample import Look, sample_photo
from bench.synth.sensor import Sensor

SIZE = (1920, 1440)


def demo_photos() -> Iterator[tuple[str, DrawnPhoto]]:
    """Draw the demo's photos, each with the name of its file."""
    soft = Light(3, slope=0.5, shadow=0.5)
    warm = Sensor(5, gains=(0.86, 0.98, 1.06), noise=0.01)
    yield "korean-on-wood.jpg", sample_photo(25, 1, "ko", SIZE, Look(desk="wood", stock="white"))
    yield "english-on-grey.jpg", sample_photo(8, 1, "en", SIZE, Look(desk="grey", stock="ivory", light=soft))
    yield "three-cards-on-cloth.jpg", sample_photo(29, 3, "ko", SIZE, Look(desk="cloth", stock=None))
    yield "turned-by-90.jpg", sample_photo(28, 1, "ko", SIZE, Look(turn=270, desk="darkwood", stock="white"))
    yield "dark-card.jpg", sample_photo(27, 1, "ko", SIZE, Look(desk="grey", stock="dark", sensor=warm))
    yield "two-panels.jpg", sample_photo(52, 1, "en", SIZE, Look(desk="marble", stock="split", light=soft))
    yield "tall-card.jpg", sample_photo(61, 1, "ko", SIZE, Look(desk="leather", stock="white", portrait=True))
    yield "no-card.jpg", sample_photo(70, 0, "ko", SIZE, Look(desk="wood", sensor=warm))
