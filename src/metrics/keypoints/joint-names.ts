import { HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import type { MetricReference } from "../estimate-types.js";
import { BETWEEN_JOINTS } from "../metric.js";
import { formatReference } from "../reference-text.js";

/** Indices of the points that a parameter's value names. @throws HomegroundError `metric/bad-parameter` */
export function jointIndices(
  value: string,
  joints: readonly string[],
  reference: MetricReference,
): readonly number[] {
  // A name may hold what stands between names.
  const names = joints.includes(value) ? [value] : value.split(BETWEEN_JOINTS);
  return names.map((name) => {
    const index = joints.indexOf(name);
    if (index >= 0) return index;
    const nearest = nearestName(name, joints);
    const help = nearest === null ? "" : `Did you mean ${nearest}? `;
    throw new HomegroundError("metric/bad-parameter", {
      what: `no object has a point '${name}'`,
      where: `metric '${formatReference(reference)}'`,
      fix: `${help}There are ${joints.slice(0, 20).join(", ")}${joints.length > 20 ? ", …" : ""}`,
    });
  });
}
