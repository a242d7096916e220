import type { OutputFamily } from "../family.js";
import { coordinates } from "./coordinates.js";
import { heatMaps } from "./heat-maps.js";
import { poseRows } from "./pose-rows.js";

/** Families whose predictions are points of objects. */
export const POINT_FAMILIES = [heatMaps, coordinates, poseRows] as OutputFamily[];
