import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bibText, bibtex } from "../../../src/records/kit/bibtex.js";
import { citationCff } from "../../../src/records/kit/citation-cff.js";
import { KIT_FILES, kitFiles } from "../../../src/records/kit/kit-files.js";
import { methodsParagraph } from "../../../src/records/kit/methods-paragraph.js";
import { recordLink, snippetHtml, snippetMarkdown } from "../../../src/records/kit/snippets.js";
import type { RecordFacts, TransparencyRecord } from "../../../src/records/record/record-types.js";
import { schemaViolations } from "../../support/json-schema.js";
import { SAMPLE } from "../../support/sample-record.js";

const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

const NASTY = [
  "50% of {cells} & #1_a^2 ~ $x$ \\input{/etc/passwd}",
  "}} , year = {1999}, {{",
  "%",
  "Müller-Łukasz Çağrı Øre ß",
  "鹿 и лось",
  'a "quoted" -- name @misc{x,',
  "\\",
  "{",
  "}",
  "O’Neil and Sons",
  "line\nbreak\ttab",
  "<b>&amp;</b>",
  "[link](javascript:x)",
  "*",
  "# head",
];

function stated(facts: Partial<RecordFacts>, change: Partial<TransparencyRecord> = {}) {
  return { ...SAMPLE, facts: { ...SAMPLE.facts, ...facts }, ...change };
}

const nasty = (text: string): TransparencyRecord => ({
  ...stated({
    authors: [{ name: text, orcid: text }],
    contact: text,
    doi: text,
    url: text,
    licence: text,
    madeAt: text,
    howChosen: text,
    exclusions: text,
    uses: text,
  }),
  title: text,
  model: { ...SAMPLE.model, name: text },
  construct: {
    task: text,
    population: text,
    labelling: text,
    agreement: text,
    counts: text,
    decision: text,
    doesNotShow: text,
  },
  clusters: { ...SAMPLE.clusters!, attribute: text },
});

/** The public schema (see cff-schema.md), its keywords as the checker here names them. */
const CFF_SCHEMA: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "cff-1.2.0.schema.json"), "utf8").replaceAll(
    "#/definitions/",
    "#/$defs/",
  ),
  (key, value) =>
    ["default", "examples", "format", "uniqueItems"].includes(key) ? undefined : value,
);
function cffViolations(yaml: string): string[] {
  const { definitions, ...rest } = CFF_SCHEMA as { definitions: unknown };
  return schemaViolations({ ...rest, $defs: definitions }, parse(yaml));
}

describe("methodsParagraph", () => {
  const record = stated(
    { howChosen: "every tenth picture." },
    {
      counts: { images: 91, scored: 89, listed: 2, reasons: { unlabelled: 2 } },
      claims: [
        {
          metric: "accuracy",
          value: 84 / 89,
          low: 0.8751,
          high: 0.9758,
          level: 0.95,
          method: "wilson-cluster",
          n: 89,
          defined: null,
          unit: "image",
          clusters: 2,
          warnings: [],
          recomputable: false,
        },
      ],
    },
  );

  it("says what was measured, on how many images from how many clusters, and what binds it", () => {
    const text = methodsParagraph(record, "e".repeat(64));
    for (const part of [
      "We evaluated the classifier m on 89 images; 2 more were without a label",
      "How the images were chosen: every tenth picture. ",
      "Accuracy was 94.4% (95% interval 87.5 to 97.6%; Wilson score intervals on an effective sample size",
      "on 89 images.",
      "intervals allow for 2 sites",
      "The decision that it is meant for: not stated.",
      "compared with 4 training images, and among each other: 1 pair",
      `transparency record ${record.id} (draft), made with Homeground 1.2.3, random seed 1`,
      `evidence id is ${"e".repeat(64)}`,
      "1 figure of 1 cannot be computed again",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("never prints a missing value, whatever is missing", () => {
    const bare = {
      ...stated({}),
      claims: [],
      clusters: null,
      overlap: null,
      confusion: null,
      model: { ...SAMPLE.model, sha256: null },
    };
    for (const one of [bare, record, { ...record, overlap: null }]) {
      expect(methodsParagraph(one)).not.toMatch(/undefined|null|NaN|\.\./);
    }
  });
});

describe("CITATION.cff", () => {
  it("keeps to the schema of 1.2.0, and leaves out what is not of its forms", () => {
    const whole = stated({
      authors: [
        { name: "Jane Doe", orcid: "0000-0002-1825-0097" },
        { name: "J", orcid: "x" },
      ],
      ...{ doi: "https://doi.org/10.5281/zenodo.1234", licence: "CC-BY-4.0", madeAt: "May 2025" },
    });
    const yaml = citationCff(whole, { url: "https://example.org/a#id=1" });
    expect(cffViolations(yaml)).toEqual([]);
    expect(parse(yaml)).toMatchObject({
      "cff-version": "1.2.0",
      authors: [
        { name: "Jane Doe", orcid: "https://orcid.org/0000-0002-1825-0097" },
        { name: "J" },
      ],
      ...{ doi: "10.5281/zenodo.1234", license: "CC-BY-4.0", url: "https://example.org/a#id=1" },
    });
    expect(parse(yaml)["date-released"]).toBeUndefined();
    for (const text of NASTY) {
      expect(cffViolations(citationCff(nasty(text), { url: text })), text).toEqual([]);
    }
  });

  it("keeps to it with every licence that is known by its identifier, and without authors", () => {
    for (const licence of ["CC0-1.0", "GPL-3.0-only", "EUPL-1.2", "CDLA-Permissive-2.0", "mine"]) {
      const yaml = citationCff(stated({ licence, authors: [] }), { url: null });
      expect(cffViolations(yaml), licence).toEqual([]);
      expect(parse(yaml).authors).toEqual([{ name: "not stated" }]);
    }
  });

  it("would see a citation that does not keep to it", () => {
    const yaml = citationCff(SAMPLE, { url: null });
    expect(cffViolations(yaml.replace("dataset", "record"))).not.toEqual([]);
    expect(cffViolations(`${yaml}extra: "1"\n`)).not.toEqual([]);
  });
});

describe("snippets", () => {
  const link = recordLink("https://example.org/r/", SAMPLE);

  it("lead to the record with its id, and say what the badge says", () => {
    expect(link).toBe(`https://example.org/r/#id=${SAMPLE.id}`);
    expect(recordLink("https://example.org/#part", SAMPLE)).toBe("https://example.org/#part");
    expect(snippetMarkdown(SAMPLE, link)).toMatch(
      /^\[!\[Accuracy 50% .*\]\(badge\.svg\)\]\(https:.*\)$/,
    );
    expect(snippetMarkdown(SAMPLE, null)).toMatch(/^!\[/);
  });

  it("are valid HTML and one image in one link, whatever the names", async () => {
    const validator = new HtmlValidate({ extends: ["html-validate:standard"] });
    for (const metric of NASTY) {
      const record = { ...SAMPLE, claims: [{ ...SAMPLE.claims[0]!, metric }] };
      const html = snippetHtml(record, link);
      const report = await validator.validateString(html);
      expect(report.valid, html).toBe(true);
      expect(html.match(/</g)).toHaveLength(3);
      expect(snippetMarkdown(record, link)).not.toMatch(/\n/);
    }
  });
});

describe("bibtex", () => {
  it("escapes what BibTeX counts, and keeps letters", () => {
    expect(bibText("{a}")).toBe("{\\char123}a{\\char125}");
    expect(bibText("é 鹿")).toBe("\\'{e} 鹿");
    const record = stated({ doi: "https://doi.org/10.5281/zenodo.1", authors: [] });
    expect(bibtex(record, { url: null })).toContain("  doi = {10.5281/zenodo.1},");
    expect(bibtex(stated({ doi: "soon" }), { url: null })).not.toContain("doi");
  });

  it("has balanced braces whatever the names", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => {
        const entry = bibtex(nasty(text), { url: text });
        let depth = 0;
        for (const letter of entry) {
          if (letter === "{") depth++;
          if (letter === "}") depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(entry.match(/^ {2}\w+ = \{/gm)?.length).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("takes a name with an and in it for one author", () => {
    const record = stated({
      authors: [
        { name: "Institute of Birds and Bats", orcid: null },
        { name: "Jane Doe", orcid: null },
      ],
    });
    expect(bibtex(record, { url: null })).toContain(
      "author = {{Institute of Birds and Bats} and Jane Doe}",
    );
  });
});

describe.skipIf(!has("pdflatex") || !has("bibtex"))("a paper", () => {
  it("is set by pdflatex and bibtex with methods.tex and record.bib, whatever the names", () => {
    const folder = mkdtempSync(join(tmpdir(), "homeground-"));
    const texts = [...NASTY, "plain"];
    try {
      const entries = texts.map((text, i) => {
        const record = { ...nasty(text), id: String(i).padStart(2, "0").padEnd(64, "a") };
        const files = kitFiles(record, { url: "https://example.org/a_b%20c", evidence: null });
        writeFileSync(join(folder, `methods${i}.tex`), files.get("methods.tex")!);
        // Letters that this engine has no fonts for stay in the entry: those who cite it have them.
        return /[\p{Script=Han}\p{Script=Cyrillic}]/u.test(text) ? null : files.get("record.bib")!;
      });
      writeFileSync(
        join(folder, "record.bib"),
        entries.filter((entry) => entry !== null).join("\n"),
      );
      const body = texts.map((_, i) => `\\input{methods${i}}\n`).join("\n");
      writeFileSync(
        join(folder, "paper.tex"),
        `\\documentclass{article}\n\\begin{document}\n${body}\n\\bibliographystyle{plain}\n\\bibliography{record}\n\\end{document}\n`,
      );
      const tex = (): string =>
        execFileSync("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "paper"], {
          cwd: folder,
        }).toString();
      tex();
      const bib = execFileSync("bibtex", ["paper"], { cwd: folder }).toString();
      expect(bib).not.toMatch(/error message/i);
      const list = readFileSync(join(folder, "paper.bbl"), "utf8");
      expect(list.match(/\\bibitem/g)).toHaveLength(texts.length - 1);
      expect(list).not.toContain("1999,");
      tex();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("kitFiles", () => {
  it("writes the files that it names, and no missing value", () => {
    for (const text of NASTY) {
      const files = kitFiles(nasty(text), { url: null, evidence: "e".repeat(64) });
      expect([...files.keys()].sort()).toEqual([...KIT_FILES].sort());
      for (const [name, content] of files) expect(content, name).not.toMatch(/undefined|\bNaN\b/);
    }
  });
});
