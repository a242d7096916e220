type Corner = readonly [x: number, y: number];

/**
 * Rings as closed lines of an SVG path, to a tenth of a pixel of the picture that they lie on. Corners less than a pixel
 * from the one before are left out, unless too few were left for a ring.
 *
 * @param points fractions of the picture, with null after each ring
 */
export function ringPath(
  points: readonly (Corner | null)[],
  widthPx: number,
  heightPx: number,
): string {
  const parts: string[] = [];
  let [all, apart]: [Corner[], Corner[]] = [[], []];
  const close = (): void => {
    const corners = apart.length < 3 ? all : apart;
    if (corners.length > 0) parts.push(`M${corners.map((one) => one.join(" ")).join("L")}z`);
    [all, apart] = [[], []];
  };
  for (const point of points) {
    if (point === null) {
      close();
      continue;
    }
    const corner = [tenth(point[0] * widthPx), tenth(point[1] * heightPx)] as const;
    if (!corner.every((value) => Math.abs(value) < 1e6)) continue;
    all.push(corner);
    const before = apart.at(-1);
    if (before === undefined || corner.some((value, k) => Math.abs(value - before[k]!) >= 1)) {
      apart.push(corner);
    }
  }
  close();
  return parts.join("");
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
