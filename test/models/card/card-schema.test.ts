import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withFieldTables } from "../../../scripts/cards/field-tables.js";
import { CARD_SCHEMA_ID, cardJsonSchema } from "../../../src/models/card/card-json-schema.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { DETECTORS } from "../../../src/models/families/detection/detectors.js";
import { cardText } from "../../support/card-writer.js";
import { detectorCard } from "../../support/detector-card.js";
import { violationsOf } from "../../support/schema-of.js";
import { describeWithShared } from "../../support/shared-data.js";

const ROOT = join(import.meta.dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/model-cards.md"), "utf8");

const violations = (text: string): readonly string[] =>
  violationsOf("model-card", JSON.parse(text));

describe("the published schema of model cards", () => {
  it("is made from what cards are read by: npm run schemas", () => {
    const text = readFileSync(join(ROOT, "schemas/model-card.schema.json"), "utf8");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(cardJsonSchema())));
  });

  it("takes what is read and refuses what is not", () => {
    expect(violations(cardText(new Uint8Array()))).toEqual([]);
    for (const { id: family } of DETECTORS) {
      expect(violations(detectorCard(family))).toEqual([]);
    }
    for (const wrong of [
      cardText(new Uint8Array(), { decode: { activation: "relu" } }),
      cardText(new Uint8Array(), { resize: { fit: "crop" } }),
      cardText(new Uint8Array(), { fields: { task: "detection" } }),
      cardText(new Uint8Array(), { labels: [] }),
      detectorCard("detr", { decode: { boxUnit: undefined } }),
    ]) {
      expect(() => parseModelCard(wrong, "card.json")).toThrow();
      expect(violations(wrong)).not.toEqual([]);
    }
  });

  it("says of each field what it means", () => {
    const missing: string[] = [];
    const look = (at: unknown, path: string): void => {
      if (typeof at !== "object" || at === null) return;
      for (const [key, value] of Object.entries(at)) {
        if (key === "properties" && !/^\/(oneOf|\$defs$)/.test(path)) {
          for (const [name, field] of Object.entries(value as Record<string, object>)) {
            if (!("description" in field) && !("$ref" in field)) missing.push(`${path}/${name}`);
          }
        }
        look(value, `${path}/${key}`);
      }
    };
    look(cardJsonSchema(), "");
    expect(missing).toEqual([]);
  });
});

describe("docs/model-cards.md", () => {
  it("has the fields of the schema: npm run schemas", () => {
    expect(withFieldTables(PAGE, cardJsonSchema())).toBe(PAGE);
  });

  it("has three whole cards, which are read and conform", () => {
    const cards = [...PAGE.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => text);
    const input = { name: "x", layout: "NCHW", size: { height: 64, width: 64 }, dtype: "float32" };
    const known = { file: "m.onnx", input: { ...input, layout: "NCHW" as const }, outputs: ["y"] };
    expect(cards.map((text) => parseModelCard(text, "page", known).task)).toEqual([
      "classification",
      "detection",
      "anomaly",
    ]);
    for (const text of cards) {
      expect(violations(text)).toEqual([]);
      expect(text).toContain(CARD_SCHEMA_ID);
    }
  });
});

describeWithShared("cards of real models", "data/models", (folder) => {
  it("conform to the published schema", () => {
    const names = readdirSync(folder).filter((name) => /(?<!schema)\.json$/.test(name));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      expect(violations(readFileSync(join(folder, name), "utf8"))).toEqual([]);
  });
});
