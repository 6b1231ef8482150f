/** All views that are loaded on their own, so that nobody loads what they do not open. */
import { view } from './view.tsx';

export const JoinPage = view(async () => (await import('../features/join/join-page.tsx')).JoinPage);
export const LoginPage = view(async () => (await import('../features/login/login-page.tsx')).LoginPage);
export const Inside = view(async () => (await import('./inside.tsx')).Inside);
export const PeoplePage = view(async () => (await import('../features/people/people-page.tsx')).PeoplePage);
export const ContactsPage = view(
  async () => (await import('../features/people/contacts-page.tsx')).ContactsPage,
);
export const WriteDialog = view(
  async () => (await import('../features/people/write-dialog.tsx')).WriteDialog,
);
export const FamilyPage = view(
  async () => (await import('../features/guardians/family-page.tsx')).FamilyPage,
);
export const ReportDialog = view(
  async () => (await import('../features/reports/report-dialog.tsx')).ReportDialog,
);
export const ReportsPage = view(
  async () => (await import('../features/reports/reports-page.tsx')).ReportsPage,
);
export const InvitesPage = view(
  async () => (await import('../features/invites/invites-page.tsx')).InvitesPage,
);
export const DocumentsPage = view(
  async () => (await import('../features/documents/documents-page.tsx')).DocumentsPage,
);
export const StorePage = view(async () => (await import('../features/documents/store-page.tsx')).StorePage);
export const SharedPage = view(async () => (await import('../features/documents/store-page.tsx')).SharedPage);
export const TaskPage = view(async () => (await import('../features/documents/task-page.tsx')).TaskPage);
export const DeskPage = view(async () => (await import('../features/desk/desk-page.tsx')).DeskPage);
export const MePage = view(async () => (await import('../features/me/me-page.tsx')).MePage);
export const LessonPage = view(async () => (await import('../features/lesson/lesson-page.tsx')).LessonPage);
export const AttendancePage = view(
  async () => (await import('../features/lesson/attendance/attendance-page.tsx')).AttendancePage,
);
export const Today = view(async () => (await import('../features/today/today.tsx')).Today);
export const TodayPage = view(async () => (await import('../features/today/today.tsx')).TodayPage);
export const TimetablePage = view(
  async () => (await import('../features/timetable/timetable-page.tsx')).TimetablePage,
);
export const FramePage = view(
  async () => (await import('../features/timetable/frame/frame-page.tsx')).FramePage,
);
export const ImportPage = view(
  async () => (await import('../features/timetable/import/import-page.tsx')).ImportPage,
);
export const CalendarsPage = view(
  async () => (await import('../features/timetable/calendars-page.tsx')).CalendarsPage,
);
export const EditLesson = view(
  async () => (await import('../features/timetable/editor/edit-lesson.tsx')).EditLesson,
);
export const NewLesson = view(
  async () => (await import('../features/timetable/editor/new-lesson.tsx')).NewLesson,
);
