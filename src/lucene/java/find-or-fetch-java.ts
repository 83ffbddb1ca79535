import { TseriniError } from '../../util/errors.js';
import { findJava, type JavaHome } from '../jvm/java-home.js';
import type { FetchJavaOptions } from './fetch-java.js';

/** TSERINI_JAVA: `auto` fetches a Java that is missing wherever this program runs, `never` does not. */
export function javaSetting(): 'auto' | 'never' | undefined {
  const { TSERINI_JAVA: setting } = process.env;
  if (!setting) return undefined;
  if (setting === 'auto' || setting === 'never') return setting;
  throw new TseriniError('USAGE', `TSERINI_JAVA must be auto or never, not ${setting}`, { value: setting });
}

/**
 * The Java to use, which is fetched first where there is none and it may be.
 * @param allowed how, where the caller lets it be fetched; TSERINI_JAVA overrides
 * @throws TseriniError `JVM` as {@link findJava}; what `fetchJava` throws
 */
export async function findOrFetchJava(allowed: FetchJavaOptions | undefined): Promise<JavaHome> {
  const setting = javaSetting();
  try {
    return findJava();
  } catch (error) {
    if (setting === 'never' || (setting === undefined && allowed === undefined)) throw error;
    // Few processes need it, and each would wait for its imports.
    const { fetchJava } = await import('./fetch-java.js');
    await fetchJava(allowed);
    return findJava();
  }
}
