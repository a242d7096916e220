import { describe, expect, it } from "vitest";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

describe("homeground plan", () => {
  it.each([
    [["--width", "0.05", "--expect", "0.9"], "About 141 images."],
    [
      ["--width", "0.05", "--expect", "0.9", "--per-cluster", "20"],
      "409 images in 21 groups of 20",
    ],
    [["--claim", "accuracy=0.92", "--tolerance", "5 points"], "likely to decide"],
    [["--difference", "0.05"], "one model alone is right"],
    [["--claim", "accuracy=0.92@23/25"], "verdict/claim-too-uncertain"],
  ])("says how many for %j", async (args, text) => {
    const { status, out, err } = await runHere(["plan", ...args]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain(text);
    const json = JSON.parse((await runHere(["plan", ...args, "--json", "-"])).out);
    expect(violationsOf("plan", json)).toEqual([]);
  });

  it.each([
    [[]],
    [["--width", "0.1", "--difference", "0.1"]],
    [["--width", "0.7"]],
    [["--width", "0.1", "--tolerance", "0.1"]],
    [["--width", "0.1", "--cost-image", "1"]],
    [["--width", "0.1", "--cost-image", "1", "--cost-cluster", "9", "--per-cluster", "3"]],
    [["--claim", "macro-f1=0.8"]],
    [["--width", "0.1", "--icc", "2"]],
  ])("refuses %j", async (args) => {
    expect(await runHere(["plan", ...args])).toMatchObject({ status: 2, out: "" });
  });
});
