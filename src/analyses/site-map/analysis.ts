import { csvTable } from "../../reports/csv.js";
import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { findMap, whyNoMap } from "./find-map.js";
import type { MapPlot } from "./map-view.js";
import { isMapShown, mapSection } from "./section.js";

/** Where places lie, coarsely. */
export const siteMap: Analysis<MapPlot> = {
  id: "site-map",
  find: ({ attributes, question }, request) => {
    const what = request.siteMap ? whyNoMap({ attributes, question, request }) : null;
    return what === null ? {} : { notes: [{ file: "", code: "site-map/none", what }] };
  },
  facts(evaluation) {
    const found = findMap(evaluation);
    return found === null ? {} : { siteMap: found };
  },
  section: mapSection,
  tables({ extras }) {
    const { siteMap: found } = extras;
    if (found === undefined || !isMapShown(extras)) return [];
    const rows = found.places.map(({ place, latitudeDeg, longitudeDeg }) => [
      found.attribute,
      place,
      latitudeDeg,
      longitudeDeg,
    ]);
    const columns = ["attribute", "place", "latitude_rounded", "longitude_rounded"];
    return tablesOf({ "site-map": csvTable(columns, rows) });
  },
};
