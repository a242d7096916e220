import type { BinnedColumn, ScopeBins } from "./scope-bins.js";

/** An attribute of both sides, in the bins of the test set. */
export interface ComparedAttribute {
  readonly bins: ScopeBins;
  readonly binned: BinnedColumn;
  /** Images whose own cell of this attribute alone is tested. */
  readonly insideAlone: number;
  /** Of each bin, then of each bin beyond: images here, and test images; null where it is not told. */
  readonly here: Int32Array;
  readonly tested: readonly (number | null)[];
  /** Bin of each test image, where the record tells its images one by one. */
  readonly testCodes?: Int32Array;
  /** Test images of bins that the record withholds, and of those beyond its outermost edges. */
  readonly withheld?: number;
  /** Whether the record calls each of its bins tested. */
  readonly isTested: readonly boolean[];
}
