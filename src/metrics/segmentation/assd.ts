import { DISTANCE_UNIT, surfaceMetric } from "./surface-metric.js";

export const ASSD = surfaceMetric(
  {
    id: "assd",
    name: "average symmetric surface distance",
    distance: "the mean of all distances from each boundary to the other",
    formula: "mean of all d(a, B) and d(b, A) together; mean over images, then over labels",
    source: "Metrics Reloaded (Maier-Hein et al. 2024)",
    aliases: ["asd", "average-surface-distance", "average-symmetric-surface-distance"],
    words: {
      label: "Edge distance, on average",
      phrase: "average surface distance",
      sentence: `How far apart outlines are on average, ${DISTANCE_UNIT}.`,
      short: "how far apart outlines are",
      scale: "number",
    },
  },
  ({ assd }) => assd,
);
