import { intervalText, valueText } from "../../reports/estimate-text.js";
import { counted, percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";
import { NOT_STATED } from "../words/kit.js";

/** Digits of an id that badges and file names show: enough to find a record, none to check it by. */
const SHORT_ID = 12;

/** Longest answer of an author that a text of the kit repeats, in letters. */
const MOST_WORDS = 600;

export function shortId({ id }: Pick<TransparencyRecord, "id">): string {
  return id.slice(0, SHORT_ID);
}

/** What an author answered, on one line and without a full stop at its end; else `not stated`. */
export function statedText(answer: string | null, longest = MOST_WORDS): string {
  return statedOrNull(answer, longest) ?? NOT_STATED;
}

/** As {@link statedText}, null where nothing is stated. */
export function statedOrNull(answer: string | null, longest = MOST_WORDS): string | null {
  const words = (answer ?? "").replace(/\s+/gu, " ").trim().replace(/\.+$/, "");
  return words === "" ? null : shown(words, longest);
}

/** A figure in two parts, of which a name may be cut where room is short and numbers never are. */
interface Headline {
  /** `Accuracy`. */
  readonly name: string;
  /** `94.4% [87.5, 97.6]`. */
  readonly numbers: string;
}

/** Null for a record without a figure. */
export function headline(claim: RecordClaim | undefined): Headline | null {
  if (claim === undefined) return null;
  const { scale, label } = metricWords(claim.metric);
  const name = shown(label, 60);
  if (claim.value === null) return { name: `${name}:`, numbers: "no value" };
  const value = valueText(scale, claim.value, claim.n);
  const range = intervalText(scale, claim.low, claim.high, claim.n);
  return { name, numbers: range === null ? `${value}, no interval` : `${value} ${range}` };
}

/** {@link headline} with its level and number of images, for those who hear it read. */
export function headlineInFull(claim: RecordClaim | undefined): string | null {
  const parts = headline(claim);
  if (parts === null || claim === undefined) return null;
  const text = `${parts.name} ${parts.numbers}`;
  const level = claim.low === null ? "" : ` (${percent(claim.level, 0)} interval)`;
  return `${text}${level}, ${counted(claim.n, claim.unit)}`;
}
