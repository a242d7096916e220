import { counted, grouped } from "../../reports/numbers.js";
import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { shown } from "../../reports/text.js";
import { bindsScoredBytes } from "./record-settings.js";
import type { Verification, VerifiedStep, VerifyStep } from "./verify-record.js";

/** Differences of one code that the terminal shows; all that are named are in the JSON. */
const MOST_SHOWN = 10;
const LABEL = 10;

const STEP_NAMES: Readonly<Record<VerifyStep, string>> = {
  record: "Record",
  files: "Files",
  manifest: "Manifest",
  figures: "Figures",
  images: "Images",
  model: "Model",
};

/** What a check came to, for a terminal, without a final line feed. */
export function verificationText(found: Verification, options: TerminalOptions): string {
  const { width } = options;
  const lines = [found.isEqual ? "THE SAME" : "NOT THE SAME"];
  for (const step of found.steps) lines.push(...stepLines(step, width));
  const shownOf = new Map<string, number>();
  for (const { code, severity, what, where } of found.problems) {
    const count = (shownOf.get(code) ?? 0) + 1;
    shownOf.set(code, count);
    if (count > MOST_SHOWN) continue;
    const text = `${severity} ${code}: ${shown(what, 400)} — ${shown(where, 200)}`;
    lines.push("", ...hanging(text, width));
  }
  for (const [code, count] of shownOf) {
    if (count > MOST_SHOWN) {
      lines.push("", `${code}: and ${grouped(count - MOST_SHOWN)} more; --json FILE names them`);
    }
  }
  if (found.moreProblems > 0) {
    lines.push("", `and ${counted(found.moreProblems, "difference")} that are only counted`);
  }
  const { shows, doesNotShow } = whatItProves(found);
  if (shows.length > 0) lines.push("", "This check shows:");
  for (const words of shows) lines.push(...hanging(`- ${words}`, width));
  lines.push("", "It does not show:");
  for (const words of doesNotShow) lines.push(...hanging(`- ${words}`, width));
  const text = lines.join("\n");
  return options.unicode ? text : ascii(text).replaceAll("—", "-");
}

function stepLines({ step, outcome, what }: VerifiedStep, width: number): string[] {
  const word = { equal: "equal", differs: "DIFFERS", "not-done": "not done" }[outcome];
  const text = outcome === "not-done" ? word : `${word}: ${shown(what, 300)}`;
  const [first = "", ...more] = wrapped(text, width - LABEL, "");
  const indent = " ".repeat(LABEL);
  return [STEP_NAMES[step].padEnd(LABEL) + first, ...more.map((line) => indent + line)];
}

function hanging(text: string, width: number): string[] {
  return wrapped(text, width - 2, "").map((line, i) => (i === 0 ? line : `  ${line}`));
}

/** What a check shows and what it cannot, in sentences (DESIGN, section 6). */
export function whatItProves({
  record,
  steps,
  isEqual,
  signedBy,
  expected,
  signer,
}: Verification): {
  readonly shows: readonly string[];
  readonly doesNotShow: readonly string[];
} {
  const equal = (name: VerifyStep): boolean =>
    steps.some(({ step, outcome }) => step === name && outcome === "equal");
  const shows: string[] = [];
  const doesNotShow: string[] = [];
  if (isEqual && record !== null) {
    shows.push("the record and its files are undamaged and belong together");
    if (equal("figures")) shows.push("its figures follow from its images' labels and the answers");
    if (equal("images")) {
      shows.push(
        bindsScoredBytes(record)
          ? "the images are those that were evaluated, to the byte"
          : "the images are those that the record binds",
      );
    }
    if (equal("model")) shows.push("the model answers these images as the record says");
    if (expected === record.id) shows.push(`it is the record that has the id ${expected}`);
    else if (expected !== null) {
      shows.push(
        `its images, answers, settings and figures are those of the evidence id ${expected}; who made it, and what they state, may differ`,
      );
    }
    for (const key of signedBy) shows.push(`whoever holds the key ${key} signed it`);
  }
  if (expected === null) {
    doesNotShow.push("that it is the record that a paper cites: --expect ID compares its id");
  }
  if (signedBy.length === 0) doesNotShow.push("who made it: no signature that holds is on it");
  else if (signer === null) {
    doesNotShow.push("whose key signed it: --signed-by KEY compares it with one that you know");
  }
  if (!equal("figures")) doesNotShow.push("that its figures follow from its files");
  if (!equal("images")) doesNotShow.push("that the images are those that were evaluated");
  else if (record !== null && !bindsScoredBytes(record)) {
    doesNotShow.push(
      "that the model was given these very bytes: the record binds images as they were found when it was made",
    );
  }
  if (!equal("model")) doesNotShow.push("that the model gave these answers: --model FILE runs it");
  doesNotShow.push("that the images were chosen fairly, or that their labels are right");
  return { shows, doesNotShow };
}
