import { describe, expect, it } from "vitest";
import { createNodeDigest } from "../../src/node/digest.js";
import {
  listText,
  parseList,
  parsePlan,
  type ShardParts,
  type ShardPlan,
  shardId,
} from "../../src/shards/shard-plan.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";

const HASH = "0123456789abcdef".repeat(4);
const MODEL = { name: "model", key: HASH, card: HASH, files: [HASH] };
const PARTS: ShardParts = {
  version: "1.2.3",
  engine: "wasm 1",
  models: [MODEL],
  alterations: [],
  imageTimeout: null,
};
const IMAGES = [{ sha256: "a".repeat(64) }, { sha256: "b".repeat(64) }];
const id = (parts: Partial<ShardParts>, images = IMAGES) =>
  shardId({ ...PARTS, ...parts }, images, createNodeDigest);

const PLAN: ShardPlan = {
  schema: "homeground.shards/1",
  version: "1.2.3",
  command: "evaluate",
  words: ["photos", "--labels", "labels.csv"],
  from: "..",
  engine: { kind: "wasm", name: "wasm 1" },
  models: [MODEL],
  inputs: [{ path: "labels.csv", sha256: HASH }],
  images: 2,
  unreadable: [],
  speed: null,
  shards: [{ shard: 1, id: HASH, images: 2, bytes: 20, seconds: null, list: HASH }],
};

describe("the name of a shard", () => {
  it("is another one for another version, engine, model, limit, image or order", () => {
    const names = [
      id({}),
      id({ version: "1.2.4" }),
      id({ engine: "native 1" }),
      id({ models: [{ ...MODEL, key: "f".repeat(64) }] }),
      id({ models: [{ ...MODEL, files: ["f".repeat(64)] }] }),
      id({ alterations: ["darker"] }),
      id({ imageTimeout: 5 }),
      id({}, IMAGES.slice(1)),
      id({}, IMAGES.toReversed()),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it("does not depend on what files and models are called", () => {
    expect(id({ models: [{ ...MODEL, name: "other" }] })).toBe(id({}));
  });
});

describe("a plan", () => {
  it("is read as it was written, and fits its schema", () => {
    expect(parsePlan(JSON.stringify(PLAN), "plan.json")).toEqual(PLAN);
    expect(violationsOf("shards", PLAN)).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["another file", "[]"],
    ["another schema", JSON.stringify({ ...PLAN, schema: "homeground.plan/1" })],
    ["another command", JSON.stringify({ ...PLAN, command: "publish" })],
    ["no shards", JSON.stringify({ ...PLAN, shards: [] })],
    ["numbers with a gap", JSON.stringify({ ...PLAN, shards: [{ ...PLAN.shards[0], shard: 2 }] })],
    ["a short hash", JSON.stringify({ ...PLAN, models: [{ ...MODEL, key: "12" }] })],
  ])("is refused as %s", (_name, text) => {
    expect(() => parsePlan(text, "plan.json")).toThrow(throwsCode("shards/bad-plan"));
  });

  it("has lists with a line an image, whatever it is called", () => {
    const images = [
      { file: "a.png", path: "a.png", sha256: HASH },
      { file: 'b "1"\n\u2028.png', path: "sub/b.png", sha256: HASH },
    ];
    expect(parseList(listText(images), "1.ndjson")).toEqual(images);
    expect(() => parseList("{}\n", "1.ndjson")).toThrow(throwsCode("shards/bad-plan"));
  });
});
