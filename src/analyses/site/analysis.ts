import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { csvTable } from "../../reports/csv.js";
import { taskOf } from "../../tasks/registry.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { tablesOf } from "../tables-of.js";
import type { ResultSite } from "./result.js";
import { siteSection } from "./section.js";
import { siteCalibration } from "./site-calibration.js";
import { siteCheck, siteQuestion, sitesOf } from "./site-check.js";
import type { SiteView } from "./site-view.js";
import { SITE } from "./words.js";

const ID = "site";
/** Every pair of sites is looked at in every exchange. */
const MOST_SITES = 50;

/** Whether a model has learned the place, beside what is to be seen there; made where it is asked for. */
export const site: Analysis<SiteView> = {
  id: ID,
  isNamed: true,
  wantsPixels: true,
  asks: {
    ...SITE.asks,
    takes: "site",
    of: { is: ({ task }) => taskOf(task).ranked !== undefined, otherwise: SITE.onlyRanked },
  },
  find(basis, request) {
    if (!request.analyses.includes(ID)) return {};
    const place = sitesOf(basis, request);
    if (place === null) {
      throw askedInVain("analysis/no-sites", "no column of these images names two sites or more", {
        command: "Name the column with --site COLUMN, or add one with --attributes FILE",
        app: "Add a column of sites to the labels",
      });
    }
    if (place.levels.length > MOST_SITES) {
      throw askedInVain(
        "analysis/no-sites",
        `${JSON.stringify(place.name)} has ${place.levels.length} levels, and up to ${MOST_SITES} sites are held against each other`,
        {
          command: "Name a coarser column with --site COLUMN",
          app: "Take a coarser column of sites",
        },
      );
    }
    const asked = siteQuestion(basis, request, place);
    if (asked === null) {
      throw askedInVain(
        "analysis/no-score",
        "there is no score of a label that some images have and others have not",
        "Give predictions of whole images with a score for each class, or leave it out",
      );
    }
    const found = siteCheck(asked, basis, request);
    const { unit } = basis.outcomes;
    const { level } = request;
    const calibration = areProbabilities(basis.outcomes, asked.units.score)
      ? siteCalibration(asked.units, asked.isPositive, asked.sites, level)
      : null;
    const more = calibration === null ? {} : { calibration };
    return { result: { analyses: { [ID]: { site: place.name, unit, level, ...found, ...more } } } };
  },
  section: siteSection,
  tables: ({ result }) =>
    tablesOf({
      [ID]: siteCsv(result.analyses?.[ID]),
      "site-calibration": calibrationCsv(result.analyses?.[ID]),
    }),
};

/** Whether scores can be held against shares of images. */
function areProbabilities(outcomes: HeadlineBasis["outcomes"], score: Float64Array): boolean {
  const sums = haveOneLabel(outcomes) ? outcomes.scores?.sums : undefined;
  return sums?.areProbabilities !== false && score.every((one) => one >= 0 && one <= 1);
}

/** `site-calibration.csv`: a row a site, all digits; null where scores are no probabilities. */
function calibrationCsv({ calibration }: Partial<ResultSite> = {}): string | null {
  if (calibration === undefined) return null;
  const limits = (name: string) => [name, `${name}_low`, `${name}_high`];
  return csvTable(
    ["site", "n", "mean_score", ...limits("error"), ...limits("slope")],
    calibration.map(({ site: of, n, meanScore, error, slope }) => [
      ...[of, n, meanScore, error.value, error.low, error.high],
      ...[slope?.value ?? null, slope?.low ?? null, slope?.high ?? null],
    ]),
  );
}

/** `site.csv`: a row a test, all digits; null where nothing was tested. */
function siteCsv(found: ResultSite | undefined): string | null {
  if (found === undefined) return null;
  const row = (
    by: string,
    one: ResultSite["classes"][number] | ResultSite["attributes"][number],
  ) => {
    const [high = null, low = null] = one.between;
    return [by, one.label, one.auc, high, low, one.p, one.holm];
  };
  return csvTable(
    ["told_by", "truth", "auc", "higher", "lower", "p", "p_holm"],
    [
      ...found.classes.map((one) => row("score", one)),
      ...found.attributes.map((one) => row(one.attribute, one)),
    ],
  );
}
