import { describe, expect, it } from "vitest";
import { runHere } from "../../support/run-here.js";

const PLAN = ["plan", "--width", "0.05"];

/** What is said where the system refuses something that nobody met before. */
async function saidOf(code: string): Promise<string> {
  const out = () => {
    throw Object.assign(new Error("refused"), { code });
  };
  const { status, err } = await runHere(PLAN, { out });
  expect(status).toBe(1);
  return err;
}

describe("what the system refuses", () => {
  it.each([
    ["EMFILE", "run/few-files"],
    ["ENOSPC", "output/not-written"],
    ["EOTHER", "internal/bug"],
  ])("as %s is %s", async (code, named) => {
    expect(await saidOf(code)).toMatch(
      new RegExp(`^error ${named}: refused — homeground plan — `, "m"),
    );
  });
});
