import { armFromUnits, type GapArm } from "./gap-arm.js";
import { mixPlayers } from "./gap-players.js";
import type { GapParts } from "./gap-terms.js";

/** Units of one side as columns, for cells of class and conditions. */
export interface ConditionUnits {
  /** Class and answer of each unit, indices into classes that both sides share. */
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Level of each unit in each condition, 0, 1, 2 …, shared by both sides. */
  readonly conditions: readonly Int32Array[];
  /** Cluster of each unit; null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Both sides over the cells class × conditions that occur on either. */
export interface ConditionCells {
  readonly claimed: GapArm;
  readonly local: GapArm;
  /** Level of each cell by player: the class, then the conditions. */
  readonly levels: readonly Int32Array[];
}

/** Cells are numbered as their first unit comes, claimed ones first. */
export function conditionCells(claimed: ConditionUnits, local: ConditionUnits): ConditionCells {
  const width = [claimed.truth, ...claimed.conditions].map((column, player) => {
    const other = player === 0 ? local.truth : local.conditions[player - 1]!;
    return 1 + Math.max(greatest(column), greatest(other));
  });
  const place = new Map<number, number>();
  const levels: number[][] = width.map(() => []);
  const cellsOf = ({ truth, conditions }: ConditionUnits): Int32Array => {
    const columns = [truth, ...conditions];
    return truth.map((_, i) => {
      // Levels as digits: exact, as conditions have at most some ten levels each.
      const key = columns.reduce((sum, column, player) => sum * width[player]! + column[i]!, 0);
      const known = place.get(key);
      if (known !== undefined) return known;
      for (const [player, column] of columns.entries()) levels[player]!.push(column[i]!);
      place.set(key, place.size);
      return place.size - 1;
    });
  };
  const [a, b] = [cellsOf(claimed), cellsOf(local)];
  const columns = levels.map((column) => Int32Array.from(column));
  const arm = (units: ConditionUnits, cell: Int32Array): GapArm =>
    armFromUnits(
      {
        cell,
        classOf: columns[0]!,
        answer: units.predicted,
        score: null,
        cluster: units.cluster,
        clusterCount: units.clusterCount,
      },
      place.size,
    );
  return { claimed: arm(claimed, a), local: arm(local, b), levels: columns };
}

function greatest(column: Int32Array): number {
  let most = 0;
  for (const level of column) most = Math.max(most, level);
  return most;
}

/**
 * Who shares the mix over these cells.
 *
 * @param bars players of each part; left out: one each
 */
export function conditionParts(
  { levels }: Pick<ConditionCells, "levels">,
  classCount: number,
  bars: readonly (readonly number[])[] = levels.map((_, player) => [player]),
): GapParts {
  return { players: mixPlayers(levels), bars, classOf: levels[0]!, classCount };
}
