import type { Work } from "../../metrics/metric.js";

function work(cite: string, entry: string): Omit<Work, "key"> {
  return { cite, entry };
}

/** Works that a methods section cites beside those of metrics, by first author and year. Names of authors, titles and journals are not translated. */
export const WORKS = {
  bell2002: work(
    "Bell and McCaffrey 2002",
    "Bell RM, McCaffrey DF. Bias reduction in standard errors for linear regression with multi-stage samples. Survey Methodology 2002;28:169–181.",
  ),
  bolya2020: work(
    "Bolya et al. 2020",
    "Bolya D, Foley S, Hays J, Hoffman J. TIDE: a general toolbox for identifying object detection errors. In: European Conference on Computer Vision (ECCV) 2020.",
  ),
  clopper1934: work(
    "Clopper and Pearson 1934",
    "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 1934;26:404–413.",
  ),
  cochran1977: work(
    "Cochran 1977",
    "Cochran WG. Sampling Techniques. 3rd ed. New York: Wiley; 1977.",
  ),
  delong1988: work(
    "DeLong et al. 1988",
    "DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver operating characteristic curves: a nonparametric approach. Biometrics 1988;44:837–845.",
  ),
  dersimonian1986: work(
    "DerSimonian and Laird 1986",
    "DerSimonian R, Laird N. Meta-analysis in clinical trials. Controlled Clinical Trials 1986;7:177–188.",
  ),
  efron1975: work(
    "Efron and Morris 1975",
    "Efron B, Morris C. Data analysis using Stein's estimator and its generalizations. Journal of the American Statistical Association 1975;70:311–319.",
  ),
  efron1981: work(
    "Efron and Stein 1981",
    "Efron B, Stein C. The jackknife estimate of variance. The Annals of Statistics 1981;9:586–596.",
  ),
  efron1987: work(
    "Efron 1987",
    "Efron B. Better bootstrap confidence intervals. Journal of the American Statistical Association 1987;82:171–185.",
  ),
  efron1993: work(
    "Efron and Tibshirani 1993",
    "Efron B, Tibshirani RJ. An Introduction to the Bootstrap. New York: Chapman & Hall; 1993.",
  ),
  everingham2010: work(
    "Everingham et al. 2010",
    "Everingham M, Van Gool L, Williams CKI, Winn J, Zisserman A. The PASCAL Visual Object Classes (VOC) challenge. International Journal of Computer Vision 2010;88:303–338.",
  ),
  farquhar2021: work(
    "Farquhar et al. 2021",
    "Farquhar S, Gal Y, Rainforth T. On statistical bias in active learning: how and when to fix it. In: International Conference on Learning Representations (ICLR) 2021.",
  ),
  franco2019: work(
    "Franco et al. 2019",
    "Franco C, Little RJA, Louis TA, Slud EV. Comparative study of confidence intervals for proportions in complex sample surveys. Journal of Survey Statistics and Methodology 2019;7:334–364.",
  ),
  hansen1943: work(
    "Hansen and Hurwitz 1943",
    "Hansen MH, Hurwitz WN. On the theory of sampling from finite populations. The Annals of Mathematical Statistics 1943;14:333–362.",
  ),
  holm1979: work(
    "Holm 1979",
    "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 1979;6:65–70.",
  ),
  kitagawa1955: work(
    "Kitagawa 1955",
    "Kitagawa EM. Components of a difference between two rates. Journal of the American Statistical Association 1955;50:1168–1194.",
  ),
  korn1998: work(
    "Korn and Graubard 1998",
    "Korn EL, Graubard BI. Confidence intervals for proportions with small expected number of positive counts estimated from survey data. Survey Methodology 1998;24:193–201.",
  ),
  lin2014: work(
    "Lin et al. 2014",
    "Lin T-Y, Maire M, Belongie S, Hays J, Perona P, Ramanan D, Dollár P, Zitnick CL. Microsoft COCO: common objects in context. In: European Conference on Computer Vision (ECCV) 2014, LNCS 8693:740–755.",
  ),
  newcombe1998: work(
    "Newcombe 1998",
    "Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics in Medicine 1998;17:873–890.",
  ),
  newcombe1998paired: work(
    "Newcombe 1998b",
    "Newcombe RG. Improved confidence intervals for the difference between binomial proportions based on paired data. Statistics in Medicine 1998;17:2635–2650.",
  ),
  nopo2008: work(
    "Ñopo 2008",
    "Ñopo H. Matching as a tool to decompose wage gaps. The Review of Economics and Statistics 2008;90:290–299.",
  ),
  obuchowski1997: work(
    "Obuchowski 1997",
    "Obuchowski NA. Nonparametric analysis of clustered ROC curve data. Biometrics 1997;53:567–578.",
  ),
  salmon2011: work(
    "Salmon et al. 2011",
    "Salmon JK, Moraes MA, Dror RO, Shaw DE. Parallel random numbers: as easy as 1, 2, 3. In: International Conference for High Performance Computing, Networking, Storage and Analysis (SC) 2011.",
  ),
  shorrocks2013: work(
    "Shorrocks 2013",
    "Shorrocks AF. Decomposition procedures for distributional analysis: a unified framework based on the Shapley value. The Journal of Economic Inequality 2013;11:99–126.",
  ),
  ville1939: work(
    "Ville 1939",
    "Ville J. Étude critique de la notion de collectif. Paris: Gauthier-Villars; 1939.",
  ),
  waudby2024: work(
    "Waudby-Smith and Ramdas 2024",
    "Waudby-Smith I, Ramdas A. Estimating means of bounded random variables by betting. Journal of the Royal Statistical Society Series B 2024;86:1–27.",
  ),
  wilson1927: work(
    "Wilson 1927",
    "Wilson EB. Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association 1927;22:209–212.",
  ),
  zou2008: work(
    "Zou and Donner 2008",
    "Zou GY, Donner A. Construction of confidence limits about effect measures: a general approach. Statistics in Medicine 2008;27:1693–1702.",
  ),
} as const satisfies Readonly<Record<string, Omit<Work, "key">>>;

export type WorkKey = keyof typeof WORKS;

/** Collects what a text cites, so that its list holds the works that are used and no others. */
export interface Citations {
  /** ` (Wilson 1927; Korn and Graubard 1998)` with its leading blank; empty for no works. */
  cite(works: readonly (WorkKey | Work)[]): string;
  /** Entries of all that were cited, in the order of authors' names. */
  list(): string[];
}

export function createCitations(): Citations {
  const used = new Map<string, string>();
  return {
    cite(works) {
      const cited = works.map((one) =>
        typeof one === "string" ? { key: one, ...WORKS[one] } : one,
      );
      for (const { key, entry } of cited) used.set(key, entry);
      return cited.length === 0 ? "" : ` (${cited.map(({ cite }) => cite).join("; ")})`;
    },
    list: () => [...used.keys()].sort().map((key) => used.get(key) ?? ""),
  };
}
