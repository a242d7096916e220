import type { Provenance } from "./ledger.js";

/** Words of the results of other places on a record's page. */
export const PLACES = {
  expect: (v: { low: string; high: string; what: string; claimed: string }) =>
    `At a new place, expect ${v.low} to ${v.high} ${v.what}. The authors measured ${v.claimed}.`,
  tooFew: (v: { places: string }) => `${v.places} sent results: too few to foresee the next.`,
  none: "No other place has sent a result yet.",
  noneLead: "Yours could be the first.",
  lead: (v: { places: string; low: string; high: string; claimed: string }) =>
    `${v.places} sent back what they got: from ${v.low} to ${v.high}. The authors measured ${v.claimed}.`,
  leadOne: (v: { value: string; claimed: string }) =>
    `One other place sent back what it got: ${v.value}. The authors measured ${v.claimed}.`,
  otherPlaces: (n: string, isOne: boolean) => (isOne ? "1 other place" : `${n} other places`),
  title: (v: { metric: string }) => `${v.metric} at other places`,
  caption: (v: { level: string; older: string | null; more: string | null }) =>
    [
      `Each line is the range that the place's true figure is likely in (${v.level}).`,
      "The next place is where one result will fall: far wider than the range of the average, which is about no place in particular.",
      v.older,
      v.more,
    ]
      .filter((text) => text !== null)
      .join(" "),
  older: (v: { results: string }) => `Of a place the newest result counts; ${v.results} left out.`,
  more: (v: { drawn: string; all: string }) =>
    `${v.drawn} of ${v.all} places are drawn, evenly spread over their order; the table has more.`,
  published: "Published",
  average: "Average place",
  averageSub: "where the average lies",
  next: "Next place",
  nextSub: "where one result will fall",
  nameless: "A place without a name",
  sub: (v: { units: string; provenance: string; month: string | null }) =>
    [v.units, v.provenance, v.month].filter((text) => text !== null).join(" · "),
  reference: "published",
  columns: { place: "Place", month: "Month", sure: "How sure", like: "Like the record's images" },
  facts: {
    next: "One result at a new place",
    nextValue: (v: { low: string; high: string }) => `${v.low} to ${v.high}, 19 times of 20`,
    average: "The average place",
    atLeast: (v: { threshold: string }) => `Reaching ${v.threshold}, 5 points below the published`,
    atLeastValue: (v: { times: string; low: string; high: string }) =>
      `${v.times} of 100 places [${v.low}, ${v.high}]`,
  },
  backtest: (v: { inside: string; of: string }) =>
    `Tried on the places themselves, each foreseen from the others: the range held ${v.inside} times of ${v.of}.`,
  supposes: "It supposes that a new place is drawn as these were.",
  provenance: {
    told: { word: "told", text: "a reader sent the counts" },
    recomputable: { word: "recounted", text: "counted again from each prediction" },
    verified: { word: "checked", text: "counted again from the images" },
  } satisfies Readonly<Record<Provenance, { readonly word: string; readonly text: string }>>,
  unchanged: (v: { results: string; head: string }) =>
    `${v.results}; none was removed or changed since it was added. The last line is ${v.head}.`,
  send: "Evaluate on your own images; the file that this writes has counts and your words on the place, no picture and no file name. You see each byte first, and send it yourself.",
  to: (v: { contact: string }) => `Send it to: ${v.contact}`,
} as const;
