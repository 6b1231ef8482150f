/**
 * OneRoster 1.2 CSV, bulk mode: from an export to the roster model (1EdTech OneRoster CSV Binding 1.2.1). Files are
 * read as streams in the order of their references; only what Parta needs is kept.
 */
import type { IsoDate } from '../../school/model.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Findings } from '../findings.ts';
import { checkRoster, type Roster, type RosterYear } from '../model.ts';
import { readEnrollments } from './enrollments.ts';
import { readManifest } from './manifest.ts';
import { guardianshipsOf, readRoles, readUsers } from './people.ts';
import { readClasses, readOrgs, readSessions, toSchool, type Defaults } from './structure.ts';

export interface OneRosterOptions {
  /** For schools whose export does not say (`metadata.locale`, `metadata.timeZone` in orgs.csv). */
  readonly defaults: Defaults;
  /** The day on which the export is read: of several periods, the one that counts on it is kept. */
  readonly day: IsoDate;
}

/** Reads an export. The roster is null when errors were found; everything odd is in the findings. */
export async function readOneRoster(
  bundle: Bundle,
  findings: Findings,
  options: OneRosterOptions,
): Promise<Roster | null> {
  const manifest = await readManifest(bundle, findings);
  if (manifest === null) return null;
  const source = { files: manifest.files, findings };
  const { day, defaults } = options;

  const orgs = await readOrgs(source);
  const sessions = await readSessions(source);
  const classes = await readClasses({ source, orgs, sessions, day, findings });
  const users = await readUsers(source);
  const { roles, complete: rolesComplete } = await readRoles(source, users, orgs, day);
  const enrollments = await readEnrollments({ source, classes, users, rolesComplete, day });
  const guardianships = guardianshipsOf(source, users, rolesComplete);
  const schools = [...orgs.all()]
    .filter(([, { type }]) => type === 'school')
    .map(([sourcedId, org]) => toSchool(sourcedId, org, defaults));
  const orgsFile = source.files.get('orgs')?.path;
  const isFaulty = findings.list().some(({ severity, file }) => severity === 'error' && file === orgsFile);
  if (orgsFile !== undefined && schools.length === 0 && !isFaulty) {
    findings.error('no_school', { file: orgsFile, line: 1, column: 'type' });
  }
  if (findings.hasErrors()) return null;

  // OneRoster shares sessions between schools; Parta's school years belong to one school each.
  const years = new Map<string, RosterYear>();
  for (const [, { school, year }] of classes.all()) {
    const { title, beginsOn, endsOn } = sessions.get(year)!;
    years.set(JSON.stringify([school, year]), {
      sourcedId: year,
      schoolSourcedId: school,
      title,
      beginsOn,
      endsOn,
    });
  }
  return checkRoster({
    source: `oneroster:${manifest.systemCode}`,
    schools,
    years: [...years.values()],
    classes: [...classes.all()].map(([sourcedId, { title, kind, school, year }]) => ({
      sourcedId,
      schoolSourcedId: school,
      yearSourcedId: year,
      title,
      kind,
    })),
    persons: [...users.all()].map(([sourcedId, { givenName, familyName, middleName, active }]) => ({
      sourcedId,
      givenName,
      familyName,
      middleName,
      active,
    })),
    roles,
    enrollments,
    guardianships,
  });
}
