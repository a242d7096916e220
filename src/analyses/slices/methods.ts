import type { MethodsPart } from "../../reports/methods/methods-part.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { methodName } from "../../reports/words/methods.js";
import { METHODS } from "./words.js";

const MOST_ATTRIBUTES = 8;

/** Which parts there are, and how their ranges were made. */
export const slicesMethods: MethodsPart = {
  about: "parts",
  sentences({ result: { estimates } }, { cite }) {
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
    const names = more > 0 ? [...named, METHODS.more({ n: grouped(more) })] : named;
    const methods = [...new Set(slices.filter(({ low }) => low !== null).map((one) => one.method))];
    const exact = methods.some((method) => /^(cp|hull)-/.test(method));
    const sentences = [
      METHODS.slices({
        attributes: listed(names),
        count: `, ${counted(slices[0]?.slice?.family ?? slices.length, "part")} in all`,
        methods: methods.length === 0 ? "" : listed(methods.map(methodName)),
        cites: exact ? cite(["clopper1934"]).replace(/^ \((.*)\)$/, "; $1") : "",
      }),
    ];
    if (slices.some(({ slice }) => slice?.shrunken !== null)) {
      sentences.push(METHODS.shrunken({ cites: cite(["efron1975", "dersimonian1986"]) }));
    }
    return sentences;
  },
};
