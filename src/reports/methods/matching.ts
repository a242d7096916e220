import { isOfObjects, KEYPOINTS } from "../../metrics/metric.js";
import type { ReportInput } from "../../results/report-input.js";
import { shown } from "../text.js";
import { MATCHING } from "../words/methods-section.js";
import { metricName } from "../words/metrics.js";
import type { Citations } from "../words/works.js";

const AT_THRESHOLD = /^(precision|recall|f1|image-sensitivity|image-specificity)\b/;

/** How detections were matched to objects; empty for other tasks. */
export function matchingParagraph({ result, extras }: ReportInput, { cite }: Citations): string {
  if (!isOfObjects(result.task)) return "";
  const references = result.estimates.map(({ metric }) => metricName(metric));
  const rules = new Set(references.map(({ parameters }) => parameters.get("rule")));
  const shape = result.task === "detection" ? "box" : "outline";
  const cites = cite(["lin2014"]);
  const hasPoints = KEYPOINTS.some((task) => task === result.task);
  const sentences: string[] = hasPoints
    ? [MATCHING.points({ cites })]
    : [MATCHING.coco({ shape, cites }), MATCHING.limits, MATCHING.crowd];
  if (rules.has("voc") || rules.has("voc-2007")) {
    sentences.push(MATCHING.voc({ cites: cite(["everingham2010"]) }));
  }
  if (rules.has("centre")) sentences.push(MATCHING.centre);
  const threshold = extras.detection?.threshold ?? null;
  if (threshold !== null && Number.isFinite(threshold)) {
    const at = references.find(({ id }) => AT_THRESHOLD.test(id));
    const note = result.inputs.notes.find(({ code }) => code === "threshold/used");
    const [, source] = /, as (.*) says$/.exec(note?.what ?? "") ?? [];
    sentences.push(
      MATCHING.operating({
        threshold: String(Number(threshold.toPrecision(4))),
        source: source === undefined ? null : MATCHING.stated({ source: shown(source, 80) }),
        iou: at?.parameters.get("iou") ?? "0.50",
      }),
    );
  } else if (extras.detection !== undefined) sentences.push(MATCHING.noOperating);
  if (extras.detection !== undefined) {
    sentences.push(MATCHING.errors({ cites: cite(["bolya2020"]) }));
  }
  return sentences.join(" ");
}
