import { createCategoricalBuilder } from "../../src/core/table.js";
import type { FormatFields } from "../../src/formats/fields.js";
import type { Format } from "../../src/formats/format.js";
import type { FormatHolds } from "../../src/formats/objects/format-holds.js";
import { FORMATS } from "../../src/formats/registry.js";

/** The part of docs/formats.md that says of each format what is kept, not held and not read. */
export function fieldsOfFormats(): string {
  return FORMATS.filter(({ id }) => id !== "coco-camera-traps")
    .map(partOf)
    .join("\n");
}

function partOf({ name, fields, write }: Format): string {
  const lines = [`### ${name}`, "", ...keptLines(fields), ...notReadLines(fields)];
  if (write !== undefined) {
    const lost = notHeld(write.holds);
    lines.push(
      `**Not held** when it is written: ${lost.length === 0 ? "nothing" : lost.join(", ")}.`,
      "",
    );
  }
  return lines.join("\n");
}

function keptLines({ kept, rest = {} }: FormatFields): string[] {
  const fieldsOf = new Map<string, string[]>();
  for (const [field, as] of Object.entries(kept)) {
    fieldsOf.set(as, [...(fieldsOf.get(as) ?? []), code(field)]);
  }
  for (const [place, as] of Object.entries(rest)) {
    const where = place === "" ? "any other" : `any other of ${code(place)}`;
    fieldsOf.set(as, [...(fieldsOf.get(as) ?? []), where]);
  }
  const rows = [...fieldsOf].map(([as, fields]) => `| ${fields.join(", ")} | ${as} |`);
  return ["| kept | as |", "| --- | --- |", ...rows, ""];
}

function notReadLines({ notRead, rest }: FormatFields): string[] {
  const others = rest === undefined ? "what stands nowhere here" : "what is a list or an object";
  if (notRead.length === 0) return [`**Not read**, and counted: ${others}.`, ""];
  const named = notRead.map(code).join(", ");
  return [`**Not read**, and counted: ${named}, and what stands nowhere here.`, ""];
}

/** Names in words stay words. */
function code(field: string): string {
  return field.includes(" ") ? field : `\`${field}\``;
}

function notHeld(holds: FormatHolds): string[] {
  const none = createCategoricalBuilder().finish();
  const lost: readonly (readonly [boolean, string])[] = [
    [holds.unit === "any", "boxes"],
    [holds.scores === "lost", "scores"],
    [holds.outlines === "none", "outlines"],
    [holds.outlines === "one-polygon", "outlines of several parts, masks"],
    [holds.outlines === "polygons", "masks"],
    [holds.crowd === "left-out", "crowd regions"],
    [holds.ignored === "left-out", "objects that do not count"],
    [!holds.area, "areas"],
    [!holds.imageLabels, "labels of images"],
    [!holds.empty, "that an image is empty"],
    [!holds.unlabelled, "that nobody looked at an image"],
    [!holds.attributes, "attributes of images"],
    [!holds.objectAttributes("any", none), "attributes of objects"],
    [!holds.supercategories, "groups of labels"],
  ];
  return lost.filter(([is]) => is).map(([, what]) => what);
}
