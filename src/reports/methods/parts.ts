import type { ReportInput } from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";
import { counted, grouped, listed } from "../numbers.js";
import { shown } from "../text.js";
import { methodName } from "../words/methods.js";
import { PARTS } from "../words/methods-section.js";
import { fieldName } from "../words/metric-definitions.js";
import type { Citations } from "../words/works.js";

const MOST_ATTRIBUTES = 8;

/** Parts of the difference and of the data, and a threshold chosen on them; empty without any. */
export function partsParagraph({ result, extras }: ReportInput, citations: Citations): string {
  const choice = extras.detection?.choice ?? null;
  return [
    ...gapSentences(result, citations),
    ...sliceSentences(result, citations),
    ...(choice === null ? [] : [PARTS.chosenThreshold({ choice: shown(choice, 300) })]),
  ].join(" ");
}

function gapSentences({ gap }: EvaluationResult, { cite }: Citations): string[] {
  if (gap === null || gap.terms.length === 0) return [];
  const attributes = gap.terms.some(({ term }) => term === "attribute-mix");
  const sentences: string[] = [
    PARTS.gap({
      measure: shown(fieldName(gap.metric), 80),
      attributes,
      cites: cite(["kitagawa1955", "nopo2008"]),
      shapley: attributes ? cite(["shorrocks2013"]) : "",
    }),
  ];
  if (gap.reweighted !== null) sentences.push(PARTS.reweighted);
  return sentences;
}

function sliceSentences({ estimates }: EvaluationResult, { cite }: Citations): string[] {
  const all = estimates.filter(({ slice }) => slice !== null);
  // An attribute with one level says nothing that the whole does not.
  const levels = new Map<string, Set<string>>();
  for (const { slice } of all) {
    if (slice === null) continue;
    const own = levels.get(slice.attribute);
    if (own === undefined) levels.set(slice.attribute, new Set([slice.value]));
    else own.add(slice.value);
  }
  const slices = all.filter(({ slice }) => (levels.get(slice?.attribute ?? "")?.size ?? 0) > 1);
  if (slices.length === 0) return [];
  const attributes = [...new Set(slices.map(({ slice }) => slice?.attribute ?? ""))];
  const named = attributes.slice(0, MOST_ATTRIBUTES).map((name) => shown(name, 60));
  const more = attributes.length - named.length;
  const names = more > 0 ? [...named, PARTS.more({ n: grouped(more) })] : named;
  const methods = [...new Set(slices.filter(({ low }) => low !== null).map((one) => one.method))];
  const exact = methods.some((method) => /^(cp|hull)-/.test(method));
  const sentences = [
    PARTS.slices({
      attributes: listed(names),
      count: `, ${counted(slices[0]?.slice?.family ?? slices.length, "part")} in all`,
      methods: methods.length === 0 ? "" : listed(methods.map(methodName)),
      cites: exact ? cite(["clopper1934"]).replace(/^ \((.*)\)$/, "; $1") : "",
    }),
  ];
  if (slices.some(({ slice }) => slice?.shrunken !== null)) {
    sentences.push(PARTS.shrunken({ cites: cite(["efron1975", "dersimonian1986"]) }));
  }
  return sentences;
}
