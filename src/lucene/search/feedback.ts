import {
  type Rm3Options,
  type RocchioOptions,
  rm3Options,
  rocchioOptions,
} from '../../search/feedback/options.js';

/** The shim's methods for feedback. */
export interface JavaFeedback {
  setRm3Sync(terms: number, documents: number, queryWeight: number, filterTerms: boolean): void;
  setRocchioSync(
    topTerms: number,
    topDocuments: number,
    bottomTerms: number,
    bottomDocuments: number,
    alpha: number,
    beta: number,
    gamma: number,
    useNegative: boolean,
  ): void;
  unsetFeedbackSync(): void;
}

/** @throws TseriniError `USAGE` */
export function setRm3(java: JavaFeedback, options: Partial<Rm3Options>): void {
  const { fbTerms, fbDocs, originalQueryWeight, filterTerms } = rm3Options(options);
  java.setRm3Sync(fbTerms, fbDocs, originalQueryWeight, filterTerms);
}

/** @throws TseriniError `USAGE` */
export function setRocchio(java: JavaFeedback, options: Partial<RocchioOptions>): void {
  const { topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs, alpha, beta, gamma, useNegative } =
    rocchioOptions(options);
  java.setRocchioSync(topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs, alpha, beta, gamma, useNegative);
}
