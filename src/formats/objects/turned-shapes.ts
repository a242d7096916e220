import { cos, hypot, sin } from "../../core/elementary.js";

/**
 * Corners of a rectangle turned clockwise (y points down) about a point, from its top left corner.
 *
 * @param box x, y, width, height before turning
 */
export function turnedCorners(
  box: ArrayLike<number>,
  degrees: number,
  aboutX: number,
  aboutY: number,
): Float64Array {
  const [x, y, width, height] = [box[0]!, box[1]!, box[2]!, box[3]!];
  const corners = Float64Array.of(x, y, x + width, y, x + width, y + height, x, y + height);
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [cos(angle), sin(angle)];
  for (let i = 0; i < corners.length; i += 2) {
    const [dx, dy] = [corners[i]! - aboutX, corners[i + 1]! - aboutY];
    corners[i] = aboutX + dx * cosine - dy * sine;
    corners[i + 1] = aboutY + dx * sine + dy * cosine;
  }
  return corners;
}

/** Corners of the polygon that stands for an ellipse. */
const ELLIPSE_CORNERS = 72;

/**
 * An ellipse as a polygon whose corners lie on it, turned clockwise about its centre; its area is
 * 0.13 % less.
 */
export function ellipsePoints(
  centreX: number,
  centreY: number,
  radiusX: number,
  radiusY: number,
  degrees = 0,
): Float64Array {
  const points = new Float64Array(2 * ELLIPSE_CORNERS);
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [cos(angle), sin(angle)];
  for (let i = 0; i < ELLIPSE_CORNERS; i++) {
    const t = (2 * Math.PI * i) / ELLIPSE_CORNERS;
    const [dx, dy] = [radiusX * cos(t), radiusY * sin(t)];
    points[2 * i] = centreX + dx * cosine - dy * sine;
    points[2 * i + 1] = centreY + dx * sine + dy * cosine;
  }
  return points;
}

/** x, y, width, height of the least box around an ellipse turned about its centre. */
export function boxOfEllipse(
  centreX: number,
  centreY: number,
  radiusX: number,
  radiusY: number,
  degrees = 0,
): Float64Array {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [cos(angle), sin(angle)];
  const halfWidth = hypot(radiusX * cosine, radiusY * sine);
  const halfHeight = hypot(radiusX * sine, radiusY * cosine);
  return Float64Array.of(centreX - halfWidth, centreY - halfHeight, 2 * halfWidth, 2 * halfHeight);
}
