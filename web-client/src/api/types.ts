/** The HTTP API's records, by the names of protocol/openapi.yaml. */
import type { components } from '@parta/protocol';

export type Schemas = components['schemas'];

export type ApiSession = Schemas['ApiSession'];
export type Attendance = Schemas['Attendance'];
export type AttendancePerson = Schemas['AttendancePerson'];
export type AttendanceSession = Schemas['AttendanceSession'];
export type AttendanceStatus = Schemas['AttendanceStatus'];
export type ClassPerson = Schemas['ClassPerson'];
export type CreatedLink = Schemas['CreatedLink'];
export type Info = Schemas['Info'];
export type Invite = Schemas['Invite'];
export type InvitePreview = Schemas['InvitePreview'];
export type InviteRole = Schemas['InviteRole'];
export type InviteUse = Schemas['InviteUse'];
export type BroadcastQuestion = Schemas['BroadcastQuestion'];
export type LessonGroup = Schemas['LessonGroup'];
export type LessonProfile = Schemas['LessonProfile'];
export type LessonSeat = Schemas['LessonSeat'];
export type LessonSession = Schemas['LessonSession'];
export type LessonSource = Schemas['LessonSource'];
export type LessonTicket = Schemas['LessonTicket'];
export type LessonView = Schemas['LessonView'];
export type LoggedIn = Schemas['LoggedIn'];
export type Me = Schemas['Me'];
export type MyClass = Schemas['MyClass'];
export type MyRoom = Schemas['MyRoom'];
export type MySchool = Schemas['MySchool'];
export type OpenIdToken = Schemas['OpenIdToken'];
export type LessonChange = Schemas['LessonChange'];
export type MyChild = Schemas['MyChild'];
export type Role = Schemas['Role'];
export type RoomKind = Schemas['RoomKind'];
export type Timetable = Schemas['Timetable'];
export type TimetableFrame = Schemas['TimetableFrame'];
export type TimetableLesson = Schemas['TimetableLesson'];
