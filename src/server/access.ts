import { isIP } from 'node:net';
import { assertWhole } from '../util/assert-whole.js';
import { TseriniError } from '../util/errors.js';

// Settings of access, checked before the server starts.

/** Whose header X-Forwarded-For is believed: that of so many proxies, or of proxies at these addresses. */
export type TrustedProxies = number | readonly string[];

/** As Fastify takes it; the client's address is the first that is not a trusted proxy's. */
export type ProxyCheck = string[] | ((address: string, hop: number) => boolean);

/**
 * @param trusted addresses as `10.0.0.1` or `10.0.0.0/8`
 * @throws TseriniError `USAGE`
 */
export function checkProxies(trusted: TrustedProxies): ProxyCheck {
  if (typeof trusted === 'number') {
    assertWhole('trustProxy', trusted);
    return (_address, hop) => hop < trusted;
  }
  for (const address of trusted) {
    const [ip = '', bits, ...rest] = address.split('/');
    const version = isIP(ip);
    const most = version === 4 ? 32 : 128;
    const isRange =
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= most);
    if (version === 0 || rest.length > 0 || !isRange) {
      throw new TseriniError('USAGE', `not the address of a proxy: ${address} (10.0.0.1, 10.0.0.0/8, ::1)`, {
        value: address,
      });
    }
  }
  return [...trusted];
}

/**
 * @param origin `https://example.org`, as browsers send it, or `*`
 * @throws TseriniError `USAGE` for one that no browser sends
 */
export function checkOrigin(origin: string): void {
  if (origin === '*') return;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.origin === origin) return;
  const isWeb = url !== undefined && /^https?:$/.test(url.protocol);
  const hint = isWeb ? `; did you mean ${url.origin}?` : ' (https://example.org, http://localhost:5173)';
  throw new TseriniError('USAGE', `no page has the origin ${origin}${hint}`, { value: origin });
}
