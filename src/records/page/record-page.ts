import { counted, grouped, listed } from "../../reports/numbers.js";
import { shellQuoted, shown } from "../../reports/text.js";
import { INSIDE } from "../../reports/words/inside.js";
import { shortId, statedOrNull } from "../kit/record-facts.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { missingConstruct } from "../record/stated-facts.js";
import { TRAINING_KINDS } from "../record/training-domain.js";
import { trainingNamesText } from "../texts/record-show.js";
import {
  BANNERS,
  OPENNESS_SHORT,
  OWN,
  RECORD_PAGE,
  SHORT,
  STATEMENTS,
} from "../words/record-page.js";
import { type AgainstView, againstView } from "./against-view.js";
import { type CiteView, citeView } from "./cite-view.js";
import { type ClustersView, clustersView } from "./clusters-view.js";
import { type ImagesView, imagesView } from "./images-view.js";
import { type PageFigures, pageFigures } from "./page-figures.js";
import type { PlacesView } from "./places-view.js";
import type { InsideRecord, RecordPageInput } from "./record-page-input.js";
import { type RecountPanel, recountPanel } from "./recount-panel.js";
import { type ScopeColumnView, scopeColumns } from "./scope-columns-view.js";

/** Of the address of the list of records: asks for it even where there is one record alone. */
export const LIST_OF_ALL = "#all";

/** Something that is stated, or null where it is not: a page prints "not stated". */
export interface StatedFact {
  readonly name: string;
  readonly value: string | null;
}

/** A command to copy, and what it answers. */
export interface OwnCommand {
  readonly what: string;
  readonly command: string;
}

/** The way to the app, and what it needs. */
export interface TryIt {
  readonly href: string;
  readonly text: string;
}

/** The page of a transparency record as data: everything that its view prints. */
export interface RecordPage {
  readonly title: string;
  readonly id: string;
  readonly eyebrow: string;
  /** Address of the list of all records beside this one; null where the page stands alone. */
  readonly versions: string | null;
  readonly heading: string;
  readonly task: string | null;
  readonly banners: readonly { readonly title: string; readonly text: string }[];
  readonly figures: PageFigures;
  /** Results of other places; null where the page is published without a ledger. */
  readonly places: PlacesView | null;
  readonly recount: RecountPanel;
  readonly short: readonly StatedFact[];
  readonly own: readonly OwnCommand[];
  /** The app beside the page; null where there is none. */
  readonly tryIt: TryIt | null;
  readonly scope: readonly ScopeColumnView[];
  readonly statements: readonly StatedFact[];
  readonly clusters: ClustersView | null;
  readonly against: AgainstView;
  readonly images: ImagesView;
  readonly cite: CiteView;
  readonly made: string;
  readonly foot: string;
}

/** Longest answer of an author that is printed, in letters. */
const MOST_WORDS = 2000;

/** Everything that a record's page says, in the order of its sections. */
export function recordPage(input: RecordPageInput): RecordPage {
  const { record } = input;
  const title = statedOrNull(record.title, 200) ?? shown(record.model.name, 80);
  const task = statedOrNull(record.construct.task, MOST_WORDS);
  return {
    title,
    id: record.id,
    eyebrow: RECORD_PAGE.eyebrow({
      version: grouped(record.version),
      openness: OPENNESS_SHORT[record.openness],
      made: statedOrNull(record.facts.madeAt, 40),
    }),
    versions: input.inside == null && input.isAlone !== true ? `../index.html${LIST_OF_ALL}` : null,
    heading: RECORD_PAGE.heading({
      title,
      model: record.model.sha256 === null ? null : shown(record.model.name, 80),
      images: counted(record.counts.scored, "image"),
      groups: groupsText(record),
    }),
    task: task === null ? null : RECORD_PAGE.task({ task }),
    banners: bannersOf(record),
    figures: pageFigures(record),
    places: input.places ?? null,
    recount: recountPanel(record, input.hasData, input.inside),
    short: shortFacts(input),
    own: ownCommands(record, input.inside ?? null),
    tryIt: tryIt(input),
    scope: scopeColumns(record),
    statements: statementsOf(record),
    clusters: clustersView(record),
    against: againstView(record),
    images: imagesView(record, input.images),
    cite: citeView(input),
    made: RECORD_PAGE.made({
      id: shortId(record),
      version: shown(record.software.version, 40),
    }),
    foot: input.inside == null ? RECORD_PAGE.foot : INSIDE.foot,
  };
}

/** `3 sites`; null where images count as independent. */
function groupsText({ clusters }: TransparencyRecord): string | null {
  if (clusters === null) return null;
  return counted(clusters.size.length, shown(clusters.attribute, 40));
}

function bannersOf(record: TransparencyRecord): RecordPage["banners"] {
  const missing = missingConstruct(record.construct).map((key) => {
    const part = key.slice(key.indexOf(".") + 1) as keyof TransparencyRecord["construct"];
    return STATEMENTS[part].toLowerCase();
  });
  return [
    ...(record.state === "draft" ? [{ title: BANNERS.draftTitle, text: BANNERS.draft }] : []),
    ...(missing.length === 0
      ? []
      : [{ title: BANNERS.scopeTitle, text: BANNERS.scope({ missing: listed(missing) }) }]),
  ];
}

function shortFacts({ record, signedBy, inside = null }: RecordPageInput): StatedFact[] {
  const { model, facts, counts } = record;
  const groups = groupsText(record);
  const images = counted(counts.scored, "image");
  const key = model.where === "included" || model.where === "withheld" ? model.where : null;
  const where =
    key === null
      ? SHORT.where.address({ address: shown(model.where, 200) })
      : key === "included" && inside !== null
        ? insideWhere(record, inside)
        : SHORT.where[key];
  return [
    { name: SHORT.images, value: groups === null ? images : `${images}, ${groups}` },
    {
      name: SHORT.model,
      value:
        model.sha256 === null
          ? SHORT.predictionsAlone
          : SHORT.withModel({
              name: shown(model.name, 80),
              where,
              hash: model.sha256.slice(0, 12),
            }),
    },
    { name: SHORT.training, value: trainingText(model.trainingCounts) },
    { name: SHORT.sites, value: statedOrNull(facts.sites, 300) },
    { name: SHORT.uses, value: statedOrNull(facts.uses, 300) },
    { name: SHORT.authors, value: authorsText(record, 8) },
    { name: SHORT.licence, value: statedOrNull(facts.licence, 120) },
    {
      name: SHORT.signed,
      value:
        signedBy.length === 0 ? SHORT.notSigned : listed(signedBy.map((one) => shown(one, 60))),
    },
    ...(record.previous === null
      ? []
      : [{ name: SHORT.replaces, value: shortId({ id: record.previous }) }]),
  ];
}

function trainingText(counts: TransparencyRecord["model"]["trainingCounts"]): string | null {
  if (counts === null) return null;
  const all = Object.values(counts);
  const sum = all.reduce((total, n) => total + n, 0);
  return SHORT.trainingCounts({
    images: counted(sum, "image"),
    classes: counted(all.length, "class"),
  });
}

function authorsText({ facts }: TransparencyRecord, most: number): string | null {
  if (facts.authors.length === 0) return null;
  const names = facts.authors
    .slice(0, most)
    .map(({ name, orcid }) => (orcid === null ? name : `${name} (${orcid})`));
  const more = facts.authors.length - names.length;
  const text = names.map((name) => shown(name, 120)).join(", ");
  return more > 0 ? `${text}, +${grouped(more)}` : text;
}

function statementsOf(record: TransparencyRecord): StatedFact[] {
  const { construct, facts } = record;
  const stated = (name: string, words: string | null): StatedFact => ({
    name,
    value: statedOrNull(words, MOST_WORDS),
  });
  const constructFacts = (
    ["task", "population", "labelling", "agreement", "counts", "decision", "doesNotShow"] as const
  ).map((key) => stated(STATEMENTS[key], construct[key]));
  const texts = (
    [
      "sites",
      "seasons",
      "devices",
      "populations",
      "howChosen",
      "exclusions",
      "uses",
      "contact",
      "doi",
      "url",
      "licence",
      "madeAt",
    ] as const
  ).map((key) => stated(STATEMENTS[key], factOf(facts, key)));
  return [
    ...constructFacts,
    ...trainingStatements(record),
    ...texts,
    { name: STATEMENTS.authors, value: authorsText(record, 200) },
  ];
}

/** Places are said to be not stated where they are not; the other kinds stand there where they are. */
function trainingStatements({ training }: TransparencyRecord): StatedFact[] {
  return TRAINING_KINDS.flatMap((kind): StatedFact[] => {
    const told = training?.[kind] ?? null;
    if (told === null)
      return kind === "places" ? [{ name: STATEMENTS.trained[kind], value: null }] : [];
    return [
      { name: STATEMENTS.trained[kind], value: statedOrNull(trainingNamesText(told), MOST_WORDS) },
    ];
  });
}

function factOf(facts: TransparencyRecord["facts"], key: string): string | null {
  const value = (facts as unknown as Readonly<Record<string, unknown>>)[key];
  return typeof value === "string" ? value : null;
}

function insideWhere({ settings }: TransparencyRecord, { has }: InsideRecord): string {
  const path = settings["modelFile"];
  return typeof path === "string" && has(path) ? INSIDE.model : INSIDE.modelBeside;
}

function tryIt({ record, inside = null, app = null }: RecordPageInput): TryIt | null {
  if (app === null) return null;
  const isHere = record.model.where === "included" && record.model.sha256 !== null;
  const words = inside === null ? OWN : INSIDE;
  return { href: app, text: isHere ? words.tryWithModel : words.tryWithout };
}

/** What a reader can run; names that come from the record are quoted for the shell. */
function ownCommands(record: TransparencyRecord, inside: InsideRecord | null): OwnCommand[] {
  const model = record.settings["modelFile"];
  const isHere = record.model.where === "included" && typeof model === "string";
  // Of a page of one file, files are saved side by side.
  const folder = inside === null ? "record/" : "";
  const file = isHere ? shellQuoted(`${folder}${shown(model, 120)}`) : OWN.noModel;
  const recordFile = `${folder}record.json`;
  const verify = { what: OWN.verify, command: OWN.verifyCommand({ id: record.id }) };
  return [
    { what: OWN.evaluate, command: OWN.evaluateCommand({ model: file, record: recordFile }) },
    { what: OWN.inspect, command: OWN.inspectCommand({ record: recordFile }) },
    ...(inside === null ? [verify] : []),
  ];
}
