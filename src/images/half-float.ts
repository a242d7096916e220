const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/**
 * Bit pattern of the half-precision number (IEEE 754 binary16) nearest to a float32, halves to
 * even; beyond 65504 infinity, NaN stays NaN.
 */
export function halfFloatBits(value: number): number {
  FLOAT[0] = value;
  const bits = BITS[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const half = exponent - 127 + 15;
  if (half >= 31) return sign | 0x7c00;
  if (half <= 0) {
    // Subnormal: the fraction with its leading one, moved right until the exponent fits.
    if (half < -10) return sign;
    return sign | roundedShift(fraction | 0x800000, 14 - half);
  }
  // A fraction that rounds up carries into the exponent, which is the right number.
  return sign | ((half << 10) + roundedShift(fraction, 13));
}

function roundedShift(value: number, by: number): number {
  const kept = value >>> by;
  const lost = value & ((1 << by) - 1);
  const half = 1 << (by - 1);
  return lost > half || (lost === half && (kept & 1) === 1) ? kept + 1 : kept;
}
