/**
 * The boundary of a mask as closed rings of corners of pixels, x and y in turn: around each piece and each hole, without
 * corners in a straight line.
 *
 * @param edges of the mask, as `runs.ts` has them
 */
export function ringsOfEdges(edges: Uint32Array, heightPx: number): readonly Float64Array[] {
  const first = edges.length === 0 ? 0 : Math.floor(edges[0]! / heightPx);
  const last = edges.length === 0 ? -1 : Math.floor((edges[edges.length - 1]! - 1) / heightPx);
  const width = last - first + 1;
  const isIn = new Uint8Array(width * heightPx);
  for (let e = 0; e + 1 < edges.length; e += 2) {
    isIn.fill(1, edges[e]! - first * heightPx, edges[e + 1]! - first * heightPx);
  }
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= heightPx ? 0 : isIn[x * heightPx + y]!;
  /** 1 where the side above a pixel of the mask was walked along. */
  const isWalked = new Uint8Array(width * heightPx);
  const rings: Float64Array[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < heightPx; y++) {
      if (at(x, y) === 0 || at(x, y - 1) === 1 || isWalked[x * heightPx + y] === 1) continue;
      rings.push(
        walk(x, y, first, at, (of, row) => {
          isWalked[of * heightPx + row] = 1;
        }),
      );
    }
  }
  return rings;
}

/** Right, down, left, up. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** Walks around a boundary with the mask on the right, from the corner above left of a pixel. */
function walk(
  startX: number,
  startY: number,
  left: number,
  at: (x: number, y: number) => number,
  onTop: (x: number, y: number) => void,
): Float64Array {
  const corners: number[] = [];
  let [x, y, way] = [startX, startY, 0];
  do {
    const [dx, dy] = STEPS[way]!;
    if (way === 0) onTop(x, y);
    [x, y] = [x + dx, y + dy];
    // The two pixels ahead of the corner, on the right and on the left of the way.
    const right = ahead(x, y, way, true, at);
    const next =
      right === 0 ? (way + 1) % 4 : ahead(x, y, way, false, at) === 1 ? (way + 3) % 4 : way;
    if (next !== way) corners.push(x + left, y);
    way = next;
  } while (x !== startX || y !== startY || way !== 0);
  return Float64Array.from(corners);
}

function ahead(
  x: number,
  y: number,
  way: number,
  isRight: boolean,
  at: (x: number, y: number) => number,
): number {
  switch (way) {
    case 0:
      return at(x, isRight ? y : y - 1);
    case 1:
      return at(isRight ? x - 1 : x, y);
    case 2:
      return at(x - 1, isRight ? y - 1 : y);
    default:
      return at(isRight ? x : x - 1, y - 1);
  }
}
