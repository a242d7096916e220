import { column, details, list, paragraph, plot, table } from "../../reports/document-blocks.js";
import { capitalised } from "../../reports/text.js";
import type { AnalysisSection } from "../analysis.js";
import { type SiteView, siteView } from "./site-view.js";
import { SITE } from "./words.js";

const FILE = "tables/site.csv";

/** Whether a score carries the site that an image is of. */
export const siteSection: AnalysisSection<SiteView> = {
  anchor: "learned-the-place",
  question: "where",
  paper: true,
  view: ({ result }) => {
    const found = result.analyses?.site;
    return found === undefined ? null : siteView(found);
  },
  title: () => SITE.title,
  answer: ({ finding }) => finding,
  blocks: ({
    finding,
    plot: drawn,
    details: further,
    label,
    siteName,
    sites,
    calibration,
    hasSlopes,
  }) => [
    ...(drawn === null ? paragraph(finding) : [plot(drawn, FILE)]),
    ...list(further),
    ...(calibration.length === 0
      ? []
      : [
          details(
            SITE.calibration,
            ...list(SITE.calibrationExplained({ label, hasSlopes })),
            ...table(
              "site-calibration",
              SITE.calibrationTable({ label }),
              [
                column(capitalised(siteName)),
                ...Object.values(SITE.calibrationColumns).map((name) => column(name, "number")),
              ],
              calibration,
            ),
          ),
        ]),
    details(
      SITE.sites,
      ...table(
        "site-shares",
        SITE.siteTable({ label }),
        [
          column(capitalised(siteName)),
          ...Object.values(SITE.siteColumns).map((name) => column(name, "number")),
        ],
        sites,
      ),
    ),
  ],
  summary: ({ finding }) => [finding],
};
