import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { listen } from './listen.ts';
import { passOn } from './pass-on.ts';

export interface AuthProxy extends AsyncDisposable {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  /** The file of the authority that signed its certificate: the certificate itself. */
  readonly caFile: string;
  /** The Authorization header of each forwarded request. */
  readonly accepted: string[];
}

/**
 * TLS and authentication before a cluster, as OpenSearch's security plugin has them: a certificate of an unknown
 * authority, and 401 to all whose Authorization header is not among those allowed.
 * @param target the cluster's address
 */
export async function startAuthProxy(target: string, allowed: readonly string[]): Promise<AuthProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'tserini-test-'));
  const { pfx, caFile } = await makeCertificate(folder);
  const accepted: string[] = [];
  const server = createServer({ pfx, passphrase }, (request, response) => {
    const header = request.headers.authorization ?? '';
    if (!allowed.includes(header)) return refuse(request, response);
    accepted.push(header);
    passOn(target, request, response);
  });
  const { address, close } = await listen(server);
  return {
    url: `https://${address}`,
    caFile,
    accepted,
    async [Symbol.asyncDispose]() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(401, { 'www-authenticate': 'Basic realm="OpenSearch Security"' }).end('Unauthorized');
}

const passphrase = 'only for a test';

/** Node makes keys and no certificates; the JDK's keytool does. */
async function makeCertificate(folder: string): Promise<{ pfx: Buffer; caFile: string }> {
  const keytool = join(findJava().home, 'bin/keytool');
  const [store, caFile] = [join(folder, 'store.p12'), join(folder, 'ca.pem')];
  const common = ['-alias', 'proxy', '-keystore', store, '-storetype', 'PKCS12', '-storepass', passphrase];
  const extensions = ['-ext', 'bc=ca:true', '-ext', 'san=ip:127.0.0.1'];
  await execa(keytool, [
    ...['-genkeypair', ...common, '-keyalg', 'EC', '-dname', 'CN=a test', '-validity', '2', ...extensions],
  ]);
  await execa(keytool, ['-exportcert', '-rfc', ...common, '-file', caFile]);
  return { pfx: await readFile(store), caFile };
}
