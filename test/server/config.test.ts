// The environment, read once: defaults, and a plain sentence for each thing that is set wrong.

import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';
import { originCheck } from '../../server/origin.ts';
import type { IncomingMessage } from 'node:http';

describe('the configuration', () => {
  it('[BI20] needs nothing: everybody on the network can reach port 3000, data lies beside the program', () => {
    expect(readConfig({}, '/srv/board')).toEqual({
      host: '0.0.0.0',
      port: 3000,
      dataFolder: '/srv/board/data',
      publicUrl: '',
      origins: [],
      embed: [],
      trustProxy: false,
      intranet: [],
      logLevel: 'warn',
      dev: false,
    });
  });

  it('[BI21] takes what is set, and blank counts as not set', () => {
    const env = {
      HACKFEST_PORT: ' 8080 ',
      HACKFEST_HOST: '',
      HACKFEST_DATA: '/var/lib/board',
      HACKFEST_PUBLIC_URL: 'https://board.example.org/',
      HACKFEST_ORIGINS: 'https://a.example, https://b.example:8443,',
      HACKFEST_TRUST_PROXY: 'yes',
      HACKFEST_EMBED: 'https://c.example/',
      HACKFEST_INTRANET: 'Redmine.local, 10.0.0.7:3000',
      PORT: '1',
    };
    expect(readConfig(env, '/')).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      dataFolder: '/var/lib/board',
      publicUrl: 'https://board.example.org',
      origins: ['https://a.example', 'https://b.example:8443'],
      trustProxy: true,
      embed: ['https://c.example'],
      intranet: ['redmine.local', '10.0.0.7:3000'],
    });
    expect(readConfig({ PORT: '5000' }, '/').port).toBe(5000);
  });

  it.each([
    ['PORT', 'http'],
    ['HACKFEST_PORT', 'http'],
    ['HACKFEST_PORT', '1e3'],
    ['HACKFEST_PORT', '70000'],
    ['HACKFEST_PORT', '3000.5'],
    ['HACKFEST_PORT', '-1'],
    ['HACKFEST_PUBLIC_URL', 'board.example.org'],
    ['HACKFEST_PUBLIC_URL', 'https://board.example.org/path'],
    ['HACKFEST_PUBLIC_URL', 'ftp://board.example.org'],
    ['HACKFEST_PUBLIC_URL', 'https://board.example.org/?x=1'],
    ['HACKFEST_ORIGINS', 'https://a.example,nonsense'],
    ['HACKFEST_TRUST_PROXY', 'maybe'],
    ['HACKFEST_DEV', '2'],
    ['HACKFEST_LOG_LEVEL', 'loud'],
  ])('[BI22] %s set to "%s" is named, with what to set instead', (name, value) => {
    const read = () => readConfig({ [name]: value }, '/');
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} .*Set it to `));
  });
});

describe('origins', () => {
  const check = originCheck({ publicUrl: 'https://board.example.org', origins: ['https://partner.example'] });
  const from = (origin: string | undefined, host = '192.168.1.5:3000') => check({ headers: { origin, host } } as IncomingMessage);

  it.each([
    ['http://192.168.1.5:3000', true],
    ['https://board.example.org', true],
    ['https://partner.example', true],
    ['https://partner.example:444', false],
    ['https://evil.example', false],
    ['http://192.168.1.5:3001', false],
    ['https://partner.example.evil.example', false],
    ['null', false],
    ['', false],
    [undefined, false],
  ])('[AC80] a page of %s may talk to the sockets: %s', (origin, verdict) => {
    expect(from(origin)).toBe(verdict);
  });
});
