/** A column of numbers that grows by one at a time. */
export interface GrowingNumbers<T extends Float64Array | Int32Array> {
  readonly length: number;
  push(value: number): void;
  /** Several at once. */
  append(more: ArrayLike<number>): void;
  /** The numbers so far, in memory of their own. */
  finish(): T;
}

const FIRST_SIZE = 1024;

/** A growing column of doubles. */
export function createGrowingFloats(): GrowingNumbers<Float64Array> {
  return growing((size) => new Float64Array(size));
}

/** A growing column of whole numbers of 32 bits. */
export function createGrowingInts(): GrowingNumbers<Int32Array> {
  return growing((size) => new Int32Array(size));
}

function growing<T extends Float64Array | Int32Array>(
  allocate: (size: number) => T,
): GrowingNumbers<T> {
  let values = allocate(FIRST_SIZE);
  let length = 0;
  const grow = (least: number): void => {
    const larger = allocate(Math.max(least, values.length * 2));
    larger.set(values);
    values = larger;
  };
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) grow(length + 1);
      values[length++] = value;
    },
    append(more) {
      if (length + more.length > values.length) grow(length + more.length);
      values.set(more, length);
      length += more.length;
    },
    finish() {
      const whole = allocate(length);
      whole.set(values.subarray(0, length));
      return whole;
    },
  };
}
