/**
 * Masks: `npm run bench -- masks`. The whole command on many pairs of masks, its processor time and peak
 * memory; and the boundaries of pairs of 512 × 512 pixels by themselves. Images are empty: nothing but their
 * names is wanted of them.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { classSurfaces } from "../src/outcomes/segmentation/class-surfaces.js";
import { maskPng } from "../test/support/mask-writer.js";

const MAIN = join(import.meta.dirname, "../dist/node/cli/main.js");
/** So many masks differ; further ones are the same again. */
const DRAWN = 16;

interface MaskTime {
  readonly images: number;
  readonly sidePx: number;
  /** Processor seconds, user and system. */
  readonly seconds: number;
  readonly peakMiB: number;
}

/** A disc and a square, a little elsewhere with every number. */
function drawnLabels(sidePx: number, shift: number): number[][] {
  const [middle, radius] = [sidePx / 2 + shift, sidePx / 4];
  return Array.from({ length: sidePx }, (_, y) =>
    Array.from({ length: sidePx }, (_, x) => {
      if ((x - middle) ** 2 + (y - middle) ** 2 < radius ** 2) return 1;
      return x < sidePx / 8 + shift && y < sidePx / 8 ? 2 : 0;
    }),
  );
}

export function benchMasks(images = 10_000, sidePx = 256): readonly MaskTime[] {
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    for (const [part, shift] of [
      ["truth", 0],
      ["predicted", 3],
    ] as const) {
      mkdirSync(join(folder, part));
      const drawn = Array.from({ length: DRAWN }, (_, k) =>
        maskPng(drawnLabels(sidePx, k + shift)),
      );
      for (let i = 0; i < images; i++) {
        writeFileSync(join(folder, part, `i${i}.png`), drawn[i % DRAWN]!);
      }
      writeFileSync(join(folder, part, "classes.txt"), "background\ndisc\nsquare\n");
    }
    mkdirSync(join(folder, "images"));
    for (let i = 0; i < images; i++) writeFileSync(join(folder, "images", `i${i}.jpg`), "");
    const words = [
      ...["evaluate", join(folder, "images"), "--task", "semantic-segmentation", "--quiet"],
      ...["--labels", join(folder, "truth"), "--predictions", join(folder, "predicted")],
      ...["--out", join(folder, "out")],
    ];
    return [{ images, sidePx, ...costs(words) }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the command, which says at its end what it has used. */
function costs(words: readonly string[]): Pick<MaskTime, "seconds" | "peakMiB"> {
  const tell = `process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    process.stderr.write(\`\\nused \${JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: Math.round(maxRSS / 1024) })}\`); });`;
  const watch = `data:text/javascript,${encodeURIComponent(tell)}`;
  const said = execFileSync(
    "bash",
    ["-c", '"$@" 2>&1 >/dev/null', "bash", process.execPath, "--import", watch, MAIN, ...words],
    { encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  return JSON.parse(said.slice(said.lastIndexOf("used ") + 5)) as ReturnType<typeof costs>;
}

/** Processor seconds of the boundaries of so many pairs. */
export function benchBoundaries(pairs = 1000, sidePx = 512) {
  const [truth = [], predicted = []] = [0, 5].map((shift) => drawnLabels(sidePx, shift).flat());
  const [own, answer] = [Int16Array.from(truth), Int16Array.from(predicted)];
  const rule = { spacing: [1, 1], tolerances: [2] } as const;
  const run = (count: number): void => {
    for (let i = 0; i < count; i++) classSurfaces(own, answer, sidePx, 3, 0, rule);
  };
  run(5);
  const { user, system } = process.cpuUsage();
  run(pairs);
  const used = process.cpuUsage();
  return [{ pairs, sidePx, seconds: (used.user + used.system - user - system) / 1e6 }];
}
