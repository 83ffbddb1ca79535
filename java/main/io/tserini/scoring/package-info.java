/** Similarities, queries and explanations of scores. */
package io.tserini.scoring;
