// The address under which other devices reach this server: what links and QR codes begin with.

import type { ApiContext } from './context.ts';

/** A phone can not reach 'localhost': there the address is this machine's on the network. */
export function joinOrigin({ config, lanAddresses }: Pick<ApiContext, 'config' | 'lanAddresses'>, protocol: string, host: string): string {
  if (config.publicUrl !== '') return config.publicUrl;
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  const [lan] = isLocal ? lanAddresses() : [];
  return lan ?? `${protocol}://${host}`;
}
