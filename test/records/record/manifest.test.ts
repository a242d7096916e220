import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineReader } from "../../../src/records/record/lines.js";
import {
  type ManifestLine,
  manifestText,
  readManifest,
} from "../../../src/records/record/manifest.js";
import { processorMs } from "../../support/processor-time.js";

const LINE: ManifestLine = {
  image: "a/ä.png",
  url: null,
  bytes: "0".repeat(64),
  pixels: null,
  widthPx: 3,
  heightPx: 2,
  status: "scored",
  labels: ["deer"],
  sequence: null,
  cluster: "s1",
  licence: null,
  objects: [
    {
      label: "deer",
      box: [0.5, 1, 2, 3],
      area: 6,
      crowd: false,
      ignored: false,
      outline: { polygons: [[0, 0, 1, 0, 1, 1]] },
    },
  ],
  attributes: { site: "s1", temperature: -3.25 },
};

async function* cut(bytes: Uint8Array, at: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  // One buffer for every piece, as a stream may reuse its own.
  const shared = new Uint8Array(bytes.length);
  for (const to of [
    ...at.map((k) => Math.min(k, bytes.length)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    const length = to - from;
    shared.set(bytes.subarray(from, to));
    yield shared.subarray(0, length);
    shared.fill(255);
    from = to;
  }
}

async function readText(text: string, at: readonly number[] = []) {
  const lines: [number, ManifestLine][] = [];
  const pieces = cut(new TextEncoder().encode(text), at);
  const { problems, moreProblems } = await readManifest(pieces, "m", (line, number) => {
    lines.push([number, line]);
  });
  const what = problems.map((one) => `${one.where}: ${one.what}`);
  return { lines, problems, moreProblems, what };
}

describe("a manifest", () => {
  it("is read as it was written, wherever its bytes are cut", async () => {
    const written = [
      LINE,
      { ...LINE, image: "b.png", labels: [], objects: null },
      { ...LINE, labels: null },
    ];
    const text = written.map((line) => `${manifestText(line)}\n`).join("");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length + 10), { maxLength: 20 }), async (at) => {
        const { lines, problems } = await readText(text, at);
        expect(problems).toEqual([]);
        expect(lines.map(([, line]) => line)).toEqual(written);
        expect(lines.map(([number]) => number)).toEqual([1, 2, 3]);
      }),
      { numRuns: 100 },
    );
  });

  it("goes on behind a line that is malformed, and names it", async () => {
    const good = manifestText(LINE);
    const { lines, what } = await readText(
      `${[good, "{", good, '{"image":1}', `${good.slice(0, -1)} }`, "", good].join("\n")}\n`,
    );
    expect(lines.map(([number]) => number)).toEqual([1, 3, 7]);
    expect(what).toEqual([
      "m, line 2: the line is not JSON",
      "m, line 4: the line's image is missing, unknown or malformed",
      "m, line 5: the line is not the canonical form of its content",
      "m, line 6: the line is not JSON",
    ]);
  });

  it("says that a last line may be cut off", async () => {
    const { lines, what } = await readText(manifestText(LINE));
    expect(lines).toEqual([]);
    expect(what).toEqual([
      "m, line 1: the file does not end with a line feed: its last line may be cut off",
    ]);
  });

  it.each([
    ["image", "../a.png"],
    ["image", "/a.png"],
    ["image", "C:a.png"],
    ["image", "a\\b.png"],
    ["image", ""],
    ["bytes", "0"],
    ["bytes", "A".repeat(64)],
    ["widthPx", 0],
    ["widthPx", 1.5],
    ["labels", "deer"],
    ["attributes", { x: true }],
    ["attributes", null],
    ["objects", [{}]],
    ["cluster", {}],
    ["more", 1],
  ])("refuses a line with %s %j", async (field, value) => {
    const line = { ...LINE, [field]: value } as unknown as ManifestLine;
    const { lines, problems } = await readText(`${manifestText(line)}\n`);
    expect(lines).toEqual([]);
    const code = field === "bytes" ? "record/hash-format" : "record/manifest";
    expect(problems).toMatchObject([{ code, what: expect.stringContaining(field) }]);
  });

  it("counts what it does not name", async () => {
    const { problems, moreProblems } = await readText("x\n".repeat(1500));
    expect([problems.length, moreProblems]).toEqual([1000, 500]);
  });

  it("refuses what is not UTF-8", async () => {
    const pieces = cut(Uint8Array.from([0xff, 10]), []);
    const { problems } = await readManifest(pieces, "m", () => {});
    expect(problems).toMatchObject([{ what: "the line is not UTF-8" }]);
  });
});

describe("lines of a file", () => {
  const all = async (bytes: Uint8Array, at: readonly number[], most: number) => {
    const reader = createLineReader(cut(bytes, at), most);
    const lines: string[] = [];
    for (;;) {
      const line = await reader.next();
      if (line === null) break;
      lines.push(new TextDecoder().decode(line));
    }
    return { lines, end: reader.end, count: reader.count };
  };

  it("are those between line feeds, wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 8 }), { maxLength: 8 }),
        fc.boolean(),
        fc.array(fc.nat(90), { maxLength: 12 }),
        async (texts, ends, at) => {
          const text =
            texts.map((one) => one.replaceAll("\n", "x")).join("\n") + (ends ? "\n" : "");
          const expected = text.split("\n");
          if (expected.at(-1) === "") expected.pop();
          const found = await all(new TextEncoder().encode(text), at, 1000);
          expect(found.lines).toEqual(expected);
          const isCut = text !== "" && !text.endsWith("\n");
          expect(found.end).toBe(isCut ? "no-line-feed" : "complete");
        },
      ),
    );
  });

  it("end at one that is too long, in one piece or several", async () => {
    const bytes = new TextEncoder().encode(`ab\n${"x".repeat(50)}\ncd\n`);
    for (const at of [[], [10], [5, 20, 40]]) {
      expect(await all(bytes, at, 20)).toEqual({ lines: ["ab"], end: "too-long", count: 2 });
    }
  });

  it("of many small pieces are joined once", async () => {
    const bytes = new TextEncoder().encode(`${"x".repeat(200_000)}\n`);
    const at = Array.from({ length: 100_000 }, (_, k) => 2 * k);
    const spent = await processorMs(async () => {
      const { lines } = await all(bytes, at, 1_000_000);
      expect(lines[0]?.length).toBe(200_000);
    });
    // Joining again with every piece would move 10 GB.
    expect(spent).toBeLessThan(10_000);
  });
});
