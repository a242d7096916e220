import type { CardReader } from "./card-reader.js";
import type { CardClaim } from "./card-types.js";

const CLAIM_FIELDS: ReadonlySet<string> = new Set([
  "metric",
  "parameters",
  "value",
  "correct",
  "n",
  "unit",
  "low",
  "high",
  "level",
  "method",
  "on",
  "source",
]);
const ON_FIELDS: ReadonlySet<string> = new Set(["labels", "where", "images", "text"]);

/** The card's `claim`: one entry a figure; none is an empty list. */
export function readClaims(claims: readonly CardReader[]): readonly CardClaim[] {
  return claims.map(readClaim);
}

function readClaim(claim: CardReader): CardClaim {
  refuseOthers(claim, CLAIM_FIELDS);
  const orNull = <T>(key: string, read: () => T): T | null =>
    claim.has(key) && claim.raw[key] === null ? null : read();
  const on = claim.object("on");
  refuseOthers(on, ON_FIELDS);
  const n = claim.whole("n", 1);
  const correct = orNull("correct", () => claim.whole("correct", 0));
  if (correct !== null && correct > n) claim.problem("correct", `is ${correct} of n = ${n}`);
  return {
    metric: claim.text("metric"),
    parameters: readParameters(claim.object("parameters"), claim),
    value: claim.number("value"),
    correct,
    n,
    unit: claim.oneOf("unit", ["image", "sequence", "object", "pixel"]),
    low: orNull("low", () => claim.number("low")),
    high: orNull("high", () => claim.number("high")),
    level: orNull("level", () => claim.number("level", { above: 0, below: 1 })),
    method: orNull("method", () =>
      claim.oneOf("method", ["wilson", "clopper-pearson", "bootstrap-percentile"]),
    ),
    on: {
      labels: on.has("labels") && on.raw["labels"] === null ? null : on.text("labels"),
      where: on.objects("where").map((row) => readRow(row, on)),
      images: on.whole("images", 1),
      text: on.text("text"),
    },
    source: claim.text("source"),
  };
}

function refuseOthers(reader: CardReader, known: ReadonlySet<string>): void {
  for (const key of Object.keys(reader.raw)) {
    if (!known.has(key)) reader.problem(key, "is not a field of a claim");
  }
}

function readParameters(
  parameters: CardReader,
  claim: CardReader,
): Readonly<Record<string, string | number | boolean>> {
  const entries: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(parameters.raw)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      entries.push([key, value]);
    } else {
      claim.problem(`parameters.${key}`, "is not text, a number, true or false");
    }
  }
  return Object.fromEntries(entries);
}

function readRow(row: CardReader, on: CardReader): Readonly<Record<string, string>> {
  const entries = Object.keys(row.raw).map((key): [string, string] => {
    const value = row.raw[key];
    if (typeof value === "string") return [key, value];
    row.problem(key, "is not text");
    return [key, ""];
  });
  if (entries.length === 0) on.problem("where", "has an entry without a column");
  return Object.fromEntries(entries);
}
