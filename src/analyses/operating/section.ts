import { columns, list, paragraph, plot, toned } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type OperatingView, operatingView } from "./operating-view.js";

/** What a detector does at each threshold; nothing for other tasks. */
export const operatingSection: AnalysisSection<OperatingView> = {
  anchor: "threshold",
  question: "sureness",
  paper: true,
  view({ extras: { detection, surface } }) {
    if (detection === undefined || detection.curve.threshold.length === 0) return null;
    const { curve, now, threshold, unit, choice } = detection;
    return operatingView(curve, {
      threshold,
      unit,
      choice,
      className: null,
      surface,
      ...(now === null ? {} : { now }),
    });
  },
  title: ({ title }) => title,
  answer: ({ unset, sentences }) => unset ?? sentences[0] ?? null,
  blocks: ({ unset, sentences, caution, curve, recall }) => [
    ...(unset === null ? list(sentences) : paragraph(unset)),
    ...toned("caution", caution),
    columns(
      ...(recall === null ? [curve] : [curve, recall]).map((one) => [
        plot(one, "tables/thresholds.csv"),
      ]),
    ),
  ],
};
