import type { AttributeSummary } from "../../dataset/attributes/describe-attributes.js";
import { baseName } from "../../formats/file-access.js";
import { bytesText, counted, grouped } from "../../reports/numbers.js";
import { type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { shown } from "../../reports/text.js";
import { taskOf } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import type { FileCount, FirstFigures, Inspection, ProblemGroup } from "./inspect-types.js";

const LABEL = 10;
/** Problems beyond so many are in the files alone. */
const MOST_PROBLEMS = 12;
const EXAMPLES = 3;

/** What an image of a task has to have, by what is true of it. */
const READY: Readonly<Record<Task["truth"], string>> = {
  label: "one label",
  labels: "its labels",
  counts: "its counts",
  objects: "its objects, or none",
  masks: "a mask",
};

/** What can be said as soon as files are listed, in a line or two. */
export function firstFiguresText(place: string, files: FirstFigures): string {
  const { images, imageBytes, folders, extensions } = files;
  const of = extensions.length > 1 ? ` (${countsText(extensions)})` : "";
  return `Images in ${shown(place)}: ${grouped(images)}${of}, ${bytesText(imageBytes)}, ${counted(folders, "folder")}`;
}

/** An inspection on a terminal, without a final line feed. */
export function inspectionText(inspection: Inspection, options: TerminalOptions): string {
  const { width } = options;
  const block = (label: string, lines: readonly string[]): string[] =>
    lines.flatMap((line, i) => {
      const [first = "", ...more] = wrapped(line, width - LABEL, "");
      const indent = " ".repeat(LABEL);
      return [(i === 0 ? label.padEnd(LABEL) : indent) + first, ...more.map((l) => indent + l)];
    });
  const lines = [
    ...block("Images", imageLines(inspection)),
    ...block("Labels", labelLines(inspection)),
    ...block("Predicted", predictionLines(inspection)),
    ...block("Folders", patternLines(inspection)),
    ...block("Sequences", sequenceLines(inspection)),
    "",
    ...attributeLines(inspection, width),
  ];
  const { problems } = inspection;
  if (problems.length === 0 && inspection.images > 0) {
    lines.push("", "Nothing is wrong with these files.");
  }
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    lines.push("", ...problemLines(problem, options));
  }
  if (problems.length > MOST_PROBLEMS) {
    lines.push("", `and ${problems.length - MOST_PROBLEMS} more kinds: see import.csv of --out`);
  }
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return options.unicode ? text : text.replaceAll("…", "...").replaceAll("×", "x");
}

function imageLines({ images, ignored, place, files, formats, sizes }: Inspection): string[] {
  const there = Math.min(images, files.images - ignored);
  const lines = [
    `${grouped(there)} in ${shown(place)}: ${counted(files.folders, "folder")}, ${bytesText(files.imageBytes)}`,
  ];
  if (files.images === 0) {
    lines.push("No file has the name of an image (JPEG, PNG, WebP, TIFF, BMP, GIF).");
  }
  if (formats.length > 0) {
    lines.push(formats.map((one) => `${one.format} ${grouped(one.images)}`).join(", "));
  }
  if (sizes !== null) {
    const common = sizes.commonest.slice(0, 3).map(sizeText).join(", ");
    const rest = sizes.distinct > 3 ? `, ${sizes.distinct - 3} more sizes` : "";
    lines.push(`${common}${rest}`);
  }
  if (images > there) lines.push(`${grouped(images - there)} more that only the labels name`);
  if (ignored > 0) lines.push(`${grouped(ignored)} more in folders without labelled images`);
  if (files.otherFiles.length > 0) lines.push(`other files: ${countsText(files.otherFiles)}`);
  return lines;
}

function sizeText(one: { widthPx: number; heightPx: number; images: number }): string {
  return `${one.widthPx} × ${one.heightPx} (${grouped(one.images)})`;
}

function countsText(counts: readonly FileCount[]): string {
  const words = counts
    .slice(0, 6)
    .map(
      ({ extension, files }) => `${extension === "" ? "no ending" : extension} ${grouped(files)}`,
    );
  const rest = counts.slice(6).reduce((sum, { files }) => sum + files, 0);
  return [...words, ...(rest === 0 ? [] : [`others ${grouped(rest)}`])].join(", ");
}

function labelLines({ labels, images }: Inspection): string[] {
  if (labels === null) return ["none given: --labels PATH compares them with the files"];
  const roles = Object.entries(labels.roles).map(([role, column]) => `${column} = ${role}`);
  const classes = labels.classes
    .slice(0, 8)
    .map(({ label, images: n }) => `${shown(label, 40)} ${grouped(n)}`);
  const more = labels.classes.length - classes.length;
  return [
    `${shown(labels.source)}: ${labels.format.id}, ${counted(labels.rows, "row")}; ${roles.join(", ")}`,
    `${grouped(labels.ready)} of ${counted(images, "image")} are ready: ${READY[taskOf(labels.task).truth]}, and a file that opens`,
    ...(classes.length === 0
      ? []
      : [classes.join(", ") + (more > 0 ? `, ${counted(more, "more label")}` : "")]),
  ];
}

function predictionLines({ predictions, images }: Inspection): string[] {
  if (predictions === undefined) return [];
  const { source, format, kind, rows, labels } = predictions;
  const roles = Object.entries(predictions.roles).map(([role, column]) => `${column} = ${role}`);
  const read = [`${shown(source)}: ${format.id}, ${counted(rows, "image")}`, ...roles].join("; ");
  const told = labels
    .slice(0, 8)
    .map(({ label, predictions: n }) => `${shown(label, 40)} ${grouped(n)}`);
  const more = labels.length - told.length;
  const of = kind === "objects" ? "Objects: " : "";
  return [
    read,
    `${grouped(predictions.images)} of ${counted(images, "image")} have a prediction`,
    ...(told.length === 0
      ? []
      : [of + told.join(", ") + (more > 0 ? `, ${counted(more, "more label")}` : "")]),
  ];
}

function patternLines({ pattern }: Inspection): string[] {
  if (pattern === null) return [];
  const levels = Object.entries(pattern.levels).map(
    ([name, n]) => `${name} ${counted(n, "value")}`,
  );
  return [
    `${pattern.pattern}: ${grouped(pattern.matched)} of ${counted(pattern.images, "image")} fit; ${levels.join(", ")}`,
    ...pattern.examples.slice(0, 2).map(({ file, values }) => {
      const pairs = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
      return `${shown(file, 60)}: ${pairs.join(", ")}`;
    }),
  ];
}

function sequenceLines({ sequences, subjects, clusters }: Inspection): string[] {
  const lines: string[] = [];
  if (subjects !== null) {
    const { attribute, count, largest } = subjects;
    lines.push(
      `${grouped(count)} by ${attribute}, up to ${counted(largest, "image")}: what an evaluation counts; --cluster none counts images`,
    );
  }
  if (sequences !== null) {
    const how =
      sequences.attribute === null
        ? "by time: at most 60 s apart at one camera"
        : `by the attribute ${sequences.attribute}`;
    lines.push(`${grouped(sequences.count)} ${how}; up to ${counted(sequences.largest, "image")}`);
  }
  for (const { attribute, levels, option } of clusters) {
    lines.push(
      `${attribute} looks like a cluster (${counted(levels, "level")}): evaluate ${option}`,
    );
  }
  return lines;
}

/** A column of names is so wide at least, and at most; long ones are those of a picture's background. */
const NAME = [16, 24] as const;
const SOURCE = 15;

function attributeLines({ attributes, measured, seed }: Inspection, width: number): string[] {
  if (attributes.length === 0) return ["No attributes are known."];
  const on =
    measured === null || measured.images === measured.of
      ? ""
      : `  (pixels: ${grouped(measured.images)} of ${grouped(measured.of)}, drawn at random, seed ${seed})`;
  const lines = [`Attributes${on}`];
  const longest = Math.max(...attributes.map(({ name }) => name.length));
  const wide = Math.min(NAME[1], Math.max(NAME[0], longest + 1));
  for (const one of attributes) {
    // Of boxes the file matters more than what it says.
    const sources = one.source.split(", ").map(baseName);
    const all = sources.join(", ");
    const source = all.length < SOURCE ? all : (sources[0] ?? all);
    const start = `  ${shown(one.name, wide - 1).padEnd(wide)}${shown(source, SOURCE - 1).padEnd(SOURCE)}`;
    const [first = "", ...more] = wrapped(summaryText(one), width - start.length, "");
    lines.push(start + first, ...more.map((line) => " ".repeat(start.length) + line));
  }
  return lines;
}

function summaryText(one: AttributeSummary): string {
  const missing = one.images - one.present;
  const without = missing === 0 || one.source === "pixels" ? "" : `; missing ${grouped(missing)}`;
  switch (one.kind) {
    case "categorical": {
      const levels = one.commonest
        .slice(0, 4)
        .map(({ level, images }) => `${shown(level, 30)} ${grouped(images)}`);
      const rest = one.levels > 4 ? ", …" : "";
      return `${counted(one.levels, "level")}: ${levels.join(", ")}${rest}${without}`;
    }
    case "numeric": {
      const { lowerQuartile: low, upperQuartile: high } = one;
      if (one.min === one.max) return `${digits(one.min)} everywhere${without}`;
      const half =
        low === high ? `half at ${digits(low)}` : `half within ${digits(low)} to ${digits(high)}`;
      return `${digits(one.min)} to ${digits(one.max)}, ${half}${without}`;
    }
    case "time":
      return `${shown(one.earliest, 30)} to ${shown(one.latest, 30)}${without}`;
    default:
      return one satisfies never;
  }
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function problemLines(
  { weight, what, fix, count, examples }: ProblemGroup,
  { width, unicode }: TerminalOptions,
): string[] {
  const mark = weight === "problem" ? (unicode ? "⚠ " : "! ") : "  ";
  const [first = "", ...more] = wrapped(what, width - 2, "");
  const lines = [mark + first, ...more.map((line) => `  ${line}`)];
  for (const example of examples.slice(0, EXAMPLES)) {
    if (count === 1 && example.what === what) continue;
    const name = example.file === "" ? "" : `${shown(example.file, 60)}: `;
    const [start = "", ...rest] = wrapped(`${name}${shown(example.what, 300)}`, width - 4, "");
    lines.push(`    ${start}`, ...rest.map((line) => `      ${line}`));
  }
  if (count > EXAMPLES) lines.push(`    and ${grouped(count - EXAMPLES)} more`);
  if (fix !== "") lines.push(...wrapped(`${unicode ? "→" : "->"} ${fix}`, width, "  "));
  return lines;
}
