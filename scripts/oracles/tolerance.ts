/** How far an answer may be from what an oracle expects: abs + rel · |expected|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const DEFAULT: Tolerance = { absolute: 1e-9, relative: 1e-9 };

/**
 * The tolerance of one field, as the page beside the oracles states it: what other programs found by
 * search is good to the digits of their search.
 *
 * @param kind `oracle/kind`
 * @param path of the field, such as `.newcombe[0]`
 * @param expected the case's whole expected value, which may state its own `tol`
 */
export function toleranceOf(kind: string, path: string, expected: unknown): Tolerance {
  if (kind.startsWith("q_preprocess/")) return imageTolerance(expected);
  const rule = RULES.find(([kinds, fields]) => kinds.test(kind) && fields.test(path));
  return rule?.[2] ?? DEFAULT;
}

const RULES: readonly (readonly [kinds: RegExp, fields: RegExp, tolerance: Tolerance])[] = [
  [/^b_proportions\//, /ratio\.score/, { absolute: 1e-5, relative: 1e-5 }],
  // Found by the other program's root search, which stops at about seven digits.
  [/^b_proportions\/two_prop_power/, /n1_arcsine|n_R/, { absolute: 1e-9, relative: 1e-6 }],
  [/^b_proportions\//, /score|tango|clopper|cp|noninf/, { absolute: 1e-8, relative: 1e-8 }],
  [/^c_cluster_bootstrap\//, /./, { absolute: 1e-8, relative: 1e-8 }],
  [/^d_delong_correlation\//, /\.p($|_)/, { absolute: 1e-9, relative: 1e-7 }],
  [/^e_calibration\/(temperature|platt)/, /./, { absolute: 1e-9, relative: 1e-6 }],
  [/^g_shift\/multivariate/, /frechet/, { absolute: 1e-6, relative: 1e-6 }],
  [/^i_meta\/meta/, /REML/, { absolute: 1e-6, relative: 1e-5 }],
  [/^m_counting_ecology\/occupancy/, /psi|\.p$/, { absolute: 1e-6, relative: 1e-6 }],
  [/^n_clinical\/two_by_two/, /lr_.*_ci|dor_ci/, { absolute: 1e-8, relative: 1e-8 }],
  [/^p_sequential\//, /hedged|./, { absolute: 1e-7, relative: 1e-9 }],
];

function imageTolerance(expected: unknown): Tolerance {
  const tol = new Map(Object.entries(expected ?? {})).get("tol");
  return { absolute: typeof tol === "number" ? tol : 1e-6, relative: 0 };
}
