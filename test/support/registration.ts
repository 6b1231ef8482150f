/** A registration for a test's homeserver. */
import { writeFileSync } from 'node:fs';
import {
  type Registration,
  createRegistration,
  renderRegistration,
} from '../../appservice/src/matrix/registration.ts';

export interface TestRegistration extends Registration {
  /** The YAML file. */
  readonly path: string;
}

export function writeRegistration(options: {
  path: string;
  url: string;
  serverName: string;
}): TestRegistration {
  const registration = createRegistration({ appservice: { url: options.url } });
  writeFileSync(options.path, renderRegistration(registration, options.serverName), { mode: 0o600 });
  return { ...registration, path: options.path };
}
