/** How a document is scored, and where a score comes from. */
package io.tserini.scoring;
