import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/node/cli/program.js";
import { collect } from "../../src/node/cli/usage.js";
import { runHere, SILENT_IO } from "../support/run-here.js";

/** Every option with a value, with the words that lead to its command. */
function optionsWithValues(command: CommandUnknownOpts, words: readonly string[]) {
  const own = command.options
    .filter((option) => option.required || option.optional)
    .map((option) => ({
      words,
      name: option.long ?? "",
      repeats: option.parseArg === collect,
      choices: option.argChoices,
    }));
  const below: typeof own = command.commands.flatMap((one) =>
    optionsWithValues(one, [...words, one.name()]),
  );
  return [...own, ...below];
}

const all = optionsWithValues(await createProgram(SILENT_IO, async () => {}, ["evaluate"]), []);

const BETWEEN_0_AND_1 = ["--level", "--width", "--difference", "--expect", "--prevalence"];

describe("an option that takes one value", () => {
  it.each(all.filter(({ repeats }) => !repeats))(
    "$words $name is refused when given twice",
    async ({ words, name, choices }) => {
      const json = name === "--json" ? "-" : null; // else it would leave a file here
      const word = name === "--prediction-boxes" ? "xyxy" : "1"; // neither a number nor one of a few
      const value = json ?? choices?.[0] ?? (BETWEEN_0_AND_1.includes(name) ? "0.9" : word);
      const { status, out, err } = await runHere([...words, name, value, `${name}=${value}`]);
      expect(status).toBe(2);
      if (json === null) expect(out).toBe("");
      expect(err).toBe(
        `error usage/twice: ${name} is given twice: "${value}" and "${value}" — ${["homeground", ...words].join(" ")} — Give ${name} once\n`,
      );
    },
  );

  it("leaves alone those that add up, and there are some", async () => {
    const repeatable = all.filter(({ repeats }) => repeats);
    expect(new Set(repeatable.map(({ name }) => name))).toEqual(
      new Set(
        ["--where", "--attributes", "--slice", "--claim", "--require", "--training"].concat(
          "--trained-at",
          "--metric",
          "--to",
          "--model",
          "--card",
          "--predictions",
          "--name",
          "--features",
          "--export",
          "--like",
          "--by",
          "--place-attribute",
          "--scores",
        ),
      ),
    );
    for (const { words, name } of repeatable) {
      const { err } = await runHere([...words, name, "a", name, "b"]);
      expect(err).not.toContain("usage/twice");
    }
  });

  it("names both values, whichever way they are given", async () => {
    const { err } = await runHere([
      "evaluate",
      "photos",
      "--labels",
      "l.csv",
      "--level",
      "0.9",
      "--level=0.95",
    ]);
    expect(err).toContain('--level is given twice: "0.9" and "0.95"');
  });
});
