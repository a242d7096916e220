import type { XmlElement } from "../xml/xml-elements.js";
import { childNamed, textNamed } from "../xml/xml-elements.js";

/** What `meta` says of skeletons: names of their points in order, and lines between them. */
export interface DeclaredJoints {
  readonly names: readonly string[];
  readonly lines: readonly (readonly [from: string, to: string])[];
}

/** Points of the skeletons that the labels of an export describe, and the lines of their drawings. */
export function declaredJoints(labels: readonly XmlElement[]): DeclaredJoints {
  const names = new Set<string>();
  const lines = new Map<string, readonly [string, string]>();
  for (const label of labels) {
    const name = textNamed(label, "name");
    if (isPart(label) && name !== undefined) names.add(name);
    for (const line of linesOf(textNamed(label, "svg") ?? "")) lines.set(line.join("\n"), line);
  }
  return { names: [...names], lines: [...lines.values()] };
}

/** Whether a label is a point of a skeleton, and none of an object. */
export function isPart(label: XmlElement): boolean {
  return childNamed(label, "parent") !== undefined;
}

/** The lines of CVAT's drawing of a skeleton, by the names of the points at their ends. */
function linesOf(svg: string): (readonly [string, string])[] {
  const nameOf = new Map<string, string>();
  const edges: (readonly [string, string])[] = [];
  for (const [, said = ""] of svg.matchAll(/<[a-z]+\s([^<>]*)>/g)) {
    const values = new Map(
      [...said.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value!)]),
    );
    const [node, name] = [values.get("data-node-id"), values.get("data-label-name")];
    if (node !== undefined && name !== undefined) nameOf.set(node, name);
    const [from, to] = [values.get("data-node-from"), values.get("data-node-to")];
    if (from !== undefined && to !== undefined) edges.push([from, to]);
  }
  return edges.flatMap(([from, to]) => {
    const [a, b] = [nameOf.get(from), nameOf.get(to)];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
}

const WRITTEN: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  "#9": "\t",
  "#10": "\n",
  "#13": "\r",
};

/** The drawing is a text of XML in a text of XML. */
function unescaped(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => WRITTEN[name] ?? whole);
}
