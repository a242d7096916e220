import { grouped, listed, percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { ResultGap, ResultGapAttribute } from "../../results/result.js";
import { GAP } from "./words.js";

/** What the reasons for a difference rest on, and which of them cannot be told. */
export interface GapBasis {
  /** Share of each side that the steps speak of; null where they speak of all images. */
  readonly support: string | null;
  /** A sentence for each attribute that has no step of its own. */
  readonly apart: readonly string[];
}

/** Attributes that are named in a list of those left out. */
const MOST_NAMED = 12;

/** Whether the mix of classes is one of the parts. */
export function hasClasses({ terms }: Pick<ResultGap, "terms">): boolean {
  return terms.some(({ term }) => term === "class-mix");
}

export function gapBasis(gap: ResultGap): GapBasis {
  const { supported, attributes = [], shared } = gap;
  const what = hasClasses(gap) ? GAP.kinds.both : GAP.kinds.conditions;
  const isWhole = supported === null || (supported.claimed === 1 && supported.local === 1);
  const support = [
    ...(isWhole
      ? []
      : [
          GAP.support({
            there: shareText(supported.claimed),
            here: shareText(supported.local),
            what,
          }),
        ]),
    ...(shared === undefined ? [] : [GAP.shared({ n: grouped(shared), one: shared === 1 })]),
  ];
  return {
    support: support.length === 0 ? null : support.join(" "),
    apart: [...attributes.flatMap(apartLine).slice(0, MOST_NAMED), ...jointLines(attributes)],
  };
}

/** Values for the placeholders of the warnings about a gap, by code. */
export function gapFacts(gap: ResultGap | null): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const attributes = gap?.attributes ?? [];
  const of = (use: ResultGapAttribute["use"]) => attributes.filter((one) => one.use === use);
  const facts = new Map<string, ReadonlyMap<string, string>>();
  const fine = of("too-fine").map(({ name }) => shown(name, 40));
  if (fine.length > 0) facts.set("gap/too-fine", new Map([["attribute", listed(fine)]]));
  const [joint] = of("joint");
  const [confounded] = of("confounded");
  const other = joint?.with[0];
  if (joint !== undefined && other !== undefined) {
    const pair = [shown(joint.name, 40), shown(other, 40)] as const;
    facts.set(
      "gap/confounded",
      new Map([
        ["a", pair[0]],
        ["b", pair[1]],
      ]),
    );
  } else if (confounded !== undefined) {
    const pair = [shown(confounded.name, 40), GAP.restOfSet] as const;
    facts.set(
      "gap/confounded",
      new Map([
        ["a", pair[0]],
        ["b", pair[1]],
      ]),
    );
  }
  return facts;
}

function apartLine({ name, use, supported }: ResultGapAttribute): string[] {
  const attribute = shown(name, 40);
  switch (use) {
    case "split":
    case "joint":
      return [];
    case "confounded":
      return [GAP.confounded({ attribute })];
    case "not-compared":
      return [GAP.notCompared({ attribute })];
    case "beyond-three":
      return [GAP.beyondThree({ attribute })];
    case "too-fine":
      return [
        GAP.tooFine({
          attribute,
          here: shareText(supported?.local ?? 0),
          there: shareText(supported?.claimed ?? 0),
        }),
      ];
    default:
      return use satisfies never;
  }
}

/** One sentence for each group that shares a step. */
function jointLines(attributes: readonly ResultGapAttribute[]): string[] {
  const said = new Set<string>();
  return attributes.flatMap((one) => {
    if (one.use !== "joint" || said.has(one.name)) return [];
    const names = [one.name, ...one.with];
    for (const name of names) said.add(name);
    return [GAP.joint({ attributes: listed(names.map((name) => shown(name, 40))) })];
  });
}

/** Nearly all is not all. */
function shareText(share: number): string {
  return share > 0.99 && share < 1 ? percent(Math.min(share, 0.999), 1) : percent(share, 0);
}
