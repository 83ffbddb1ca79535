/** An index's folder, its fields and its stored documents. */
package io.tserini.store;
