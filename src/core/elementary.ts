import asinOf from "@stdlib/math-base-special-asin";
import atan2Of from "@stdlib/math-base-special-atan2";
import atanhOf from "@stdlib/math-base-special-atanh";
import cosOf from "@stdlib/math-base-special-cos";
import expOf from "@stdlib/math-base-special-exp";
import expm1Of from "@stdlib/math-base-special-expm1";
import hypotOf from "@stdlib/math-base-special-hypot";
import lnOf from "@stdlib/math-base-special-ln";
import log1pOf from "@stdlib/math-base-special-log1p";
import log2Of from "@stdlib/math-base-special-log2";
import log10Of from "@stdlib/math-base-special-log10";
import powOf from "@stdlib/math-base-special-pow";
import sinOf from "@stdlib/math-base-special-sin";
import tanhOf from "@stdlib/math-base-special-tanh";

/*
 * Elementary functions of additions, multiplications and tables alone, so that they have the same bits
 * in every engine. The standard leaves those of Math to each engine, and their last digits differ:
 * docs/decisions/0043. Arguments and answers are as in Math (`ln` is Math.log). The types are written
 * out, since declarations that name these packages would ask users to install them.
 */
type OfOne = (x: number) => number;

export const asin: OfOne = asinOf;
export const atanh: OfOne = atanhOf;
export const cos: OfOne = cosOf;
export const exp: OfOne = expOf;
export const expm1: OfOne = expm1Of;
export const ln: OfOne = lnOf;
export const log1p: OfOne = log1pOf;
export const log2: OfOne = log2Of;
export const log10: OfOne = log10Of;
export const sin: OfOne = sinOf;
export const tanh: OfOne = tanhOf;

/** Angle of the point (x, y), in (−π, π]. */
export const atan2: (y: number, x: number) => number = atan2Of;
/** √(x² + y²) without overflow between. */
export const hypot: (x: number, y: number) => number = hypotOf;
/** x to the power y. */
export const pow: (x: number, y: number) => number = powOf;
