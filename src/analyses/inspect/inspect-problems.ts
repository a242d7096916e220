import { type Said, type Sentence, type Surface, whatFor, wordsFor } from "../../core/sentence.js";
import { AT } from "../../core/ways.js";
import { ROW_KEPT } from "../../dataset/conflict-rule.js";
import { NOT_READ } from "../../formats/fields.js";
import { PROBLEM_CODES } from "../../formats/import-problems.js";
import { counted } from "../../reports/numbers.js";
import { EXAMPLES_SHOWN, type ImportRow, type ProblemGroup } from "./inspect-types.js";

/** A finding, and what it is grouped by beside its code: how near a missing file comes. */
export interface Finding extends ImportRow, Said {
  readonly status: "problem" | "note" | "listed";
  readonly kind?: string;
}

interface Words {
  readonly what: (n: number) => string;
  readonly fix: Sentence;
}

const files = (n: number): string => counted(n, "file");
const images = (n: number): string => counted(n, "image");
const names = (n: number): string => `${counted(n, "label")} ${n === 1 ? "names" : "name"}`;
const have = (n: number): string => (n === 1 ? "has" : "have");

const COPY_AGAIN = "Copy them again from where they came, or leave them out";
const WRITE_NAMES = "Write the names in the label file as the files have them";

/** Words by code, or by code and kind; the most harmful first. */
const WORDS: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["input/unreadable", { what: (n) => `${files(n)} cannot be opened`, fix: "Check who may read" }],
  ["image/empty", { what: (n) => `${files(n)} ${have(n)} no bytes`, fix: COPY_AGAIN }],
  [
    "image/invalid",
    { what: (n) => `${files(n)} ${n === 1 ? "is" : "are"} no image`, fix: COPY_AGAIN },
  ],
  [
    "listed image/truncated",
    { what: (n) => `${files(n)} cut: pixels are missing`, fix: COPY_AGAIN },
  ],
  [
    "image/unsupported",
    {
      what: (n) => `${files(n)} of a kind that is not read`,
      fix: "Export them as JPEG, PNG or WebP",
    },
  ],
  [
    "image/too-large",
    {
      what: (n) => `${images(n)} larger than can be decoded`,
      fix: "Cut or shrink them beforehand",
    },
  ],
  [
    "missing-file case",
    { what: (n) => `${names(n)} a file that differs in capitals`, fix: WRITE_NAMES },
  ],
  [
    "missing-file extension",
    { what: (n) => `${names(n)} a file with another ending`, fix: WRITE_NAMES },
  ],
  [
    "missing-file blanks",
    { what: (n) => `${names(n)} a file that differs in blanks or underscores`, fix: WRITE_NAMES },
  ],
  [
    "missing-file percent-encoding",
    { what: (n) => `${names(n)} a file in percent encoding (%20)`, fix: WRITE_NAMES },
  ],
  [
    "missing-file upload-prefix",
    { what: (n) => `${names(n)} a file with what an upload added to it`, fix: WRITE_NAMES },
  ],
  [
    "missing-file spelling",
    {
      what: (n) => `${names(n)} a file that is not there, and one is spelled like it`,
      fix: WRITE_NAMES,
    },
  ],
  [
    "missing-file ambiguous",
    {
      what: (n) => `${names(n)} a file, and several could be meant`,
      fix: "Write the folder before the name",
    },
  ],
  [
    "missing-file shared",
    {
      what: (n) => `${names(n)} a file that another name stands for as well`,
      fix: "Write the folder before the name",
    },
  ],
  [
    "missing-file other-folder",
    { what: (n) => `${names(n)} a file that is in another folder`, fix: WRITE_NAMES },
  ],
  [
    "missing-file nothing-near",
    {
      what: (n) => `${names(n)} a file that is not there`,
      fix: "Copy the images there, or name another folder",
    },
  ],
  [
    "labels/conflict",
    {
      what: (n) => `${images(n)} labelled differently by several rows`,
      fix: {
        command: "Mend the file, or say which row counts: --conflicting-labels first or last",
        app: "Mend the label file, or say which row counts under Images and labels",
      },
    },
  ],
  [
    ROW_KEPT.first,
    {
      what: (n) => `${images(n)} labelled differently by several rows: the earlier row counts`,
      fix: "",
    },
  ],
  [
    ROW_KEPT.last,
    {
      what: (n) => `${images(n)} labelled differently by several rows: the later row counts`,
      fix: "",
    },
  ],
  [
    "duplicate/conflict",
    {
      what: (n) => `${images(n)} with the bytes of another and a different label`,
      fix: "One is wrong",
    },
  ],
  [
    "labels/unmapped",
    {
      what: (n) =>
        `${counted(n, "label")} of the ground truth that no predicted label is called like`,
      fix: "Say what each is to the model when you evaluate: it asks",
    },
  ],
  [
    "no-prediction",
    {
      what: (n) => `${images(n)} without a prediction`,
      fix: "Add them to the predictions; without one they are listed, and count in no figure",
    },
  ],
  [
    "several-labels",
    {
      what: (n) => `${images(n)} with several labels: listed where a task has one`,
      fix: {
        command: "Give evaluate --several-labels any, or --task multilabel",
        app: `Keep one label, or evaluate several labels an image: choose it ${AT.evaluated}`,
      },
    },
  ],
  [
    "unlabelled",
    {
      what: (n) => `${images(n)} without a label`,
      fix: {
        command:
          "Label them, or let them be: they are listed; if there is nothing to label, evaluate --no-annotation empty",
        app: "Label them, or let them be: they are listed",
      },
    },
  ],
  [
    "duplicate",
    {
      what: (n) => `${files(n)} ${have(n)} the bytes of another`,
      fix: "Keep one of each, or they count twice",
    },
  ],
  [
    "attributes/clock-reset",
    {
      what: (n) => `${counted(n, "attribute")} with the first day of a clock`,
      fix: "Times after a reset are not the time of day: correct them or leave them out",
    },
  ],
  [
    NOT_READ,
    {
      what: (n) => `${counted(n, "field")} of the label file ${n === 1 ? "is" : "are"} not read`,
      fix: "",
    },
  ],
  [
    `${NOT_READ} predictions`,
    {
      what: (n) => `${counted(n, "field")} of the predictions ${n === 1 ? "is" : "are"} not read`,
      fix: "",
    },
  ],
  [
    "predictions/unknown-label",
    {
      what: (n) => `${counted(n, "predicted label")} that the ground truth does not have`,
      fix: "Nothing to do if that is meant: a model may know more; answering one is wrong",
    },
  ],
  [
    "note predictions/unknown-image",
    {
      what: (n) => `${counted(n, "prediction")} on an image that is not there`,
      fix: "Nothing to do if these images were left out on purpose",
    },
  ],
  [
    "note image/truncated",
    { what: (n) => `${images(n)} without an end marker, which may be cut`, fix: COPY_AGAIN },
  ],
  [
    "image/extension-mismatch",
    { what: (n) => `${images(n)} of another format than the name says`, fix: "" },
  ],
]);

const ORDER = new Map([...WORDS.keys()].map((key, i) => [key, i]));

/** Findings by their code and kind, the most harmful first, then by how many there are. */
export function groupProblems(
  findings: Iterable<Finding>,
  surface: Surface,
  shown = EXAMPLES_SHOWN,
): ProblemGroup[] {
  const groups = new Map<string, { readonly first: Finding; count: number; examples: Finding[] }>();
  for (const finding of findings) {
    const key = `${finding.status} ${finding.code} ${finding.kind ?? ""}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: finding, count: 1, examples: [finding] });
    else {
      known.count++;
      if (known.examples.length < shown) known.examples.push(finding);
    }
  }
  return [...groups.values()]
    .map(({ first, count, examples }) => {
      const key = wordsKey(first);
      const words = WORDS.get(key);
      return {
        order: ORDER.get(key) ?? ORDER.size + (first.status === "note" ? 1 : 0),
        group: {
          code: first.code,
          weight: first.status === "note" ? "note" : "problem",
          count,
          what: words?.what(count) ?? plainWords(first, count, surface),
          fix: wordsFor(surface, words?.fix ?? ""),
          examples: examples.map((one) => ({
            file: one.file,
            what: whatFor(surface, one),
          })),
        } as const,
      };
    })
    .sort((a, b) => a.order - b.order || b.group.count - a.group.count)
    .map(({ group }) => group);
}

function wordsKey({ code, kind, status }: Finding): string {
  const keys = [`${code} ${kind ?? ""}`, `${status} ${code}`, code];
  return keys.find((key) => WORDS.has(key)) ?? code;
}

/** Of codes with a sentence of their own in the formats, that one; else the code. */
function plainWords(finding: Finding, count: number, surface: Surface): string {
  const { code } = finding;
  const sentence = Object.hasOwn(PROBLEM_CODES, code)
    ? PROBLEM_CODES[code as keyof typeof PROBLEM_CODES] // just checked
    : null;
  if (count === 1) return whatFor(surface, finding);
  return sentence === null ? `${count} × ${code}` : `${count} × ${sentence.replace(/\.$/, "")}`;
}
