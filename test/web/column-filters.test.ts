import { describe, expect, it } from "vitest";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { columnFilters } from "../../src/web/session/column-filters.js";

const filtersOf = (columns: Readonly<Record<string, readonly (string | null)[]>>) => {
  const [first = []] = Object.values(columns);
  const cells = Object.entries(columns).map(
    ([name, values]) => [name, categoricalColumn(values)] as const,
  );
  return columnFilters(createTable(first.length, new Map(cells)));
};

describe("columns that images can be chosen by", () => {
  it("have several values, most first, with their rows", () => {
    expect(filtersOf({ site: ["b", "a", "b", null], year: ["1", "1", "1", "1"] })).toEqual([
      {
        column: "site",
        values: [
          { value: "b", rows: 2 },
          { value: "a", rows: 1 },
        ],
        isWhole: true,
        isSplit: false,
      },
    ]);
  });

  it("are asked about where they tell training from test", () => {
    const split = (name: string, ...values: string[]) => filtersOf({ [name]: values })[0]?.isSplit;
    expect(split("split", "train", "test")).toBe(true);
    expect(split("Data_Split", "Training", "val")).toBe(true);
    expect(split("split", "left", "right")).toBe(false);
    expect(split("site", "train", "test")).toBe(false);
  });

  it("have the first values of very many", () => {
    const [filter] = filtersOf({ id: Array.from({ length: 200 }, (_, i) => `${i}`) });
    expect(filter).toMatchObject({ isWhole: false });
    expect(filter?.values).toHaveLength(60);
  });
});
