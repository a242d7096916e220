import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { BOX_KINDS } from "../../../src/models/families/detection/box-kinds.js";
import { FAMILIES, familyOf } from "../../../src/models/families/registry.js";
import { violationsOf } from "../../support/schema-of.js";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/model-families.md"), "utf8");

it("lists the families as the registry has them", () => {
  const [, table] = /\| --- \| --- \| --- \|\n((?:\| `.*\n)+)/.exec(PAGE) ?? [];
  const rows = FAMILIES.map(
    ({ id, words }) => `| \`${id}\` | ${words.models} | ${words.outputs} |\n`,
  );
  expect(table).toBe(rows.join(""));
});

it("has a row for each kind of box", () => {
  const [, table = ""] = /^\| `boxes` \|.*?\n(.*?)\n\n/ms.exec(PAGE) ?? [];
  const named = table.split("\n").flatMap((row) => {
    const [, cell = ""] = row.split("|");
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, kind]) => kind);
  });
  expect(named.sort()).toEqual([...BOX_KINDS].sort());
});

it("has cards that are read and conform to the schema", () => {
  const cards = [...PAGE.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(cards).toHaveLength(5);
  const size = { height: 240, width: 320 };
  const input = { name: "input", layout: "NCHW", size, dtype: "float32" } as const;
  for (const text of cards) {
    const { family } = JSON.parse(text) as { readonly family: string };
    const ofFamily = {
      "heatmap-keypoints": ["maps"],
      "yolo-seg": ["output0", "output1"],
      "mask-rcnn": ["boxes", "labels", "scores", "masks"],
    };
    const outputs = new Map(Object.entries(ofFamily)).get(family) ?? [
      ...["boxes", "scores", "p3", "p4", "p5"],
    ];
    const known = { file: "m.onnx", input, outputs };
    expect(parseModelCard(text, "page", known).task).toBe(familyOf(family)?.task);
    expect(violationsOf("model-card", JSON.parse(text))).toEqual([]);
  }
});
