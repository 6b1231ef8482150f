/**
 * OneRoster CSV 1.2: which files there are, their columns in order, and the vocabularies
 * (1EdTech OneRoster CSV Binding 1.2.1, sections 3 and 4).
 */
import type { SchoolRole } from '../../school/model.ts';

export interface FileSpec {
  /** File name without `.csv`, as manifest.csv spells it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that Parta reads: a header without one of them is an error, for information would be lost silently. */
  readonly used: readonly string[];
  /** Used columns that exports of older systems lack; their absence is only worth a warning. */
  readonly optional?: readonly string[];
}

const words = (text: string): string[] => text.split(/\s+/);

export const MANIFEST: FileSpec = {
  name: 'manifest',
  columns: ['propertyName', 'value'],
  used: ['propertyName', 'value'],
};

/** The files that Parta reads. All of them but `courses` must be there: 1.2 has people's roles in a file of their own. */
export const FILES = {
  orgs: {
    name: 'orgs',
    columns: words('sourcedId status dateLastModified name type identifier parentSourcedId'),
    used: words('sourcedId status name type parentSourcedId'),
  },
  academicSessions: {
    name: 'academicSessions',
    columns: words(
      'sourcedId status dateLastModified title type startDate endDate parentSourcedId schoolYear',
    ),
    used: words('sourcedId status title type startDate endDate parentSourcedId schoolYear'),
  },
  courses: {
    name: 'courses',
    columns: words(
      'sourcedId status dateLastModified schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes',
    ),
    used: words('sourcedId status'),
  },
  classes: {
    name: 'classes',
    columns: words(
      `sourcedId status dateLastModified title grades courseSourcedId classCode classType location schoolSourcedId
       termSourcedIds subjects subjectCodes periods`,
    ),
    used: words('sourcedId status title courseSourcedId classType schoolSourcedId termSourcedIds'),
  },
  users: {
    name: 'users',
    columns: words(
      `sourcedId status dateLastModified enabledUser username userIds givenName familyName middleName identifier email
       sms phone agentSourcedIds grades password userMasterIdentifier preferredGivenName preferredMiddleName
       preferredFamilyName primaryOrgSourcedId pronouns`,
    ),
    // Contact data and passwords are not in this list, so nothing ever looks at them.
    used: words(
      `sourcedId status enabledUser username givenName familyName middleName agentSourcedIds userMasterIdentifier
       preferredGivenName preferredMiddleName preferredFamilyName`,
    ),
    optional: words('userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName'),
  },
  roles: {
    name: 'roles',
    columns: words(
      `sourcedId status dateLastModified userSourcedId roleType role beginDate endDate orgSourcedId
       userProfileSourcedId`,
    ),
    used: words('sourcedId status userSourcedId role beginDate endDate orgSourcedId'),
  },
  enrollments: {
    name: 'enrollments',
    columns: words(
      `sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate`,
    ),
    used: words(
      'sourcedId status classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate',
    ),
  },
} as const satisfies Record<string, FileSpec>;

export type FileName = keyof typeof FILES;
export const FILE_NAMES = Object.keys(FILES) as readonly FileName[];
export const OPTIONAL_FILES: readonly FileName[] = ['courses'];

/** Files of the standard that Parta has no use for and never opens; `demographics` is refused on purpose. */
export const UNREAD_FILES = words(
  `categories classResources courseResources demographics lineItems lineItemLearningObjectiveIds lineItemScoreScales
   resources results resultLearningObjectiveIds resultScoreScales scoreScales userProfiles userResources`,
);

/** Columns whose values are about people and must not be repeated in a finding. */
export const PERSONAL_COLUMNS: ReadonlySet<string> = new Set(
  words(
    `username userIds givenName familyName middleName identifier email sms phone password userMasterIdentifier
     preferredGivenName preferredMiddleName preferredFamilyName pronouns`,
  ),
);

export const ORG_TYPES = ['department', 'school', 'district', 'local', 'state', 'national'] as const;
export const SESSION_TYPES = ['gradingPeriod', 'semester', 'schoolYear', 'term'] as const;
export const CLASS_TYPES = ['homeroom', 'scheduled'] as const;
export const ENROLLMENT_ROLES = ['administrator', 'proctor', 'student', 'teacher'] as const;
export const USER_ROLES = [
  'aide',
  'counselor',
  'districtAdministrator',
  'guardian',
  'parent',
  'principal',
  'proctor',
  'relative',
  'siteAdministrator',
  'student',
  'systemAdministrator',
  'teacher',
] as const;
export type UserRole = (typeof USER_ROLES)[number];
/** `inactive` is of OneRoster 1.0 and still seen. */
export const STATUSES = ['active', 'tobedeleted', 'inactive'] as const;

/** What a user role means in Parta. */
export const SCHOOL_ROLE_OF: Readonly<Record<UserRole, SchoolRole>> = {
  student: 'pupil',
  guardian: 'parent',
  parent: 'parent',
  relative: 'parent',
  teacher: 'teacher',
  aide: 'staff',
  counselor: 'staff',
  proctor: 'staff',
  principal: 'school_admin',
  siteAdministrator: 'school_admin',
  districtAdministrator: 'district_admin',
  systemAdministrator: 'district_admin',
};
