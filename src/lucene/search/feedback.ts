import type { FeedbackMethod } from '../../search/feedback/feedback-searcher.js';

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

/** Sets a method of feedback, or none. */
export function setFeedback(java: JavaFeedback, method: FeedbackMethod | undefined): void {
  if (method === undefined) {
    java.unsetFeedbackSync();
  } else if (method.name === 'rm3') {
    const { fbTerms, fbDocs, originalQueryWeight, filterTerms } = method.options;
    java.setRm3Sync(fbTerms, fbDocs, originalQueryWeight, filterTerms);
  } else {
    const { topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs, alpha, beta, gamma, useNegative } =
      method.options;
    java.setRocchioSync(topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs, alpha, beta, gamma, useNegative);
  }
}
