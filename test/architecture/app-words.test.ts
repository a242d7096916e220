import ts from "typescript";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "../support/source-files.js";

/** Words of a command line: an option, or a command by its name. */
const COMMAND = /(?:^|[\s(“"'])--[a-z]|\bhomeground (?:sample|inspect|record)\b/;

/** What the app never shows. */
const NOT_OF_THE_APP: readonly (readonly [files: RegExp, why: string])[] = [
  [/^node\//, "the command line"],
  [/^evaluation\/options\//, "flags are declared there"],
  [/^session\/same-command\.ts$/, "the command line that does the same"],
  [/^claims\/question\.ts$/, "the option that inspect proposes"],
  [/^records\/(?:archive|evidence|exports|kit|record)\//, "commands about records"],
  [/^records\/words\/(?:exports|kit|lint|record|record-page)\.ts$/, "the same, and their page"],
  [/^web\/record\//, "the page of a record"],
  [/^benchmark\//, "benchmark"],
  [/^shards\/slurm-scripts\.ts$/, "scripts that a scheduler runs"],
  [/^reports\/words\/page-check\.ts$/, "publish"],
  [/^analyses\/inspect\/inspect-text\.ts$/, "what inspect prints"],
  [/^scoring\/run-estimate\.ts$/, "said before a run on the command line"],
  [/^dataset\/(?:draw-sample|where)\.ts$/, "sample, and --where"],
  [/^dataset\/attributes\/where-attributes\.ts$/, "--where"],
  [/^evaluation\/detection\/chosen-threshold\.ts$/, "--threshold-for"],
  [/^models\/foreign-models\.ts$/, "commands of other programs"],
  [/^formats\/objects\/prepare-set\.ts$/, "convert"],
  [/(?:styles|\/tokens|\/mark-shares)\.ts$/, "style sheets"],
];

/** For a README in a saved file, for a terminal, of another program, for whoever reads code. */
const SAID_AS_IT_IS: readonly string[] = [
  'label-map.json   what each label is to the model, alone: "homeground evaluate --label-map" reads it.',
  "Next    --out DIR writes a page, with a letter to the authors",
  "More of it, before any label: homeground inspect IMAGES --record ",
  " --out DIR",
  "Detections count when their score is at least the operating point's: the card's threshold or --threshold, never 0.5 unless one of them says so.",
];

interface Texts {
  /** Texts that name an option, and that the app says too. */
  readonly wrong: readonly string[];
  /** Wordings with an option for the command line, and without for the app. */
  readonly wordings: number;
}

/** What a module says with an option's name, outside of the command line's half of a wording. */
function textsOf(code: string): Texts {
  const wrong: string[] = [];
  let wordings = 0;
  const visit = (node: ts.Node): void => {
    if (isForCommand(node)) {
      wordings++;
      return;
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || isTemplateRest(node)) {
      wrong.push(...node.text.split("\n").filter((line) => COMMAND.test(line)));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("module.ts", code, ts.ScriptTarget.Latest, true));
  return { wrong, wordings };
}

function isTemplateRest(node: ts.Node): node is ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

/** `command: …` of an object that has the words of the app too. */
function isForCommand(node: ts.Node): boolean {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== "command") return false;
  return ts.isObjectLiteralExpression(node.parent) && node.parent.properties.some(isForApp);
}

function isForApp(property: ts.ObjectLiteralElementLike): boolean {
  return property.name?.getText() === "app";
}

/** The code of a module; of a view its script and, as one text, everything else but comments. */
function codeOf({ file, text }: { readonly file: string; readonly text: string }): string {
  if (!file.endsWith(".svelte")) return text;
  const shown = text.replace(/<!--[\s\S]*?-->/g, "");
  const script = /<script[^>]*>([\s\S]*?)<\/script>/.exec(shown);
  const rest = shown.replace(/<style[\s\S]*?<\/style>/g, "").replace(script?.[0] ?? "", "");
  return `${script?.[1] ?? ""}\nconst view = ${JSON.stringify(rest)};`;
}

describe("a text that the app shows", () => {
  const all = sourceFiles();

  it("names no option of the command line, but in the half of a wording that the app leaves out", () => {
    const wrong: string[] = [];
    let wordings = 0;
    for (const source of all) {
      if (!/--[a-z]|homeground [a-z]/.test(source.text)) continue;
      if (NOT_OF_THE_APP.some(([files]) => files.test(source.file))) continue;
      const found = textsOf(codeOf(source));
      wordings += found.wordings;
      for (const text of found.wrong) {
        if (!SAID_AS_IT_IS.includes(text)) wrong.push(`${source.file}: ${text}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(wordings).toBeGreaterThan(60);
  });

  it.each(NOT_OF_THE_APP.map(([files, why]) => [why, files] as const))(
    "has exceptions that are needed: %s",
    (_why, files) => {
      expect(all.some(({ file }) => files.test(file))).toBe(true);
    },
  );

  it("names controls as they are called where they are declared", () => {
    const named = all.flatMap(({ text }) =>
      [...text.matchAll(/, at “([^”$]+)”/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(4);
    const undeclared = named.filter(
      (name) => !all.some(({ text }) => text.includes(`: "${name}"`)),
    );
    expect(undeclared).toEqual([]);
  });

  it("is seen where one is planted", () => {
    expect(textsOf('fail("Give --threshold");').wrong).toEqual(["Give --threshold"]);
    expect(textsOf(`say\`\${n} files; run with --sample\`;`).wrong).toEqual([
      " files; run with --sample",
    ]);
    expect(textsOf('const way = { command: "Give --threshold" };').wrong).toHaveLength(1);
    expect(
      textsOf('const way = { command: "Give --threshold", app: "Give --threshold too" };'),
    ).toEqual({ wrong: ["Give --threshold too"], wordings: 1 });
    expect(textsOf(codeOf({ file: "a.svelte", text: "<p>Give --threshold</p>" })).wrong).toEqual([
      "<p>Give --threshold</p>",
    ]);
  });
});
