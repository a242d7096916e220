import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Sentence } from "../core/sentence.js";
import { foldedName, type MetricAlias, metricAlias } from "./aliases.js";
import type { MetricReference } from "./estimate-types.js";
import { findMetric } from "./lookup.js";
import { BETWEEN_JOINTS, type Metric, type MetricParameter } from "./metric.js";
import { METRICS } from "./registry.js";

export interface ParseReferenceOptions {
  /** Names of the classes; a `class` that is none of them is an error. Default: not checked. */
  readonly classes?: readonly string[];
  /** The option or place that the text comes from, for messages. */
  readonly where?: Sentence;
  /**
   * The class that a metric of one class is about where the text names neither a class nor an average.
   * Default: none, which is the mean over classes.
   */
  readonly positive?: string | null;
}

/**
 * Reads `id` or `id{key=value,…}`, such as `recall{class=deer}`.
 *
 * A value runs to the next comma or closing brace. One that holds either, a quotation mark at its
 * start or blanks around it is written as a JSON string: `recall{class="fox, red"}`. Other blanks
 * around names and values do not count. The metric may have another name: `acc`, `AUROC`, `mAP@0.5`
 * ({@link metricAlias}).
 *
 * @returns the reference in canonical form: parameters in the registry's order, validated, numbers
 *   without leading zeros, defaults dropped unless {@link formatReference} prints them
 * @throws HomegroundError `metric/unknown` and `metric/bad-parameter` with the nearest names
 */
export function parseReference(text: string, options: ParseReferenceOptions = {}): MetricReference {
  const where = options.where ?? `metric '${text}'`;
  const parts = /^\s*([^{}=,\s]+)\s*(?:\{([\s\S]*)\}\s*)?$/.exec(text);
  const id = parts?.[1];
  if (id === undefined) {
    throw badParameter(`'${text}' is not a metric reference`, where, "Write id{key=value,…}");
  }
  const { entry, implied, ofOneClass } = namedEntry(id, where);
  const given = readParameters(parts?.[2] ?? "", where);
  const { positive = null } = options;
  for (const [name, value] of Object.entries(implied)) {
    if ((given.get(name) ?? value) !== value) {
      const what = `${id} says ${name}=${value}, and the braces ${name}=${given.get(name)}`;
      throw badParameter(what, where, `Write ${entry.id}{${name}=…}`);
    }
    given.set(name, value);
  }
  const isOfNone = !given.has("class") && !given.has("average");
  if (isOfNone && positive !== null && entry.parameters.some(({ kind }) => kind === "class")) {
    given.set("class", positive);
  } else if (isOfNone && ofOneClass) {
    const write = `Write ${entry.id}{class=NAME}`;
    const fix = {
      command: `${write}, or name the label of interest with --positive`,
      app: write,
    };
    throw badParameter(`${id} is about one class, and none is named`, where, fix);
  }
  checkNames(entry, given, where);
  const parameters = new Map<string, string>();
  for (const parameter of entry.parameters) {
    const value = given.get(parameter.name);
    if (value === undefined) {
      if (isPrintedDefault(entry, parameter, given))
        parameters.set(parameter.name, parameter.default ?? "");
      continue;
    }
    const checked = checkValue(parameter, value, options.classes, where);
    if (parameter.kind === "class" || checked !== parameter.default || parameter.alwaysPrinted) {
      parameters.set(parameter.name, checked);
    }
  }
  return { id: entry.id, parameters };
}

/** The entry that a name means, with what the name says beyond it. */
function namedEntry(
  name: string,
  where: Sentence,
): {
  readonly entry: Metric;
  readonly implied: MetricAlias["parameters"];
  readonly ofOneClass: boolean;
} {
  const entry = METRICS.get(name) ?? METRICS.get(foldedName(name));
  if (entry !== undefined) return { entry, implied: {}, ofOneClass: false };
  const alias = metricAlias(name);
  if (alias === null) return { entry: findMetric(name, where), implied: {}, ofOneClass: false };
  const { id, parameters, ofOneClass } = alias;
  return { entry: findMetric(id, where), implied: parameters, ofOneClass };
}

function readParameters(text: string, where: Sentence): Map<string, string> {
  const given = new Map<string, string>();
  let at = 0;
  while (at < text.length && text.trim() !== "") {
    const equals = text.indexOf("=", at);
    const name = text.slice(at, Math.max(at, equals)).trim();
    if (equals < 0 || !/^[^,{}"\s]+$/.test(name)) throw notParameters(text, where);
    if (given.has(name)) {
      throw badParameter(`the parameter ${name} is given twice`, where, "Give it once");
    }
    const start = equals + 1 + leadingBlanks(text, equals + 1);
    const isString = text[start] === '"';
    const end = isString ? endOfString(text, start) : endOfWord(text, start);
    const value = text.slice(start, end).trim();
    if (!isString && /[{}]/.test(value)) throw notParameters(text, where);
    given.set(name, isString ? unquoted(value, where) : value);
    at = end + leadingBlanks(text, end);
    if (at === text.length) break;
    if (text[at] !== "," || at + 1 === text.length) throw notParameters(text, where);
    at++;
  }
  return given;
}

function leadingBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at]!.trim() === "") at++;
  return at - from;
}

function endOfWord(text: string, start: number): number {
  const comma = text.indexOf(",", start);
  return comma < 0 ? text.length : comma;
}

/** Behind the closing quotation mark, or the text's end where there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(text.length, at + 1);
}

function notParameters(text: string, where: Sentence): HomegroundError {
  const fix = "Write {key=value,…}, a value with a comma or brace as a string in quotation marks";
  return badParameter(`'{${text}}' is not a list of parameters`, where, fix);
}

function unquoted(value: string, where: Sentence): string {
  try {
    return String(JSON.parse(value));
  } catch (cause) {
    throw new HomegroundError("metric/bad-parameter", {
      what: `${value} is not a JSON string`,
      where,
      fix: 'Write quotation marks and backslashes inside as \\" and \\\\',
      cause,
    });
  }
}

function checkNames(entry: Metric, given: ReadonlyMap<string, string>, where: Sentence): void {
  const names = entry.parameters.map(({ name }) => name);
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    let fix = names.length === 0 ? "Leave it out: it has none" : `It has ${names.join(", ")}`;
    if (nearest !== null) fix = `Did you mean ${nearest}? ${fix}`;
    throw badParameter(`${entry.id} has no parameter '${name}'`, where, fix);
  }
  for (const parameter of entry.parameters) {
    if (parameter.kind !== "class" || !given.has(parameter.name)) continue;
    const other = parameter.excludes.find((name) => given.has(name));
    if (other !== undefined) {
      const what = `${parameter.name} and ${other} exclude each other`;
      throw badParameter(what, where, `Give ${parameter.name} or ${other}`);
    }
  }
}

function checkValue(
  parameter: MetricParameter,
  value: string,
  classes: readonly string[] | undefined,
  where: Sentence,
): string {
  switch (parameter.kind) {
    case "class": {
      if (classes === undefined ? value !== "" : classes.includes(value)) return value;
      const nearest = nearestName(value, classes ?? []);
      const some = (classes ?? []).slice(0, 10).join(", ");
      const list = classes === undefined ? "Name a class" : `There are ${classes.length}: ${some}`;
      const more = (classes?.length ?? 0) > 10 ? ", …" : "";
      const help = nearest === null ? "" : `Did you mean ${nearest}? `;
      throw badParameter(`there is no class '${value}'`, where, `${help}${list}${more}`);
    }
    case "joints": {
      const names = value.split(BETWEEN_JOINTS);
      const isNamed = names.length === parameter.count && !names.includes("");
      if (parameter.words.includes(value) || (isNamed && new Set(names).size === names.length)) {
        return value;
      }
      const form = Array.from({ length: parameter.count }, (_, k) => `POINT${k + 1}`);
      const words = parameter.words.map((word) => `, or ${word}`).join("");
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `Write ${form.join(BETWEEN_JOINTS)}${words}`,
      );
    }
    case "choice": {
      if (parameter.values.includes(value)) return value;
      const nearest = nearestName(value, parameter.values);
      const help = nearest === null ? "" : `Did you mean ${nearest}? `;
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `${help}It can be ${parameter.values.join(", ")}`,
      );
    }
    case "whole": {
      if (parameter.words.includes(value)) return value;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= parameter.low && number <= parameter.high) return String(number);
      const words = parameter.words.map((word) => `, or ${word}`).join("");
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `Give a whole number from ${parameter.low} to ${parameter.high}${words}`,
      );
    }
    case "number": {
      if (parameter.words?.includes(value)) return value;
      const number = /^\d*\.?\d+$/.test(value) && value.length < 20 ? Number(value) : Number.NaN;
      if (number >= parameter.low && number <= parameter.high) {
        return longer(String(number), number.toFixed(parameter.digits ?? 0));
      }
      const words = parameter.words?.map((word) => `, or ${word}`).join("") ?? "";
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `Give a number from ${parameter.low} to ${parameter.high}${words}`,
      );
    }
    default:
      return parameter satisfies never;
  }
}

/** The text with more digits: both stand for one number. */
function longer(shortest: string, fixed: string): string {
  return fixed.length > shortest.length ? fixed : shortest;
}

function isPrintedDefault(
  entry: Metric,
  parameter: MetricParameter,
  given: ReadonlyMap<string, string>,
): parameter is Exclude<MetricParameter, { kind: "class" }> {
  if (parameter.kind === "class" || !parameter.alwaysPrinted) return false;
  if (parameter.default === null) return false;
  return !entry.parameters.some(
    (other) =>
      other.kind === "class" && given.has(other.name) && other.excludes.includes(parameter.name),
  );
}

function badParameter(what: string, where: Sentence, fix: Sentence): HomegroundError {
  return new HomegroundError("metric/bad-parameter", { what, where, fix });
}
