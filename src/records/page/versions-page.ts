import { grouped, listed } from "../../reports/numbers.js";
import { figureText } from "../../reports/record-figure-text.js";
import { shown } from "../../reports/text.js";
import { shortId, statedOrNull } from "../kit/record-facts.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { VERSIONS } from "../words/record-page.js";

/** The list at the top of a published folder. */
export interface VersionsPage {
  readonly versions: readonly VersionView[];
  /** The page of the one record that there is, which a reader is taken to; null where there are several. */
  readonly only: string | null;
  readonly made: string;
}

export interface VersionView {
  readonly href: string;
  readonly title: string;
  readonly eyebrow: string;
  readonly figure: string;
  readonly replaces: string | null;
  /** By which records of the folder; null where by none. */
  readonly replacedBy: string | null;
  readonly id: string;
}

/** Newest first: by version, then by what authors state of the time, then by id. */
export function newestFirst(records: readonly TransparencyRecord[]): TransparencyRecord[] {
  const time = ({ facts }: TransparencyRecord): string => facts.madeAt ?? "";
  return [...records].sort(
    (a, b) =>
      b.version - a.version ||
      (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** @param version of the program */
export function versionsPage(
  records: readonly TransparencyRecord[],
  version: string,
): VersionsPage {
  const [first, ...others] = records;
  return {
    only: first === undefined || others.length > 0 ? null : pageOf(first),
    versions: newestFirst(records).map((record) => {
      const { title, model, claims, previous, state, facts } = record;
      const [first] = claims;
      return {
        href: pageOf(record),
        title: statedOrNull(title, 200) ?? shown(model.name, 80),
        eyebrow: VERSIONS.version({
          version: grouped(record.version),
          state: VERSIONS[state],
          made: statedOrNull(facts.madeAt, 40),
        }),
        figure: first === undefined ? "" : figureText(first),
        replaces: previous === null ? null : VERSIONS.replaces({ id: previous.slice(0, 12) }),
        replacedBy: replacedBy(record, records),
        id: record.id,
      };
    }),
    made: VERSIONS.made({ version: shown(version, 40) }),
  };
}

function pageOf(record: TransparencyRecord): string {
  return `${shortId(record)}/index.html`;
}

function replacedBy(
  { id }: TransparencyRecord,
  records: readonly TransparencyRecord[],
): string | null {
  const next = newestFirst(records.filter(({ previous }) => previous === id));
  return next.length === 0 ? null : VERSIONS.replacedBy({ ids: listed(next.map(shortId)) });
}
