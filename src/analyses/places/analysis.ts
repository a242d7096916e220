import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { placesCsv } from "./places-csv.js";
import type { PlacesView } from "./places-view.js";
import { placesSection } from "./section.js";

/** What is right, or found, at each site, camera, hospital. */
export const places: Analysis<PlacesView> = {
  id: "places",
  section: placesSection,
  tables: ({ extras }) => tablesOf({ places: placesCsv(extras.places) }),
};
