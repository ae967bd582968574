// The only reader of the environment. Everything is checked once, at start, with errors that say what to set.

import { isAbsolute, resolve } from 'node:path';

export type Config = {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** How people reach this server from outside, without a trailing slash; '' lets it be guessed from requests. */
  readonly publicUrl: string;
  /** Further origins whose pages may talk to this server. */
  readonly origins: readonly string[];
  readonly trustProxy: boolean;
  /** Origins whose pages may show the wall inside them. */
  readonly embed: readonly string[];
  /** Hosts of the own network this server may send requests to. */
  readonly intranet: readonly string[];
  readonly logLevel: string;
  readonly dev: boolean;
};

/** What to set instead; the message is meant for the organizer. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @param cwd relative data folders start here. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const value = (name: string, fallback: string) => env[name]?.trim() || fallback;
  const dataFolder = value('HACKFEST_DATA', 'data');
  return {
    host: value('HACKFEST_HOST', '0.0.0.0'),
    port: value('HACKFEST_PORT', '') ? port('HACKFEST_PORT', value('HACKFEST_PORT', '')) : port('PORT', value('PORT', '3000')),
    dataFolder: isAbsolute(dataFolder) ? dataFolder : resolve(cwd, dataFolder),
    publicUrl: origin('HACKFEST_PUBLIC_URL', value('HACKFEST_PUBLIC_URL', '')),
    origins: origins('HACKFEST_ORIGINS', value('HACKFEST_ORIGINS', '')),
    embed: origins('HACKFEST_EMBED', value('HACKFEST_EMBED', '')),
    trustProxy: flag('HACKFEST_TRUST_PROXY', value('HACKFEST_TRUST_PROXY', '0')),
    intranet: hosts('HACKFEST_INTRANET', value('HACKFEST_INTRANET', '')),
    logLevel: oneOf('HACKFEST_LOG_LEVEL', value('HACKFEST_LOG_LEVEL', 'warn'), LOG_LEVELS),
    dev: flag('HACKFEST_DEV', value('HACKFEST_DEV', '0')),
  };
}

function port(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ConfigError(`${name} is "${text}". Set it to a whole number from 0 to 65535, for example 3000.`);
}

function origin(name: string, text: string): string {
  if (text === '') return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.pathname === '/' && !url.search) return url.origin;
  throw new ConfigError(`${name} has "${text}". Set it to an address without a path, for example https://board.example.org.`);
}

const origins = (name: string, text: string): string[] =>
  text
    .split(',')
    .map((entry) => origin(name, entry.trim()))
    .filter((entry) => entry !== '');

function hosts(name: string, text: string): string[] {
  const all = text.split(',').flatMap((entry) => entry.trim().toLowerCase() || []);
  const wrong = all.find((host) => !URL.canParse(`http://${host}`) || new URL(`http://${host}`).pathname !== '/' || /[/@?#]/.test(host));
  if (wrong === undefined) return all;
  throw new ConfigError(
    `${name} has "${wrong}". Set it to names of hosts, with a port where needed, for example redmine.local,10.0.0.7:3000.`,
  );
}

function flag(name: string, text: string): boolean {
  if (['1', 'true', 'yes'].includes(text)) return true;
  if (['0', 'false', 'no'].includes(text)) return false;
  throw new ConfigError(`${name} is "${text}". Set it to 1 or 0.`);
}

function oneOf(name: string, text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new ConfigError(`${name} is "${text}". Set it to one of: ${choices.join(', ')}.`);
}
