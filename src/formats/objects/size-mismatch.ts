import { agreed } from "../../core/agreed.js";
import type { CoordinateFinding, RowSizes } from "./coordinate-types.js";

/** Sizes may differ so much and still be one ratio. */
const RATIO_SLACK = 0.01;

/**
 * Images whose size in the file is not the one of the image: width and height exchanged (a rotation
 * by EXIF that one side applied), one ratio (annotated on a copy of another size), or neither.
 */
export function sizeFindings(
  stated: RowSizes,
  measured: RowSizes,
  source: string,
): readonly CoordinateFinding[] {
  const swapped: string[] = [];
  const resized: string[] = [];
  const ratios = new Set<string>();
  const other: string[] = [];
  for (let row = 0; row < stated.widthPx.length; row++) {
    const [w, h] = [stated.widthPx[row]!, stated.heightPx[row]!];
    const [width, height] = [measured.widthPx[row]!, measured.heightPx[row]!];
    if (!(w > 0 && h > 0 && width > 0 && height > 0) || (w === width && h === height)) continue;
    const example = `${w} × ${h} for ${width} × ${height}`;
    const ratio = width / w;
    if (w === height && h === width) swapped.push(example);
    else if (Math.abs(height / h / ratio - 1) <= RATIO_SLACK) {
      resized.push(example);
      ratios.add(ratio.toPrecision(3));
    } else other.push(example);
  }
  const finding = (examples: readonly string[], why: string): readonly CoordinateFinding[] =>
    examples.length === 0
      ? []
      : [
          {
            code: "annotations/size-mismatch",
            what: `${agreed(examples.length, "image has", "images have")} another size than the file says, such as ${examples[0]}: ${why}`,
            where: source,
            boxes: null,
          },
        ];
  return [
    ...finding(
      swapped,
      "width and height are exchanged, as when one side turns pictures by their EXIF orientation and the other does not; boxes are then elsewhere than they should be",
    ),
    ...finding(
      resized,
      `one ratio for both sides (${[...ratios].slice(0, 3).join(", ")}), as of a resized copy; evaluate on the pictures that were annotated, or scale the boxes by that ratio`,
    ),
    ...finding(other, "these are perhaps not the pictures that were annotated"),
  ];
}
