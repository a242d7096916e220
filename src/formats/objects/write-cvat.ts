import { SHAPE_FORM } from "../../core/objects.js";
import type { ObjectSet } from "./object-set.js";
import { partsOf } from "./outline-parts.js";
import { inPieces } from "./written-files.js";
import { escapeXml } from "./xml-text.js";

/**
 * CVAT for images 1.1: one XML file. Corners are pixels from 0 with all their digits; polygons that
 * are parts of one object share a `group_id`; labels of whole images are tags.
 */
export function* cvatPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(cvatTexts(set));
}

function* cvatTexts(set: ObjectSet): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n';
  yield `  <meta>\n    <task>\n      <name>converted by homeground</name>\n      <size>${set.imageCount}</size>\n      <mode>annotation</mode>\n      <labels>\n`;
  for (const name of set.labelNames) {
    yield `        <label><name>${escapeXml(name)}</name><attributes></attributes></label>\n`;
  }
  yield "      </labels>\n    </task>\n  </meta>\n";
  let group = 0;
  for (let image = 0; image < set.imageCount; image++) {
    yield `  <image id="${image}" name="${escapeXml(set.file[image]!)}" width="${set.widthPx[image]}" height="${set.heightPx[image]}">\n`;
    for (let k = set.imageLabelStart[image]!; k < set.imageLabelStart[image + 1]!; k++) {
      const label = set.labelNames[set.imageLabels[k]!] ?? "";
      yield `    <tag label="${escapeXml(label)}" source="manual"></tag>\n`;
    }
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const parts = partsOf(set.objects.shapes, i);
      const isGroup = parts.length > 1;
      yield* shapesOf(set, i, parts, isGroup ? ++group : null);
    }
    yield "  </image>\n";
  }
  yield "</annotations>\n";
}

function* shapesOf(
  { objects, labelNames }: ObjectSet,
  i: number,
  parts: readonly Float64Array[],
  group: number | null,
): Generator<string> {
  const label = escapeXml(labelNames[objects.label[i]!] ?? "");
  const common = `label="${label}" source="manual" occluded="0"`;
  const end = group === null ? 'z_order="0"' : `z_order="0" group_id="${group}"`;
  if (objects.shapes?.form[i] === SHAPE_FORM.polygons) {
    for (const points of parts) {
      const pairs: string[] = [];
      for (let k = 0; k < points.length; k += 2) pairs.push(`${points[k]},${points[k + 1]}`);
      yield `    <polygon ${common} points="${pairs.join(";")}" ${end}></polygon>\n`;
    }
    return;
  }
  const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
    ...[number, number, number, number],
  ];
  yield `    <box ${common} xtl="${x}" ytl="${y}" xbr="${x + width}" ybr="${y + height}" ${end}></box>\n`;
}
