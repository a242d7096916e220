import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import type { ScopeView } from "./scope-view.js";
import { SCOPE_LINES } from "./words.js";

const LABEL = 13;
const NAME = 20;
const INSIDE = 16;
const MOST_ATTRIBUTES = 12;
const SIGNS = { none: "◐ ", part: "◐ ", all: "✓ ", unknown: "◐ " } as const;

/** How images compare with the scope of a record, on a terminal; no final line feed. */
export function scopeText(view: ScopeView, { width, unicode }: TerminalOptions): string {
  const block = (label: string, texts: readonly string[]): string[] =>
    texts.flatMap((text, k) =>
      wrapped(text, width - LABEL, "").map(
        (line, i) => (i === 0 && k === 0 ? label : "").padEnd(LABEL) + line,
      ),
    );
  const lines = [
    (unicode ? SIGNS[view.kind] : "") + view.label.toUpperCase(),
    ...[view.headline, ...view.details].flatMap((text) => wrapped(text, width, "  ")),
    "",
    ...view.basis.flatMap(({ name, value }) => wrapped(`${name}: ${value}`, width, "  ")),
    ...attributeLines(view),
    ...(view.parts.length + view.without.length > 0 ? [""] : []),
    ...block(SCOPE_LINES.notTested, view.parts),
    ...block("", view.without),
    "",
    ...view.regions
      .slice(1)
      .flatMap(({ name, lines: own }) => wrapped(`${name}: ${own.join("; ")}`, width, "  ")),
    ...view.oneSided.flatMap((line) => wrapped(line, width, "  ")),
    ...(view.features === null
      ? []
      : ["", ...block(SCOPE_LINES.features, [view.features.finding, ...view.features.details])]),
  ];
  if (view.notes.length > 0) lines.push("");
  for (const { text } of view.notes) {
    const [first = "", ...more] = wrapped(text, width - 2, "");
    lines.push((unicode ? "⚠ " : "! ") + first, ...more.map((line) => `  ${line}`));
  }
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return unicode ? text : ascii(text);
}

function attributeLines({ attributes }: ScopeView): string[] {
  if (attributes.length === 0) return [];
  const fitted = (text: string): string =>
    text.length < NAME ? text : `${text.slice(0, NAME - 2)}…`;
  const row = (name: string, inside: string, difference: string): string =>
    `  ${fitted(name).padEnd(NAME)}${inside.padEnd(INSIDE)}${difference}`;
  return [
    "",
    row("", SCOPE_LINES.inside, SCOPE_LINES.difference),
    ...attributes
      .slice(0, MOST_ATTRIBUTES)
      .map(({ name, inside, difference, beyond }) => row(name, inside, `${difference}  ${beyond}`)),
  ];
}
