import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CreateDigest } from "../../src/core/digest.js";
import { createTable } from "../../src/core/table.js";
import { placeTruth } from "../../src/dataset/prepare.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";
import { type ComparedRun, groundOf, MOST_RUNS, withRun } from "../../src/session/compared-runs.js";
import { comparedModel } from "../compare/compared-model.js";

const createDigest: CreateDigest = () => {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
};

const IMAGES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];

function run(id: string, name: string, more: Partial<ComparedRun> = {}): ComparedRun {
  const { outcomes } = comparedModel(name, [1, 0, 1, 1]);
  return {
    id,
    name,
    sha256: null,
    ground: { question: "accuracy", images: "these", labels: "so" },
    outcomes,
    images: IMAGES,
    sizes: new Float64Array(IMAGES.length).fill(Number.NaN),
    claims: new Map(),
    attributes: createTable(IMAGES.length, new Map()),
    rows: Int32Array.from(IMAGES.keys()),
    drawn: undefined,
    asked: { metrics: [], positive: null, level: 0.95, seed: 1, slices: [] },
    ...more,
  };
}

function all(...runs: readonly ComparedRun[]) {
  let kept: ReturnType<typeof withRun<ComparedRun>> = { runs: [], left: null };
  for (const one of runs) kept = withRun(kept.runs, one);
  return { names: kept.runs.map(({ name }) => name), ...kept };
}

describe("models that ran in a project", () => {
  it("are kept in their order, the second of one name with a 2", () => {
    const { names, left } = all(
      run("1", "net"),
      run("2", "net"),
      run("3", "other"),
      run("4", "net"),
    );
    expect(names).toEqual(["net", "net 2", "other", "net 3"]);
    expect(left).toBeNull();
  });

  it("take the place of their own run of before, and keep its name", () => {
    const threshold = { ...run("2", "net").outcomes, unit: "picture" };
    const { names, runs } = all(
      run("1", "net"),
      run("2", "net"),
      run("3", "other"),
      run("2", "net", { outcomes: threshold }),
    );
    expect(names).toEqual(["net", "net 2", "other"]);
    expect(runs[1]!.outcomes.unit).toBe("picture");
  });

  it.each([
    ["question", { ground: { question: "recall", images: "these", labels: "so" } }],
    ["images", { ground: { question: "accuracy", images: "those", labels: "so" } }],
    ["labels", { ground: { question: "accuracy", images: "these", labels: "otherwise" } }],
    ["groups", { outcomes: { ...run("", "").outcomes, cluster: Int32Array.of(0, 0, 1, 1) } }],
  ] as const)("go where the %s are others, and that is said", (because, more) => {
    const { names, left } = all(run("1", "first"), run("2", "second"), run("3", "third", more));
    expect(names).toEqual(["third"]);
    expect(left).toEqual({ names: ["first", "second"], because });
    // The next model is compared with this one, and nothing is left behind any more.
    expect(all(run("1", "first"), run("3", "third", more), run("4", "last", more))).toMatchObject({
      names: ["third", "last"],
      left: null,
    });
  });

  it("leave nobody behind where the same model alone is asked something else", () => {
    const other = { question: "recall", images: "these", labels: "so" };
    const { names, left } = all(run("1", "net"), run("1", "net", { ground: other }));
    expect(names).toEqual(["net"]);
    expect(left).toBeNull();
  });

  it("stay where images are missing, which the comparison says, and where groups have other numbers", () => {
    const part = { images: IMAGES.slice(0, 2), sizes: new Float64Array(2).fill(7) };
    expect(all(run("1", "a"), run("2", "b", part)).names).toEqual(["a", "b"]);
    const grouped = (...cluster: number[]) => ({
      outcomes: { ...run("", "").outcomes, cluster: Int32Array.from(cluster) },
    });
    const kept = all(run("1", "a", grouped(0, 0, 1, 1)), run("2", "b", grouped(5, 5, 3, 3)));
    expect(kept.names).toEqual(["a", "b"]);
  });

  it("go where a file of the same name has other bytes, as far as files are here", () => {
    const sized = (...sizes: number[]) => ({ sizes: Float64Array.from(sizes) });
    const first = run("1", "a", sized(10, 20, Number.NaN, 40));
    expect(all(first, run("2", "b", sized(10, 20, 30, 40))).names).toEqual(["a", "b"]);
    expect(all(first, run("2", "b", sized(10, 21, 30, 40))).left?.because).toBe("images");
  });

  it("are so many at most: the first gives way", () => {
    const many = Array.from({ length: MOST_RUNS + 1 }, (_, i) => run(`${i}`, `model ${i}`));
    const { names, left } = all(...many);
    expect(names).toEqual(many.slice(1).map(({ name }) => name));
    expect(left).toEqual({ names: ["model 0"], because: "many" });
  });
});

describe("what a run was asked of", () => {
  const LABELS = "file,label,site\na.jpg,deer,north\nb.jpg,fox,south\nc.jpg,deer,south\n";
  const ground = async (
    text = LABELS,
    asked: Partial<EvaluateRequest> = {},
    sample: number | null = null,
  ) => {
    const access = createMemoryFileAccess(
      new Map([["labels.csv", new TextEncoder().encode(text)]]),
    );
    const request = { ...DEFAULT_REQUEST, ...asked };
    const truth = await readImageTruth(access, "labels.csv");
    return groundOf(placeTruth(truth, [], request), null, request, sample, createDigest);
  };

  it("is the same of the same labels, whatever is claimed, required or looked at", async () => {
    const first = await ground();
    const asked = { claims: ["accuracy=0.9"], requirements: ["accuracy>=0.8"], slices: ["site"] };
    expect(await ground(LABELS, asked)).toEqual(first);
  });

  it("differs in images, labels and question, each by itself", async () => {
    const first = await ground();
    const renamed = await ground(LABELS.replace("c.jpg", "d.jpg"));
    expect(renamed).toEqual({ ...first, images: renamed.images });
    expect(renamed.images).not.toBe(first.images);
    const mended = await ground(LABELS.replace("b.jpg,fox", "b.jpg,deer"));
    expect(mended).toEqual({ ...first, labels: mended.labels });
    expect(mended.labels).not.toBe(first.labels);
    for (const asked of [
      { cluster: "site" },
      { hereUnit: "image" },
      { positive: "fox" },
    ] as const) {
      const other = await ground(LABELS, asked);
      expect(other).toEqual({ ...first, question: other.question });
      expect(other.question).not.toBe(first.question);
    }
    expect((await ground(LABELS, {}, 2)).question).not.toBe(first.question);
  });
});
