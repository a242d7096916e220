import type { Vouched } from "../reports/forest-view.js";
import type { Provenance } from "./ledger.js";

/** Words of the results of other places on a record's page. */
export const PLACES = {
  expect: (v: { low: string; high: string; what: string; claimed: string }) =>
    `At a new place, expect ${v.low} to ${v.high} ${v.what}. The authors measured ${v.claimed}.`,
  tooFew: (v: { places: string }) => `${v.places} sent results: too few to foresee the next.`,
  none: "No other place has sent a result yet.",
  noneLead: "Yours could be the first.",
  lead: (v: { places: string; low: string; high: string }) =>
    `${v.places} have sent back what they got: from ${v.low} to ${v.high}.`,
  leadOne: (v: { value: string }) => `One other place has sent back what it got: ${v.value}.`,
  measured: (v: { claimed: string }) => `The authors measured ${v.claimed}.`,
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
  /** Behind what a place of training rests on. */
  trained: (v: { sub: string }) => `${v.sub}, in training`,
  trainedApart: (v: { places: string }) =>
    `${v.places} of training stand apart: what is expected rests on places that are new to the model.`,
  sub: (v: { units: string; month: string | null }) =>
    [v.units, v.month].filter((text) => text !== null).join(" · "),
  reference: "published",
  columns: { place: "Place", month: "Month", sure: "How sure", like: "Like the record's images" },
  facts: {
    next: "One result at a new place",
    range: (v: { low: string; high: string }) => `${v.low} to ${v.high}`,
    nextValue: (v: { low: string; high: string }) => `${v.low} to ${v.high}, 19 times of 20`,
    like: (v: { places: string }) => `Where images are like the record's (${v.places} places)`,
    average: "The average place",
    atLeast: (v: { threshold: string }) => `Reaching ${v.threshold}, 5 points below the published`,
    atLeastValue: (v: { times: string; low: string; high: string }) =>
      `${v.times} of 100 places [${v.low}, ${v.high}]`,
  },
  backtest: (v: { inside: string; of: string }) =>
    `Tried on the places themselves, each foreseen from the others: the range held ${v.inside} times of ${v.of}.`,
  changed: (v: { place: string; change: "fallen" | "risen"; from: string; shown: string }) =>
    `${v.place}: ${v.change} since ${v.from}, shown by the result of ${v.shown}.`,
  unchangedPlaces: (v: { places: string; isRest: boolean }) =>
    `${v.places}${v.isRest ? " more" : ""} with several results over time: no change is shown there.`,
  looked:
    "A change is looked for after each result; where nothing has changed, one is said in at most one of twenty ledgers.",
  badge: (v: { places: string; isOne: boolean; low: string; high: string }) =>
    v.isOne ? `tested at 1 place: ${v.high}` : `tested at ${v.places} places: ${v.low}–${v.high}`,
  badgeNext: (v: { low: string; high: string }) => `At a new place, expect ${v.low}–${v.high}`,
  badgeFew: "Too few places to foresee the next",
  badgeOf: (v: { head: string }) => `Results that places sent back; the last line is ${v.head}.`,
  month: (v: { month: string; change: "fallen" | "risen"; from: string }) =>
    `${v.month}, ${v.change} since ${v.from}`,
  supposes: "It supposes that a new place is drawn as these were.",
  provenance: {
    told: { dots: 1, word: "told", text: "a reader sent the counts" },
    recomputable: { dots: 2, word: "recounted", text: "counted again from each prediction" },
    verified: { dots: 3, word: "checked", text: "counted again from the images" },
  } satisfies Readonly<Record<Provenance, Vouched & { readonly text: string }>>,
  unchanged: (v: { results: string; head: string }) =>
    `${v.results}; none was removed or changed since it was added. The last line is ${v.head}.`,
  send: "Evaluate on your own images; the file that this writes has counts and your words on the place, no picture and no file name. You see each byte first, and send it yourself.",
  to: (v: { contact: string }) => `Send it to: ${v.contact}`,
} as const;

/** Words of a result that a reader holds against the places of a page. */
export const OWN_PLACE = {
  yours: "Yours",
  yourResult: "Your result",
  falls: { inside: "falls inside", below: "falls below", above: "falls above" },
  than: { inside: "within", below: "below", above: "above" },
  heading: (v: { whose: string; side: string }) => `${v.whose} ${v.side}`,
  line: (v: {
    value: string;
    units: string;
    side: string;
    low: string;
    high: string;
    places: string;
  }) =>
    `${v.value} on ${v.units}, ${v.side} the ${v.low} to ${v.high} that ${v.places} places suggest.`,
  like: (v: { covered: string; places: string; low: string; high: string; side: string }) =>
    `${v.covered} of its images are like the record's. The ${v.places} places with about as many suggest ${v.low} to ${v.high}: it lies ${v.side} that.`,
  fewAlike: (v: { covered: string; places: string }) =>
    `${v.covered} of its images are like the record's. Places with about as many: ${v.places}, too few to foresee from.`,
  noRecord: "It names no record: nobody checked that it is of the same model.",
  cannot: (v: { whose: string }) => `${v.whose} cannot be held against these`,
  otherRecord: "It is of another record.",
  noFigure: (v: { metric: string }) => `It has no ${v.metric} as a share of its images.`,
  notRead: (v: { file: string; what: string }) => `${v.file}: ${v.what}.`,
  tooLarge: "it is larger than any result",
  notShared: "not shared",
} as const;
