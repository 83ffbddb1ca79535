/** Text to terms, as Anserini does it. */
package io.tserini.analysis;
