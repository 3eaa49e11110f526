// Points between the frames of a photo, its cards and the screen.

/** The inverse of a 3x3 matrix, given as rows. */
export function inverse([[a, b, c], [d, e, f], [g, h, i]]) {
  const [x, y, z] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const size = a * x + b * y + c * z;
  return [
    [x / size, (c * h - b * i) / size, (b * f - c * e) / size],
    [y / size, (a * i - c * g) / size, (c * d - a * f) / size],
    [z / size, (b * g - a * h) / size, (a * e - b * d) / size],
  ];
}

/** A point through a projective matrix. */
export function project(matrix, [x, y]) {
  const [u, v, w] = matrix.map(([a, b, c]) => a * x + b * y + c);
  return [u / w, v / w];
}

/** Whether four corners go clockwise on the screen around a convex outline. */
export function isOutline(corners) {
  return corners.every((corner, at) => {
    const [next, after] = [corners[(at + 1) % 4], corners[(at + 2) % 4]];
    return (next[0] - corner[0]) * (after[1] - next[1]) - (next[1] - corner[1]) * (after[0] - next[0]) > 0;
  });
}

/** Corners as SVG wants them. */
export const points = (corners) => corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
