import { bareValue } from "./estimate-text.js";
import type { AnswerView, EvaluationReport, Tone } from "./evaluation-report.js";
import type { FigureView } from "./figures-view.js";
import type { RulerView } from "./ruler-view.js";
import { shown } from "./text.js";
import { SAMPLING, type WarningView } from "./warnings-view.js";
import { LABELS, LINES } from "./words/answer.js";
import { metricName } from "./words/metrics.js";

export interface TerminalOptions {
  /** ANSI colours; never the only carrier of meaning. */
  readonly colour: boolean;
  /** False where the locale is not UTF-8: ASCII marks. */
  readonly unicode: boolean;
  /** Columns, at least 60; 80 is what the layout is made for. */
  readonly width: number;
}

/** What stands below the answer: commands to try next, and files that were written. */
export interface Closing {
  /** `open homeground-out/report.html`, with a remark or none. */
  readonly next: readonly { readonly command: string; readonly remark?: string }[];
  /** Folder of the outputs, with a slash. */
  readonly folder: string;
  /** Names of files in it. */
  readonly files: readonly string[];
  readonly seconds: number | null;
  readonly engine: string | null;
}

interface Signs {
  readonly tick: string;
  readonly left: string;
  readonly right: string;
  readonly line: string;
  readonly local: string;
  readonly claim: string;
  readonly zone: string;
  readonly warning: string;
  readonly tones: Readonly<Record<Tone, string>>;
}

const UNICODE: Signs = {
  tick: "·",
  left: "├",
  right: "┤",
  line: "─",
  local: "●",
  claim: "◇",
  zone: "░",
  warning: "⚠ ",
  tones: { holds: "✓ ", fails: "⊗ ", "cannot-tell": "◐ ", plain: "" },
};
const ASCII: Signs = {
  tick: ".",
  left: "[",
  right: "]",
  line: "-",
  local: "*",
  claim: "o",
  zone: ":",
  warning: "! ",
  tones: { holds: "", fails: "", "cannot-tell": "", plain: "" },
};

/** SGR codes: bold, dim, and the tones (red is not used: orange-brown 33 for fails, blue for holds). */
const SGR = { bold: "1", dim: "2", holds: "1;34", fails: "1;33", "cannot-tell": "1", plain: "1" };

const LABEL = 20;
const VALUE = 7;
const INTERVAL = 14;
/** Columns before the track of the ruler, and of the track: two points a column, if there is room. */
const RULER_LABEL = 14;
const TRACK = 51;
const LEAST_TRACK = 21;
const MOST_FIGURES = 8;
/** So many claims have all their lines; of more only the sentence. */
const MOST_IN_FULL = 3;
const MOST_WARNINGS = 4;

/** The answer on a terminal, without a final line feed. */
export function terminalSummary(report: EvaluationReport, options: TerminalOptions): string {
  const signs = options.unicode ? UNICODE : ASCII;
  const paint = painter(options.colour);
  const lines: string[] = report.first.flatMap((line) => wrapped(line, options.width, ""));
  lines.push(paint(report.tone, signs.tones[report.tone] + report.label.toUpperCase()));
  const first = report.whatCounts === null ? [] : [report.whatCounts];
  lines.push(...[...first, ...report.lines].flatMap((line) => wrapped(line, options.width, "  ")));
  if (report.answers.length === 0) {
    lines.push(...[report.headline, report.detail].flatMap((t) => wrapped(t, options.width, "  ")));
  }
  for (const answer of report.answers) {
    lines.push("");
    if (report.answers.length > 1) {
      // A few claims are shown in full; of many, only the sentence.
      const [first = "", ...more] =
        report.answers.length <= MOST_IN_FULL ? answer.lines : [answer.headline];
      const sign = `  ${signs.tones[answer.tone]}`;
      const own = wrapped(first, options.width, " ".repeat(sign.length));
      lines.push(...own.map((line, i) => (i === 0 ? sign + line.slice(sign.length) : line)));
      lines.push(...more.flatMap((line) => wrapped(line, options.width, "    ")));
    }
    if (report.answers.length <= MOST_IN_FULL)
      lines.push(...rulerLines(answer, signs, paint, options.width));
  }
  const said = saidOfClaims(report);
  if (said.length > 0) lines.push("");
  for (const sentence of said) lines.push(...wrapped(sentence, options.width, "  "));
  const figures = furtherFigures(report);
  if (figures.length > 0) lines.push("");
  lines.push(...figures.map((figure) => figureLine(figure, options.width)));
  for (const finding of report.sections.flatMap(({ findings }) => findings)) {
    lines.push("", ...wrapped(finding, options.width, "  "));
  }
  const warnings = shownWarnings(report);
  if (warnings.length > 0) lines.push("");
  for (const warning of warnings) {
    const [first = "", ...more] = wrapped(warning.line, options.width - 2, "");
    lines.push(paint("bold", signs.warning) + first, ...more.map((line) => `  ${line}`));
  }
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return options.unicode ? text : ascii(text);
}

/** `Next` and `Kept`, below the answer. */
export function closingLines(closing: Closing, { unicode, width }: TerminalOptions): string {
  const longest = Math.max(0, ...closing.next.map(({ command }) => command.length));
  const lines = closing.next.map(({ command, remark }, i) => {
    const start = i === 0 ? "Next    " : "        ";
    const text = remark === undefined ? command : `${command.padEnd(longest + 2)}${remark}`;
    return start + (start.length + text.length > width ? command : text);
  });
  const run = [
    closing.seconds === null ? null : `${Math.round(closing.seconds)} s`,
    closing.engine,
  ].filter((part) => part !== null);
  // A command is never cut, since it is there to be copied; a name may be.
  const parts = [shown(closing.folder, width - 8), ...closing.files];
  if (run.length > 0) parts.push(`(${run.join(", ")})`);
  let line = "Kept    ";
  for (const [i, part] of parts.entries()) {
    if (i > 0 && line.length + part.length > width) {
      lines.push(line.trimEnd());
      line = " ".repeat(8);
    }
    line += `${part}  `;
  }
  lines.push(line.trimEnd());
  const text = lines.join("\n");
  return unicode ? text : ascii(text);
}

/**
 * The answer without a terminal: plain lines for a log or a script's eyes, ASCII but for names.
 * `report` and `result` are the paths of the files written.
 */
export function plainSummary(
  report: EvaluationReport,
  files: { readonly report: string | null; readonly result: string | null },
): string {
  const lines = [...report.first, report.label.toUpperCase()];
  if (report.whatCounts !== null) lines.push(report.whatCounts);
  lines.push(...(report.answers.length === 0 ? [report.headline] : report.lines));
  if (report.answers.length > 1) lines.push(...report.answers.map(({ headline }) => headline));
  lines.push(...saidOfClaims(report));
  for (const figure of briefFigures(report)) lines.push(plainFigure(figure));
  for (const { code, plain } of shownWarnings(report)) lines.push(`warning ${code}: ${plain}`);
  if (files.report !== null) lines.push(`report ${files.report}`);
  if (files.result !== null) lines.push(`result ${files.result}`);
  return ascii(lines.join("\n"));
}

/** How claims were compared, and what analyses add to the answer, in the order of the page. */
function saidOfClaims({ claimNotes, opening, sections }: EvaluationReport): readonly string[] {
  return [
    ...claimNotes,
    ...opening.flatMap(({ lines }) => lines),
    ...sections.flatMap(({ summary }) => summary),
  ];
}

/** Words of the demonstration around the answer. */
export interface DemoFacts {
  /** The sentence about the claim's own place; no line where it is empty. */
  readonly claimed?: { readonly place: string; readonly line: string };
  /** `at site B`. */
  readonly at: string;
  readonly ruler: readonly [claimed: string, found: string];
  /** Closing sentences, such as where most of the fall comes from. */
  readonly findings: readonly string[];
}

/** The demonstration's answer: its first line names the place, its ruler both places. */
export function demoSummary(
  report: EvaluationReport,
  facts: DemoFacts,
  options: TerminalOptions,
): string {
  const signs = options.unicode ? UNICODE : ASCII;
  const paint = painter(options.colour);
  const answer = report.answers[0];
  const figure = report.figures[0];
  if (answer === undefined || figure === undefined) return terminalSummary(report, options);
  const word = { holds: LABELS.holds, fails: LABELS.fails, "cannot-tell": LABELS.open }[
    answer.tone
  ];
  const claim = answer.ruler.rows[0]?.valueText ?? "";
  const { valueText, intervalText } = figure;
  const found = intervalText === null ? valueText : `${valueText} ${intervalText}`;
  const { place, line } = facts.claimed ?? { place: "", line: "" };
  const lines = [
    ...(line === "" ? [] : [`${place}  ${line}`, ""]),
    paint(answer.tone, `${signs.tones[answer.tone]}${word} ${facts.at}`.toUpperCase()),
    ...wrapped(LINES.demo[answer.tone]({ claim, found }), options.width, "  "),
    "",
    ...rulerLines(answer, signs, paint, options.width, facts.ruler),
  ];
  if (facts.findings.length > 0) lines.push("");
  for (const finding of facts.findings) lines.push(...wrapped(finding, options.width, "  "));
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return options.unicode ? text : ascii(text);
}

type Paint = (style: keyof typeof SGR, text: string) => string;

function painter(colour: boolean): Paint {
  return (style, text) => (colour && text !== "" ? `\x1b[${SGR[style]}m${text}\x1b[0m` : text);
}

/** Axis, claim and local figure as three lines of {@link RULER_LABEL} + {@link TRACK} columns. */
function rulerLines(
  { ruler }: AnswerView,
  signs: Signs,
  paint: Paint,
  width: number,
  labels: readonly [string, string] = ["published", "yours"],
): string[] {
  const track = Math.max(LEAST_TRACK, Math.min(TRACK, width - RULER_LABEL - 1));
  const column = (fraction: number): number => Math.round(fraction * (track - 1));
  const lines = [axisLine(ruler, track, column)];
  for (const [i, row] of ruler.rows.entries()) {
    const cells = new Array<string>(track).fill(" ");
    for (const { at } of ruler.ticks) cells[column(at)] = signs.tick;
    if (ruler.band !== null) {
      cells.fill(signs.zone, column(ruler.band.from), column(ruler.band.to) + 1);
    }
    if (row.low !== null && row.high !== null) {
      const low = column(row.low);
      const high = column(row.high);
      cells.fill(signs.line, low, high + 1);
      cells[low] = signs.left;
      cells[high] = signs.right;
    }
    const mark = row.kind === "claim" ? signs.claim : signs.local;
    if (row.at !== null) cells[column(row.at)] = paint("bold", mark);
    const name = row.label === "Needed" ? "needed" : (labels[i === 0 ? 0 : 1] ?? "");
    lines.push(`  ${name}`.padEnd(RULER_LABEL) + cells.join(""));
  }
  return lines;
}

/** Labels of the axis; each ends on its tick, the first starts on it. */
function axisLine(
  { ticks }: RulerView,
  track: number,
  column: (fraction: number) => number,
): string {
  const cells = new Array<string>(track).fill(" ");
  for (const [i, { at, text }] of ticks.entries()) {
    const label = i === 0 ? text.replace("%", "") : text;
    const end = column(at);
    const start = Math.max(0, i === 0 ? end : end - label.length + 1);
    for (const [offset, letter] of [...label].entries()) {
      if (start + offset < track) cells[start + offset] = letter;
    }
  }
  return " ".repeat(RULER_LABEL) + cells.join("");
}

function figureLine(figure: FigureView, width: number): string {
  const label = fitted(figure.label, LABEL);
  const bare = figure.scale === "points" && figure.value !== null;
  const value = bare ? bareValue("points", figure.value ?? 0, figure.n) : figure.valueText;
  const interval = figure.intervalText ?? (figure.value === null ? "" : "no range");
  const start = `  ${label.padEnd(LABEL)} ${padded(value, VALUE)}${padded(interval, INTERVAL)}`;
  const room = width - start.length;
  return figure.short.length <= room ? start + figure.short : start;
}

function padded(text: string, columns: number): string {
  return text.padEnd(Math.max(columns, text.length + 1));
}

function fitted(text: string, columns: number): string {
  const letters = [...text];
  return letters.length <= columns ? text : `${letters.slice(0, columns - 1).join("")}…`;
}

/** The metric without braces: `f1(macro)`, `recall(class=deer)`. */
function plainName(reference: string): string {
  const { id, parameters } = metricName(reference);
  const inside = [...parameters].map(([key, value]) =>
    key === "average" ? shown(value) : `${key}=${shown(value)}`,
  );
  return inside.length === 0 ? id : `${id}(${inside.join(",")})`;
}

function plainFigure(figure: FigureView): string {
  const { scale, value, low, high, n } = figure;
  const name = plainName(figure.metric) + (figure.isHere ? "(here)" : "");
  if (value === null) return `${name} none n=${n}`;
  // Percentage points need their word; logs get the fraction.
  const text = (x: number): string => (scale === "points" ? x.toFixed(3) : bareValue(scale, x, n));
  const sign = scale === "percent" ? "%" : "";
  const range = low === null || high === null ? "" : ` [${text(low)}, ${text(high)}]`;
  return `${name} ${text(value)}${sign}${range} n=${n}`;
}

function briefFigures(report: EvaluationReport): readonly FigureView[] {
  return report.figures.filter(({ brief }) => brief).slice(0, MOST_FIGURES);
}

/** Those that the lines of the answer have not said with their range. */
function furtherFigures(report: EvaluationReport): readonly FigureView[] {
  const { answers } = report;
  const said = answers.length <= MOST_IN_FULL ? answers.map(({ metric }) => shown(metric)) : [];
  const first = answers.length === 0 ? report.figures.slice(0, 1).map(({ metric }) => metric) : [];
  return briefFigures(report).filter(
    ({ metric, isHere }) => isHere === true || ![...said, ...first].includes(metric),
  );
}

function shownWarnings(report: EvaluationReport): readonly WarningView[] {
  // What counts is said above the answer.
  const warnings = report.warnings.filter((one) => one.prominent && one.code !== SAMPLING);
  return warnings.slice(0, MOST_WARNINGS);
}

/** Words wrapped to `width` columns, every line behind `indent`; a long word is cut. */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length > room) {
      lines.push(line);
      line = "";
    }
    while (rest.length > room) {
      lines.push(rest.slice(0, room));
      rest = rest.slice(room);
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((one) => indent + one);
}

/** Typographic signs in ASCII. */
export function ascii(text: string): string {
  return text
    .replaceAll("−", "-")
    .replaceAll("–", "-")
    .replaceAll("…", "...")
    .replaceAll("≥", ">=")
    .replaceAll("≤", "<=")
    .replaceAll("’", "'")
    .replaceAll("“", '"')
    .replaceAll("”", '"');
}
