/** The best hits of a search and their docids. */
package io.tserini.ranking;
