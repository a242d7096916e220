import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { renderRecordPage, renderVersionsPage } from "../../../src/node/reports/record-page.js";
import { figureCount, pageFigures } from "../../../src/records/page/page-figures.js";
import { type RecordPage, recordPage } from "../../../src/records/page/record-page.js";
import type {
  PublishedImage,
  RecordPageInput,
} from "../../../src/records/page/record-page-input.js";
import { hrefOf } from "../../../src/records/page/recount-panel.js";
import { type RecountFacts, recountView } from "../../../src/records/page/recount-view.js";
import { newestFirst, versionsPage } from "../../../src/records/page/versions-page.js";
import type { RecordClaim, TransparencyRecord } from "../../../src/records/record/record-types.js";
import { HOSTILE } from "../../reports/fixtures.js";
import { SAMPLE } from "../../support/sample-record.js";

const CLAIM: RecordClaim = {
  metric: "accuracy",
  value: 84 / 89,
  low: 0.875,
  high: 0.976,
  level: 0.95,
  method: "wilson",
  n: 89,
  defined: null,
  unit: "image",
  clusters: null,
  warnings: [],
  recomputable: true,
};

function input(record: TransparencyRecord, more: Partial<RecordPageInput> = {}): RecordPageInput {
  return {
    record,
    signedBy: [],
    address: null,
    methods: "methods",
    bibtex: "@misc{}",
    images: { where: "withheld", pictures: [], listed: [] },
    hasData: false,
    ...more,
  };
}

const pageOf = (change: Partial<TransparencyRecord>): RecordPage =>
  recordPage(input({ ...SAMPLE, ...change }));

describe("the scope of a record", () => {
  it("says that features come with it", () => {
    const features = { source: "flat", given: 1280, kept: 256, images: 2000 };
    const [tested] = pageOf({ features }).scope;
    expect(tested?.lines.join()).toContain("Features of 2,000 test images come with it, 256");
    expect(pageOf({}).scope[0]?.lines.join()).not.toContain("Features of");
  });
});

describe("the figure of a record", () => {
  it("is counted where it is a share of units, with its interval", () => {
    expect(figureCount(CLAIM)).toBe("84 of 89");
    expect(pageFigures({ ...SAMPLE, claims: [CLAIM] }).first).toMatchObject({
      value: "94.4%",
      label: "accuracy, 84 of 89 right",
      range: "95% interval 87.5 to 97.6",
    });
  });

  it("is its value where it is no share, and says what is not there", () => {
    expect(figureCount({ ...CLAIM, metric: "mcc", value: 0.123 })).toContain("0.12");
    expect(figureCount({ ...CLAIM, value: 0.12345 })).toBe("accuracy 12.3%");
    expect(figureCount({ ...CLAIM, value: null })).toBe("no value");
    const none = pageFigures({ ...SAMPLE, claims: [{ ...CLAIM, low: null, high: null }] });
    expect(none.first?.range).toBe("no interval");
    expect(pageFigures({ ...SAMPLE, claims: [] }).first).toBeNull();
  });

  it("speaks of outlines where objects have them, else of boxes", () => {
    const said = (task: string) =>
      pageFigures({ ...SAMPLE, task, claims: [{ ...CLAIM, metric: "map" }] }).first?.sentence;
    expect(said("instance-segmentation")).toMatch(/outline/);
    expect(said("detection")).not.toMatch(/outline/);
  });

  it("says over how many clusters its interval is", () => {
    const { first } = pageFigures({ ...SAMPLE, claims: [{ ...CLAIM, clusters: 12 }] });
    expect(first?.range).toBe("95% interval 87.5 to 97.6, over 12 clusters");
  });
});

describe("the page of a record", () => {
  it("says what it is in one sentence, with images and groups", () => {
    expect(pageOf({}).heading).toBe("A record: m, tested on 2 images from 2 sites");
    expect(pageOf({ clusters: null }).heading).toBe("A record: m, tested on 2 images");
  });

  it("has a banner for a draft and one for what is not stated, each by name", () => {
    const [draft, scope] = pageOf({}).banners;
    expect(draft?.title).toContain("draft");
    expect(scope?.title).toBe("Scope not stated");
    expect(scope?.text).toContain("population, who labelled, agreement of those who labelled");
    const answered = {
      task: "a",
      population: "b",
      labelling: "c",
      agreement: "d",
      counts: "e",
      decision: "f",
      doesNotShow: "g",
    };
    expect(pageOf({ state: "published", construct: answered }).banners).toEqual([]);
  });

  it("never leaves out what is not stated", () => {
    const { statements, short } = pageOf({});
    expect(statements).toHaveLength(21);
    expect(statements.filter(({ value }) => value === null)).toHaveLength(17);
    expect(short.find(({ name }) => name === "Signed")?.value).toBe("not signed");
    const html = renderRecordPage(pageOf({}));
    expect(html.match(/<dd class="ns[^"]*">not stated</g)).toHaveLength(
      [...statements, ...short].filter(({ value }) => value === null).length,
    );
  });

  it("tells tested, not tested, known to fail and expected apart", () => {
    const { scope } = pageOf({});
    expect(scope.map(({ tone, lines }) => [tone, lines.at(-1)])).toEqual([
      ["tested", "light: nothing with enough images"],
      ["untested", "rain"],
      ["failing", "night (width 1 to 2.5)"],
      ["expected", "snow (light day)"],
    ]);
    const silent = pageOf({ scope: { expected: [], notTested: [], knownToFail: [] } });
    expect(silent.scope.slice(1).every(({ lines }) => lines.length === 0)).toBe(true);
  });

  it("shows each group with a range, and only sizes where no more is told", () => {
    const { clusters } = pageOf({
      clusters: {
        attribute: "site",
        people: false,
        size: [10, 20],
        hits: [5, 19],
        confusion: null,
      },
    });
    expect(
      clusters?.plot?.forest.marks.map(({ label, sub, valueText }) => [label, sub, valueText]),
    ).toEqual([
      ["Site 1", "5 of 10", "50%"],
      ["Site 2", "19 of 20", "95.0%"],
    ]);
    // Wilson's 95 % interval of 19 of 20: 76.4 to 99.1 % (statsmodels 0.14 proportion_confint).
    expect(clusters?.plot?.forest.marks[1]?.intervalText).toBe("[76.4, 99.1]");
    const sizes = pageOf({
      clusters: { attribute: "site", people: false, size: [10, 20], hits: null, confusion: null },
    });
    expect(sizes.clusters).toMatchObject({ plot: null });
    expect(sizes.clusters?.words).toContain("2 sites, of 10, 20 images");
    expect(pageOf({ clusters: null }).clusters).toBeNull();
  });

  it("says what speaks against it, and who says so", () => {
    const { against } = pageOf({});
    const [overlap, ...others] = against.items;
    expect(overlap).toEqual({
      by: "check",
      text: "Equal or nearly equal images: 1 pair. a.png and b.png are nearly the same: one is in training, one in the test.",
    });
    expect(others.map(({ by }) => by)).toContain("author");
    expect(against.agreement).toBeNull();
    expect(pageOf({ overlap: null }).against.notes).toEqual([
      "The test images were not compared with those of training.",
    ]);
  });

  it("says why nothing can be counted again where answers are withheld", () => {
    const claims = [{ ...CLAIM, recomputable: false }];
    const files = { ...SAMPLE.files, predictions: null };
    const page = pageOf({ claims, files, openness: "closed" });
    expect(page.recount.bytes).toBeNull();
    const html = renderRecordPage(page);
    expect(html).toContain("This figure cannot be counted again");
    expect(html).not.toContain("<noscript>");
    expect(html).toContain("it names no image and no condition");
  });

  it("writes paths so that they stay in the folder", () => {
    expect(hrefOf("a b/ü#?.png")).toBe("a%20b/%C3%BC%23%3F.png");
    expect(hrefOf("javascript:alert(1)")).toBe("javascript%3Aalert(1)");
    expect(hrefOf("//host/x")).toBe("//host/x");
  });
});

describe("what counting again came to", () => {
  const same: RecountFacts = {
    problems: [],
    moreProblems: 0,
    isEqual: true,
    images: 89,
    headline: CLAIM,
    files: [{ path: "manifest.ndjson", isSound: true }],
    equalFigures: 27,
    recomputable: 27,
    signedBy: [],
  };

  it("says the figure where it is the same", () => {
    const view = recountView(same, { figure: "84 of 89" });
    expect(view.heading).toBe("Recomputed here, just now: 84 of 89, the same figure");
    expect(view.checks.filter(({ isEqual }) => isEqual === false)).toEqual([]);
  });

  it("says both figures and the first difference where it is not", () => {
    const problem = { severity: "error", what: "w", where: "claims[0]" } as const;
    const view = recountView(
      {
        ...same,
        isEqual: false,
        headline: { ...CLAIM, value: 81 / 89 },
        problems: [
          { ...problem, code: "record/not-recomputable", severity: "warning" },
          { ...problem, code: "record/claim-differs" },
          { ...problem, code: "record/counts" },
        ],
        moreProblems: 4,
      },
      { figure: "84 of 89" },
    );
    expect(view.heading).toBe("Not the same.");
    expect(view.lines).toEqual([
      "The record says 84 of 89; the files here give 81 of 89.",
      "First difference: w (claims[0], record/claim-differs).",
      "Do not rely on this page; tell the authors.",
    ]);
    expect(view.rest).toEqual(["record/counts: w (claims[0])"]);
    expect(view.moreText).toBe("4 more");
  });

  it("says of signatures that do not hold, hold, or were not looked at", () => {
    const value = (facts: Partial<RecountFacts>) =>
      recountView({ ...same, ...facts }, { figure: "" }).checks.at(-1);
    expect(value({ signedBy: ["k"] })).toMatchObject({ isEqual: true, value: "1 hold" });
    expect(value({ signedBy: null })).toMatchObject({ isEqual: null });
    const wrong = { code: "record/signature", severity: "error", what: "", where: "" } as const;
    expect(value({ problems: [wrong] })).toMatchObject({ isEqual: false });
    const weak = { ...wrong, code: "record/weak-key" } as const;
    expect(value({ problems: [weak] })).toMatchObject({ isEqual: false });
    const other = { ...wrong, code: "record/other-signer" } as const;
    expect(value({ signedBy: ["k"], problems: [other] })).toMatchObject({
      isEqual: false,
      value: "not by the key that this address asks for",
    });
  });
});

describe("the list of versions", () => {
  const version = (n: number, madeAt: string | null, id: string): TransparencyRecord => ({
    ...SAMPLE,
    id: id.repeat(64),
    version: n,
    facts: { ...SAMPLE.facts, madeAt },
  });

  it("has the newest first, whatever the order they were published in", () => {
    const all = [version(1, null, "a"), version(2, "2025", "b"), version(2, "2026", "c")];
    for (const order of [all, [...all].reverse()]) {
      expect(newestFirst(order).map(({ id }) => id[0])).toEqual(["c", "b", "a"]);
    }
  });

  it("says which one each stands for, and calls none the newest that has no older one", () => {
    const [first, other] = [version(1, null, "a"), version(1, null, "b")];
    const second = { ...version(2, null, "c"), previous: first.id };
    const list = versionsPage([first, second, other], "1");
    expect(list.versions.map(({ replaces, replacedBy }) => [replaces, replacedBy])).toEqual([
      ["In place of aaaaaaaaaaaa", null],
      [null, "Replaced by cccccccccccc"],
      [null, null],
    ]);
    const html = renderVersionsPage(list);
    expect(html.match(/>newest</g)).toHaveLength(1);
    expect(html).not.toContain("<script");
    const alone = renderVersionsPage(versionsPage([first], "1"));
    expect(alone).toContain('location.replace("aaaaaaaaaaaa/index.html")');
    expect(alone).toContain('<a href="aaaaaaaaaaaa/index.html">');
    expect(html).toContain(`Replaced by cccccccccccc · <code>${first.id}`);
  });

  it("is a click away from each record in the folder, which cannot know of later ones", () => {
    const first = version(1, null, "a");
    const second = { ...SAMPLE, version: 2, previous: first.id };
    const html = renderRecordPage(recordPage(input(second)));
    expect(html).toContain('<a href="../index.html#all">Is there a newer version?</a>');
    expect(recordPage(input(second)).short).toContainEqual({
      name: "In place of",
      value: "aaaaaaaaaaaa",
    });
    const inside = { has: () => true, kit: { badge: "", qr: "", methods: "", bibtex: "" } };
    expect(recordPage(input(second, { inside })).versions).toBeNull();
  });
});

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "prefer-native-element": [
      "error",
      { exclude: ["table", "row", "cell", "rowheader", "region"] },
    ],
  },
});

async function faults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}

describe("the HTML of a record's page", () => {
  it("is valid, with and without pictures", async () => {
    const image = {
      name: "a.png",
      href: "record/images/a.png",
      labels: ["deer"],
      picture: { src: "pictures/001.png", widthPx: 20, heightPx: 10 },
      answer: { kind: "label", label: "fox", isRight: false },
    } as const;
    const images = { where: "included", pictures: [image], listed: [image] } as const;
    expect(await faults(renderRecordPage(recordPage(input(SAMPLE, { images }))))).toEqual([]);
    expect(await faults(renderRecordPage(pageOf({ profile: null, claims: [] })))).toEqual([]);
    expect(await faults(renderVersionsPage(versionsPage([SAMPLE], "1.2.3")))).toEqual([]);
  });

  it("is valid whatever the record says, and runs none of it", async () => {
    for (const text of HOSTILE) {
      const html = renderRecordPage(recordPage(hostile(text)));
      expect(await faults(html), text).toEqual([]);
      const [loose] = html.match(LOOSE) ?? [];
      expect(loose, text).toBeUndefined();
      expect(html.match(/<script>/g)).toHaveLength(1);
      const list = renderVersionsPage(versionsPage([hostile(text).record], text));
      expect(await faults(list), text).toEqual([]);
    }
  });
});

/** Markup of hostile texts that came through as markup, and letters that nobody sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const LOOSE = /.{0,40}(?:<(?:img src=x|h1>pwned|svg\/onload)|\u202e|\u001b|\u009b)/u;

/** A record with `text` in every place that a record has for words. */
function hostile(text: string): RecordPageInput {
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(put);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, put(one)]));
    }
    return value === null ? text : value;
  };
  const { facts, construct, scope, caveats, model, profile } = SAMPLE;
  const words = <T extends object>(part: T): T =>
    Object.fromEntries(
      Object.entries(put(part) as object).map(([key, one]) => [
        key,
        typeof one === "string" ? text : one,
      ]),
    ) as T;
  const image: PublishedImage = {
    name: `${text}/a.png`,
    href: `record/images/${hrefOf(text.replace(/[\ud800-\udfff]/g, ""))}`,
    picture: null,
    labels: [text],
    answer: { kind: "label", label: text, isRight: false },
  };
  return {
    record: {
      ...SAMPLE,
      title: text,
      model: {
        ...words(model),
        sha256: model.sha256,
        labels: [text],
        trainingCounts: { [text]: 3 },
      },
      facts: { ...words(facts), authors: [{ name: text, orcid: text }] },
      construct: words(construct),
      scope: {
        notTested: [text],
        expected: [{ words: text, where: [{ attribute: text, levels: [text] }] }],
        knownToFail: scope.knownToFail.map((one) => ({ ...one, words: text })),
      },
      caveats: caveats.map((one) => ({ ...one, words: text })),
      counts: { images: 3, scored: 2, listed: 1, reasons: { [text]: 1 } },
      clusters: { attribute: text, people: false, size: [1, 1], hits: [1, 0], confusion: null },
      claims: SAMPLE.claims.map((one) => ({ ...one, metric: `recall{class=${text}}`, unit: text })),
      profile: profile && {
        ...profile,
        attributes: profile.attributes.map((one) => ({ ...one, name: text })),
      },
      overlap: {
        trainingImages: 1,
        pairs: [{ test: text, other: text, kind: "near", across: "training" }],
        without: [],
      },
    },
    signedBy: [text],
    address: text,
    methods: text,
    bibtex: text,
    hasData: true,
    images: { where: "included", pictures: [image], listed: [image] },
  };
}
