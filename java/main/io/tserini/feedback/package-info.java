/** Pseudo-relevance feedback: RM3 and Rocchio, over document vectors. */
package io.tserini.feedback;
