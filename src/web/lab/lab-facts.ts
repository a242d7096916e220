import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { figureText, idText } from "./lab-texts.js";
import { OBJECT } from "./lab-words.js";

/** What an object says of itself, as rows; facts come from files of others, and any may be missing. */
export function factRows(facts: Readonly<Record<string, unknown>>): [name: string, text: string][] {
  const rows: [string, string][] = [];
  for (const [key, value] of Object.entries(facts)) {
    if (value === null || value === undefined) continue;
    if (key === "headline") rows.push([OBJECT.headline, measureText(value)]);
    else if (key === "verdicts") rows.push([OBJECT.verdicts, listText(value, verdictText)]);
    else if (key === "claims") rows.push([OBJECT.claims, listText(value, measureText)]);
    else rows.push([idText(key), plainText(value)]);
  }
  return rows;
}

/** The one line of a list: its figure and verdict, else the first things that it says. */
export function factLine(facts: Readonly<Record<string, unknown>>): string {
  const { headline, verdicts } = facts;
  if (isObject(headline)) {
    const first = Array.isArray(verdicts) && isObject(verdicts[0]) ? verdicts[0] : null;
    const verdict = first === null ? "" : ` · ${idText(String(first["verdict"]))}`;
    return `${measureText(headline)}${verdict}`;
  }
  const rows = factRows(facts).filter(([, text]) => text.length <= 40);
  return rows
    .slice(0, 3)
    .map(([name, text]) => `${name} ${text}`)
    .join(" · ");
}

function measureText(value: unknown): string {
  if (!isObject(value)) return plainText(value);
  return `${idText(String(value["metric"]))} ${figureText(value["value"], value["low"], value["high"])}`;
}

function verdictText(value: unknown): string {
  if (!isObject(value)) return plainText(value);
  return `${idText(String(value["metric"]))}: ${idText(String(value["verdict"]))}`;
}

function listText(value: unknown, textOf: (one: unknown) => string): string {
  const all = Array.isArray(value) ? value : [value];
  return all.length === 0 ? OBJECT.none : all.map(textOf).join("; ");
}

function plainText(value: unknown): string {
  if (typeof value === "number") return grouped(value);
  if (Array.isArray(value)) return value.slice(0, 20).map(plainText).join(", ");
  return shown(typeof value === "string" ? value : JSON.stringify(value), 200);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
