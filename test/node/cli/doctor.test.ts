import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DoctorHost, doctor } from "../../../src/node/cli/doctor.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import { runHere, SILENT_IO } from "../../support/run-here.js";
import { violationsOf } from "../../support/schema-of.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function examined(replaced: Partial<DoctorHost> = {}) {
  const host: DoctorHost = {
    nodeVersion: "22.1.0",
    nodeWanted: ">=20.19.0",
    platform: "linux-x64",
    processors: 4,
    totalBytes: 16e9,
    freeBytes: 8e9,
    locale: "en_GB.UTF-8",
    dataDir: join(folder, "data"),
    browsers: [process.execPath],
    decoder: createNodePixelDecoder,
    engine: () => Promise.resolve({ engine: "onnxruntime-node 1.30.0 (cpu)", kind: "native" }),
    ...replaced,
  };
  const result = await doctor(SILENT_IO, host);
  const { checks } = result.json as {
    checks: { name: string; state: string; what: string; fix: string }[];
  };
  const stateOf = (name: string) => checks.find((one) => one.name === name)?.state;
  return { ...result, checks, stateOf };
}

describe("homeground doctor", () => {
  it("finds a machine on which everything works", async () => {
    const { text, status, checks } = await examined();
    expect(status).toBe(0);
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "Node.js ok",
      "Engine ok",
      "JPEG images ok",
      "PNG images ok",
      "WebP images ok",
      "Own folder ok",
      "Memory ok",
      "Processors ok",
      "Letters ok",
      "Browser ok",
    ]);
    expect(text.split("\n").at(-1)).toBe("Everything works.");
  });

  it.each([
    ["20.19.0", "ok"],
    ["20.18.9", "broken"],
    ["20.19", "ok"],
    ["18.99.99", "broken"],
    ["21.0.0", "ok"],
    ["20.20.0-nightly", "ok"],
  ])("finds Node %s %s", async (nodeVersion, state) => {
    expect((await examined({ nodeVersion })).stateOf("Node.js")).toBe(state);
  });

  it("exits with 1 where something essential is broken, and says what to do", async () => {
    const engine = () => Promise.reject(new Error("no such file"));
    const { status, text, stateOf } = await examined({ engine });
    expect(status).toBe(1);
    expect(stateOf("Engine")).toBe("broken");
    expect(text).toMatch(/Engine +BROKEN +no such file/);
    expect(text).toContain("Install homeground again");
    expect(text.split("\n").at(-1)).toBe("1 part broken: mend that first.");
  });

  it("notices a decoder that gives wrong colours, and one that does not work", async () => {
    const wrong = {
      decoder: "wrong",
      decode: () =>
        Promise.resolve({
          pixels: {
            ...({ widthPx: 1, heightPx: 1, channels: 3, bitDepth: 8 } as const),
            data: Uint8Array.of(200, 100, 51),
          },
          format: "jpeg",
          orientation: 1,
          notes: [],
        }),
    };
    const first = await examined({ decoder: () => wrong });
    expect(first.stateOf("JPEG images")).toBe("broken");
    const none = { decoder: "none", decode: () => Promise.reject(new Error("no WebAssembly")) };
    const second = await examined({ decoder: () => none });
    expect(second.checks.find(({ name }) => name === "WebP images")?.what).toBe("no WebAssembly");
    expect([first.status, second.status]).toEqual([1, 1]);
  });

  it("draws attention to what could be better, and exits with 0", async () => {
    await writeFile(join(folder, "in-the-way"), "");
    const { status, text, stateOf } = await examined({
      engine: () => Promise.resolve({ engine: "onnxruntime-web 1.30.0 (wasm)", kind: "wasm" }),
      freeBytes: 0.5e9,
      locale: "C",
      dataDir: join(folder, "in-the-way/data"),
      browsers: [],
    });
    expect(status).toBe(0);
    const names = ["Engine", "Memory", "Letters", "Own folder"];
    expect(names.map(stateOf)).toEqual(names.map(() => "attention"));
    expect(stateOf("Browser")).toBe("ok");
    expect(text).toContain("homeground runtime add native");
    expect(text).toContain("HOMEGROUND_DATA_DIR");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("looks at this machine", async () => {
    const { status, out } = await runHere(["doctor", "--json", "-"]);
    expect(status).toBe(0);
    expect(violationsOf("doctor", JSON.parse(out))).toEqual([]);
    const { checks } = JSON.parse(out);
    expect(checks.find(({ name }: { name: string }) => name === "JPEG images").state).toBe("ok");
  });
});
