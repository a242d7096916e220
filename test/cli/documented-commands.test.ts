import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandUnknownOpts as Command } from "@commander-js/extra-typings";
import { describe, expect, it } from "vitest";
import { ANALYSES } from "../../src/analyses/registry.js";
import { createProgram } from "../../src/node/cli/program.js";
import { SILENT_IO } from "../support/run-here.js";

const ROOT = join(import.meta.dirname, "../..");
const pagesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
const PAGES = ["README.md", ...pagesOf("docs"), ...pagesOf("docs/guides")];
/** So that what registries offer is there, whatever command is looked at. */
const ALL_OFFERS = ["evaluate", "convert"];

/** The program with commands that do nothing. */
async function idleProgram() {
  const program = await createProgram(SILENT_IO, async () => {}, ALL_OFFERS);
  const idle = (command: Command): void => {
    command.action(() => {});
    for (const below of command.commands) idle(below);
  };
  idle(program);
  return program;
}

/** The words of a line as a shell has them, up to a comment. */
function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:[^\s'"#]|#(?=\S)|'[^']*'|"[^"]*")+|#\s.*$/g);
  return [...words].map(([word]) => word.replaceAll(/['"]/g, "")).filter((word) => word[0] !== "#");
}

/** Command lines of blocks of a page, without the name of the program: of a shell's, or behind a prompt. */
function blockCommands(text: string): string[][] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .flatMap(([, kind, block]) =>
      block!
        .replaceAll("\\\n", " ")
        .split("\n")
        .map((line) => (kind === "sh" ? line : (/^\$ (.*)/.exec(line)?.[1] ?? ""))),
    )
    .map((line) => /^(?:npm run -s homeground -- |homeground )(.*)/.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .map(wordsOf);
}

/** Commands within sentences, which may leave out what they need. */
function inlineCommands(text: string): string[][] {
  const own = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
  return [...own.matchAll(/`homeground ([^`]+)`/g)].map(([, line]) => wordsOf(line!));
}

function commandOf(program: Command, words: readonly string[]): Command[] {
  const path: Command[] = [program];
  for (const word of words) {
    const below = path.at(-1)!.commands.find((one) => one.name() === word);
    if (below === undefined) break;
    path.push(below);
  }
  return path;
}

/** Pages that have any of such commands, with them. */
function pagesWith(commandsOf: (text: string) => string[][]) {
  return PAGES.map((page) => ({
    page,
    commands: commandsOf(readFileSync(join(ROOT, page), "utf8")),
  })).filter(({ commands }) => commands.length > 0);
}

const lineOf = (words: readonly string[]): string => `homeground ${words.join(" ")}`;

describe("commands that a page shows", () => {
  it.each(pagesWith(blockCommands))("are taken by the program: $page", async ({ commands }) => {
    for (const words of commands) {
      const program = await idleProgram();
      const parsed = await program.parseAsync(words, { from: "user" }).catch((error) => error);
      expect(parsed, lineOf(words)).toBe(program);
      if (!words.includes("--analyse")) continue;
      const known = ANALYSES.map(({ id }) => id);
      const asked = words[words.indexOf("--analyse") + 1]!.split(",");
      for (const id of asked) expect(known, lineOf(words)).toContain(id);
    }
  });

  it.each(pagesWith(inlineCommands))(
    "have names and options that there are: $page",
    async ({ commands }) => {
      const program = await idleProgram();
      for (const words of commands) {
        const path = commandOf(program, words);
        if (/^[a-z]/.test(words[0]!)) expect(path.length, lineOf(words)).toBeGreaterThan(1);
        const known = path.flatMap(({ options }) => options.flatMap(({ long }) => long ?? []));
        for (const option of words.filter((word) => /^--[a-z]/.test(word))) {
          expect([...known, "--help", "--version"], lineOf(words)).toContain(option.split("=")[0]);
        }
      }
    },
  );

  it("are told from lines that are none", async () => {
    const text =
      "```sh\nhomeground evaluate a --labels b --lables c # d\nls\n```\n`homeground evalute x`";
    const [words] = blockCommands(text);
    expect(words).toEqual(["evaluate", "a", "--labels", "b", "--lables", "c"]);
    const program = await idleProgram();
    await expect(program.parseAsync(words!, { from: "user" })).rejects.toThrow("--lables");
    expect(commandOf(program, inlineCommands(text)[0]!)).toHaveLength(1);
  });
});
