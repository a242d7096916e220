import { groupUnits, type UnitGroups } from "../../claims/unit-groups.js";
import type { Table } from "../../core/table.js";
import { closedProfile } from "../../dataset/profile/closed-profile.js";
import { openProfile } from "../../dataset/profile/open-profile.js";
import type { ScopeProfile } from "../../dataset/profile/profile-types.js";
import { scopeColumns } from "../../dataset/profile/scope-columns.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { RecordSettings } from "../record/record-types.js";
import { listOfText } from "../record/setting-values.js";
import type { Evidence } from "./evidence.js";
import { isOfPeople } from "./people.js";
import { originsOf } from "./record-settings.js";

/**
 * What the scored images are like, by the attributes that lines of the manifest hold; null where they
 * hold none that tells.
 *
 * @param form closed: small cells are withheld
 */
export function recordProfile(
  { attributes, groups }: Pick<Evidence, "attributes" | "groups">,
  { question, outcomes }: Pick<Evaluation, "question" | "outcomes">,
  settings: RecordSettings,
  form: ScopeProfile["form"],
): ScopeProfile | null {
  const origins = originsOf(settings);
  const rows = Int32Array.from({ length: attributes.rowCount }, (_, i) => i);
  const size = new Set(["width", "height"]);
  const columns = scopeColumns(attributes, rows, {
    first: listOfText(settings, "slices"),
    originOf: (name) => origins.get(name) ?? (size.has(name) ? "header" : "declared"),
    without: question.clusters?.attribute == null ? [] : [question.clusters.attribute],
  });
  const clusters = outcomes.unit === "image" ? question.clusters : groupsOfImages(groups, rows);
  const images = attributes.rowCount;
  const profile =
    form === "open"
      ? openProfile(columns, clusters, images)
      : closedProfile(columns, clusters, images, {
          people: isOfPeople(question.clusters?.attribute ?? ""),
        });
  return profile.attributes.length === 0 ? null : profile;
}

/** Where sequences are the units, their images are grouped by the cluster, else by the sequence. */
function groupsOfImages({ columns }: Table, rows: Int32Array): UnitGroups | null {
  const column = [...columns.values()].at(-1);
  return column === undefined ? null : groupUnits(column, rows);
}
