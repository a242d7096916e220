import type { ReportInput } from "../results/report-input.js";
import { namesText } from "./inputs-view.js";
import { bytesText, counted, grouped } from "./numbers.js";
import { shown } from "./text.js";
import { BASIS, DETAIL, FACTS } from "./words/answer.js";
import { CARD_GUESS } from "./words/card-guess.js";

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Set in the type of code. */
  readonly code: boolean;
}

const MOST_CARD_LINES = 20;

/** The line above the answer: when, which model, how many images from where. */
export function eyebrowOf({ result, extras }: ReportInput): string {
  const parts: string[] = [BASIS.evaluation];
  if (extras.madeAt !== undefined) parts.push(dateText(extras.madeAt));
  if (result.model !== null) parts.push(BASIS.model({ name: shown(result.model.name, 60) }));
  const place = extras.placeName ?? extras.place;
  const images = counted(result.inputs.scored, "image");
  parts.push(place === undefined ? images : BASIS.from({ images, place: shown(place, 60) }));
  return parts.join(" · ");
}

/** `2026-11-25T10:42:07Z` → `25 November 2026`; anything else as it is. */
function dateText(iso: string): string {
  const [, year = "", month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? [];
  const name = FACTS.months[Number(month) - 1];
  return name === undefined
    ? shown(iso, 40)
    : FACTS.date({ day: String(Number(day)), month: name, year });
}

/** What the answer is about: question, images, what counts as separate. */
export function basisFacts({ result, extras }: ReportInput): Fact[] {
  const { inputs, question } = result;
  const named = extras.placeName ?? extras.place;
  const place = named === undefined ? null : shown(named, 60);
  const cluster = shown(extras.clusterName ?? DETAIL.group, 40);
  const clusters = result.estimates.find((one) => one.clusters !== null)?.clusters ?? null;
  const fact = (name: string, value: string): Fact => ({ name, value, code: false });
  return [
    fact(
      BASIS.question,
      question === "here" ? BASIS.here({ place }) : BASIS.elsewhere({ cluster }),
    ),
    fact(
      BASIS.images,
      BASIS.sum({
        images: grouped(inputs.images),
        scored: grouped(inputs.scored),
        listed: grouped(inputs.listed.length),
      }),
    ),
    fact(
      BASIS.separate,
      clusters === null
        ? BASIS.each({ unit: result.unit })
        : BASIS.groups({ clusters: counted(clusters, cluster), unit: result.unit }),
    ),
  ];
}

/** How the figures came about: limit, model, names, software. */
export function howFacts({ result, extras }: ReportInput): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: string, code = false): void => {
    facts.push({ name, value: shown(value, 400), code });
  };
  const { question, model } = extras;
  if (result.verdicts.length > 0 && question !== undefined) {
    const byDefault = question.source === "default";
    add(FACTS.limit, FACTS.limitValue({ at: question.fixedAt, byDefault }));
  }
  if (result.model !== null) {
    add(FACTS.model, result.model.name);
    const isEndpoint = result.model.conformance !== undefined;
    if (model !== undefined) {
      const size = model.sizeBytes === null ? "" : `, ${bytesText(model.sizeBytes)}`;
      add(isEndpoint ? FACTS.endpoint : FACTS.file, `${model.source}${size}`);
    }
    add(isEndpoint ? FACTS.said : FACTS.sha, result.model.sha256, true);
    const { guessed = [], confirmed = [] } = result.model;
    if (guessed.length > 0) add(CARD_GUESS.guessed, guessed.join(", "), true);
    if (confirmed.length > 0) add(CARD_GUESS.confirmed, confirmed.join(", "), true);
    for (const { name, value } of (model?.card ?? []).slice(0, MOST_CARD_LINES)) {
      add(shown(name, 60), value);
    }
  }
  if (extras.names !== undefined) add(FACTS.names, namesText(extras.names));
  const { seconds } = extras;
  add(
    FACTS.by,
    FACTS.made({
      version: result.software.version,
      engine: result.software.engine,
      seed: String(result.seed),
      seconds: seconds === undefined ? null : grouped(seconds, seconds < 10 ? 1 : 0),
    }),
  );
  if (extras.madeAt !== undefined) add(FACTS.at, extras.madeAt);
  return facts;
}
