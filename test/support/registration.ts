/** A registration for a test's homeserver, written out as the Application Service API describes it, independent of our own code. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

export interface TestRegistration {
  /** The YAML file. */
  path: string;
  /** Where the homeserver pushes to. */
  url: string;
  asToken: string;
  hsToken: string;
}

/** https://spec.matrix.org/v1.16/application-service-api/#registration */
export function writeRegistration(options: {
  path: string;
  url: string;
  serverName: string;
}): TestRegistration {
  const server = options.serverName.replace(/[.[\]]/g, '\\$&');
  const token = (): string => randomBytes(32).toString('hex');
  const [asToken, hsToken] = [token(), token()];
  const registration = {
    id: 'parta',
    url: options.url,
    as_token: asToken,
    hs_token: hsToken,
    sender_localpart: 'parta',
    rate_limited: false,
    receive_ephemeral: true,
    'de.sorunome.msc2409.push_ephemeral': true,
    namespaces: {
      users: [{ exclusive: true, regex: `@parta_[a-z0-9]+:${server}` }],
      aliases: [{ exclusive: true, regex: `#parta_[a-z0-9_]+:${server}` }],
      rooms: [],
    },
  };
  writeFileSync(options.path, stringify(registration), { mode: 0o600 });
  return { path: options.path, url: options.url, asToken, hsToken };
}
