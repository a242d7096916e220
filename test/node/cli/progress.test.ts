import { describe, expect, it } from "vitest";
import { HomegroundError } from "../../../src/core/errors.js";
import type { TerminalInfo } from "../../../src/node/cli/command.js";
import { createProgress } from "../../../src/node/cli/progress.js";
import { stoppedAt } from "../../../src/node/cli/stopped.js";
import { SILENT_IO } from "../../support/run-here.js";

/** What is shown while `total` images are done, one every `perImage` milliseconds. */
function shown(
  total: number,
  perImage: number,
  terminal: Partial<TerminalInfo>,
  what = "Scoring",
  from = 0,
) {
  const live: string[] = [];
  const err: string[] = [];
  let now = 0;
  const progress = createProgress(
    what,
    {
      ...SILENT_IO,
      terminal: { ...SILENT_IO.terminal, ...terminal },
      now: () => now,
      live: (text) => live.push(text),
      err: (text) => err.push(text),
    },
    false,
  );
  for (let done = from; done <= total; done++) {
    progress.update(done, total);
    now += perImage;
  }
  progress.finish();
  return { live, err };
}

const LIVE = { live: true, unicode: true, columns: 80 } as const;

describe("createProgress", () => {
  it("draws the line of the design: 53 of 73, 13 a second, about 2 s left", () => {
    const { live } = shown(73, 1000 / 13, LIVE, "Scoring", 1);
    const at53 = live.find((line) => line.includes("  53 of 73"));
    // Of 40 columns 29 are full; the design's picture has the same bar.
    expect(at53).toBe(
      "Scoring ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸──────────  53 of 73  13/s  about 2 s left",
    );
    expect(live.at(-1)).toBe("");
  });

  it.each([60, 72, 80, 200])("never passes %i columns, nor 80", (columns) => {
    for (const what of ["Scoring", "Checking the card"]) {
      for (const total of [9, 73, 1_234_567]) {
        const steps = Math.min(total, 500);
        const { live } = shown(steps, 137, { ...LIVE, columns }, what);
        const long = shown(steps, 90_000, { ...LIVE, unicode: false, columns }, what).live;
        for (const line of [...live, ...long]) {
          expect(line.length, line).toBeLessThanOrEqual(Math.min(80, columns));
        }
      }
    }
  });

  it("draws at most ten lines a second, also when the total is passed", () => {
    const { live } = shown(1000, 1, LIVE);
    expect(live.length).toBeLessThanOrEqual(12);
  });

  it("prints a plain line every 10 s or 10 %, whichever is later", () => {
    const { err, live } = shown(73, 1000 / 13, {});
    expect(live).toEqual([]);
    expect(err).toEqual([expect.stringMatching(/^progress 73\/73 100% 1\d(\.\d)?\/s$/)]);
    const slow = shown(40, 6000, {}).err;
    expect(slow[0]).toMatch(/^progress 4\/40 10% 0\.\d\/s eta=\d+s$/);
    expect(slow.length).toBeLessThanOrEqual(11);
  });
});

describe("the rate of a run that goes on where another stopped", () => {
  /** The first 900 of 1,000 are there at once; the others take half a second each. */
  function resumed(terminal: Partial<TerminalInfo>, to = 1000) {
    const live: string[] = [];
    const err: string[] = [];
    let now = 0;
    const progress = createProgress(
      "Scoring",
      {
        ...SILENT_IO,
        terminal: { ...SILENT_IO.terminal, ...terminal },
        now: () => now,
        live: (text) => live.push(text),
        err: (text) => err.push(text),
      },
      false,
    );
    now = 0.001;
    for (let done = 900; done <= to; done++) {
      progress.update(done, 1000);
      now += 500;
    }
    progress.finish();
    return { live, err };
  }

  it("is of what was done in this run", () => {
    expect(resumed({}).err.at(-1)).toMatch(/^progress 1000\/1000 100% (1\.9|2\.0)\/s$/);
    for (const line of resumed(LIVE).live) {
      const [, rate] = /([\d.]+)\/s/.exec(line) ?? [];
      expect(Number(rate ?? 2), line).toBeLessThanOrEqual(2.1);
    }
  });

  it("is none where nothing was left to do", () => {
    expect(resumed({}, 900).err).toEqual(["progress 900/1000 90%", "progress 900/1000 90%"]);
  });
});

describe("stoppedAt", () => {
  it("says how far an interrupted run was, and leaves other errors as they are", () => {
    const words = { what: "stopped before every image was scored", where: "m.onnx", fix: "Run" };
    const interrupted = new HomegroundError("run/interrupted", words);
    expect(stoppedAt(interrupted, true, { done: 53, total: 73 })).toMatchObject({
      code: "run/interrupted",
      what: "stopped at 53 of 73",
      fix: "Nothing is lost: run the same command again",
    });
    const other = new HomegroundError("model/run-failed", words);
    expect(stoppedAt(other, true, { done: 1, total: 2 })).toBe(other);
    const bug = new TypeError("x is undefined");
    expect(stoppedAt(bug, false, { done: 1, total: 2 })).toBe(bug);
    expect(stoppedAt(bug, true, { done: 1, total: 2 })).toMatchObject({ code: "run/interrupted" });
  });
});
