// Masks as COCO has them: `node examples/masks.mjs` after `npm run build`.
import {
  areaOfRuns,
  bitmapOfRuns,
  decodeRunText,
  encodeRunText,
  maskOverlaps,
  masksOf,
  runsOfBitmap,
  runsOfPolygons,
  SHAPE_FORM,
} from "homeground";

// A square of 10 × 10 pixels in a picture of 30 × 20, as a polygon, a bitmap, and COCO's text.
const square = Float64Array.of(5, 5, 15, 5, 15, 15, 5, 15);
const runs = runsOfPolygons([square], 30, 20);
const again = decodeRunText(encodeRunText(runsOfBitmap(bitmapOfRuns(runs, 30, 20), 30, 20)));
console.log(`${areaOfRuns(runs)} pixels, ${areaOfRuns(again)} after text and bitmap`);

// Two objects of one image: that square, and a box that covers its right half and as much again.
const objects = {
  count: 2,
  image: Int32Array.of(0, 0),
  label: Int32Array.of(0, 0),
  box: Float64Array.of(5, 5, 10, 10, 10, 5, 10, 10),
  shapes: {
    form: Uint8Array.of(SHAPE_FORM.polygons, SHAPE_FORM.none),
    partStart: Int32Array.of(0, 1, 1),
    valueStart: Int32Array.of(0, square.length),
    values: square,
  },
};
const masks = masksOf(objects, [0, 1], 30, 20);
const [overlap] = maskOverlaps(masks, [0], masks, [1], new Uint8Array(2));
console.log(`overlap ${overlap.toFixed(3)}`);
